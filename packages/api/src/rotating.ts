import { type Action, TableError, type TableName } from '@wardgraph/records'
import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import { journal } from './journal.ts'
import { machineEntry } from './machineEntry.ts'
import type { Services } from './services.ts'

/** A key is stored so long (ms) before it is written with: what keeps keys in memory keeps them five minutes. */
export const LEAD = 6 * 60_000
/** Clocks may differ by so much (ms): so long after that, nobody writes with the one before. */
export const SETTLED = 60_000
/** DynamoDB takes 100 actions a transaction; the audit records need some of them. */
const AT_ONCE = 80
/** How long (ms) one transaction may take. */
const PATIENCE = 10_000

/** What a rotation of one tenant's keys works with. */
export interface Rotating {
  readonly services: Services
  readonly tenant: string
  /** Every row of a table, of whichever tenant, in no order. */
  readonly scan: (table: TableName) => AsyncIterable<Row>
  /** Resolves at this instant (ms) of the clock. */
  readonly until: (at: number) => Promise<void>
  readonly onProgress: (line: string) => void
}

/** What belongs together in one transaction: of one row, all or nothing. */
export type Group = readonly Action[]

/** What one look at all rows came to. */
export interface Pass {
  readonly written: number
  /** Somebody else wrote these meanwhile: the next look finds them again. */
  readonly busy: number
  /** These are not what was written, and are left as they are. */
  readonly damaged: number
}

/** The tenant's keys as they are stored now, past what is in memory. @throws TableError, VaultError */
export async function storedKeys({ services, tenant }: Pick<Rotating, 'services' | 'tenant'>): Promise<TenantKeys> {
  return services.vault.openTenant(tenant, await services.table.query({ table: 'keys', pk: `${tenant}#K` }))
}

/** Looks at the tenant's rows again and again until none is left to write. Stopped anywhere, it is begun again. */
export async function untilNoneIsLeft(
  of: Rotating,
  look: (write: (table: TableName, renew: Renew) => Promise<void>) => Promise<void>,
): Promise<Pick<Pass, 'written' | 'damaged'>> {
  let written = 0
  for (;;) {
    const keys = await storedKeys(of)
    const pass = { written: 0, busy: 0, damaged: 0 }
    await look((table, renew) => writeTable(of, { keys, table, renew, pass }))
    written += pass.written
    of.onProgress(`${written} rows written${pass.busy === 0 ? '' : `, ${pass.busy} busy`}.`)
    if (pass.written === 0 && pass.busy === 0) return { written, damaged: pass.damaged }
  }
}

/** What is to be written in the place of these rows, each apart; nothing for one that is as it should be. */
export type Renew = (keys: TenantKeys, rows: readonly Row[]) => Promise<readonly (() => Group)[]>

async function writeTable(
  of: Rotating,
  { keys, table, renew, pass }: { keys: TenantKeys; table: TableName; renew: Renew; pass: Mutable<Pass> },
): Promise<void> {
  let rows: Row[] = []
  const flush = async () => {
    const found = (await renew(keys, rows)).map((make) => undamaged(make))
    rows = []
    pass.damaged += found.filter((group) => group === undefined).length
    const groups = found.filter((group) => group !== undefined && group.length > 0) as Group[] // the others are filtered
    for (const some of together(groups)) {
      const done = await write(of, keys, some)
      pass.written += done
      pass.busy += some.length - done
    }
  }
  for await (const row of of.scan(table)) {
    if (!String(row.pk).startsWith(`${of.tenant}#`)) continue
    rows.push(row)
    if (rows.length >= AT_ONCE) await flush()
  }
  await flush()
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }

function undamaged(make: () => Group): Group | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_INTEGRITY') return undefined
    throw error
  }
}

/** Groups in transactions that are not too large. */
function* together(groups: readonly Group[]): Generator<readonly Group[], void, void> {
  let some: Group[] = []
  for (const group of groups) {
    if (some.flat().length + group.length > AT_ONCE && some.length > 0) {
      yield some
      some = []
    }
    some.push(group)
  }
  if (some.length > 0) yield some
}

/** Writes groups with one audit record; those of which a row is no longer what it was are left out. How many were written. */
export async function write(
  of: Pick<Rotating, 'services'>,
  keys: TenantKeys,
  groups: readonly Group[],
): Promise<number> {
  const { services } = of
  let left = groups
  while (left.length > 0) {
    const owners = left.flatMap((group) => group.map(() => group))
    const written = await journal(services, {
      keys,
      actions: left.flat(),
      deadline: services.now() + PATIENCE,
      entry: machineEntry(services, { root: 'keys.rotate', changed: [] }),
    })
    if (written.outcome === 'COMMITTED') return left.length
    if (written.outcome !== 'REFUSED') throw new TableError('UNAVAILABLE', { cause: written })
    const busy = new Set(written.failed.map((place) => owners[place]))
    left = left.filter((group) => !busy.has(group))
  }
  return 0
}

/** A row in the place of one that is still what it was. */
export function replace(table: TableName, before: Row, row: Row): Action {
  if (!(before.m instanceof Uint8Array)) throw new VaultError('ERR_VAULT_INTEGRITY')
  return { do: 'put', table, row, if: { is: 'bound', m: before.m } }
}

/** The counter of a row's next state; a row that a record names without one is in its first. */
export function nextCounter({ w }: Row): { readonly w: number } {
  return { w: Number(w ?? 1) + 1 }
}

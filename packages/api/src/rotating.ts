import { type Action, boundAs, type TableName } from '@wardgraph/records'
import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import { AT_ONCE, type Group, together, writeGroups } from './groups.ts'
import type { Services } from './services.ts'

/** A key is stored so long (ms) before it is written with: what keeps keys in memory keeps them five minutes. */
export const LEAD = 6 * 60_000
/** Clocks may differ by so much (ms): so long after that, nobody writes with the one before. */
export const SETTLED = 60_000

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
      const done = await writeGroups(of.services, { keys, groups: some, root: 'keys.rotate' })
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

/** A row in the place of one that is still what it was. */
export function replace(table: TableName, before: Row, row: Row): Action {
  return { do: 'put', table, row, if: boundAs(before) }
}

/** The counter of a row's next state; a row that a record names without one is in its first. */
export function nextCounter({ w }: Row): { readonly w: number } {
  return { w: Number(w ?? 1) + 1 }
}

/** Writes what a rotation does beside looking at all rows; how many of the groups were written. */
export function write(
  { services }: Pick<Rotating, 'services'>,
  keys: TenantKeys,
  groups: readonly Group[],
): Promise<number> {
  return writeGroups(services, { keys, groups, root: 'keys.rotate' })
}

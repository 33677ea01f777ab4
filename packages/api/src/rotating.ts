import { type Action, boundAs, openTenant, type TableName } from '@wardgraph/records'
import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import type { Documents } from './documents.ts'
import { AT_ONCE, type Group, together, writeGroups } from './groups.ts'
import type { Services } from './services.ts'

/** A key is stored so long (ms) before it is written with: what keeps keys in memory keeps them five minutes. */
export const LEAD = 6 * 60_000
/**
 * So long (ms) after that nobody writes with the one before, nor holds what was read before: a clock may be behind by so
 * much, and a transaction of an import may take a minute.
 */
export const SETTLED = 6 * 60_000
/** How often a row that somebody else writes meanwhile is read again at once. */
const ROUNDS = 5

/** What a rotation of one tenant's keys works with. */
export interface Rotating {
  readonly services: Services
  readonly documents: Documents
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
  /** Somebody else wrote these again and again: the next look finds them. */
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
    const pass = { written: 0, busy: 0, damaged: 0 }
    await look((table, renew) => writeTable(of, { table, renew, pass }))
    written += pass.written
    of.onProgress(`${written} rows written${pass.busy === 0 ? '' : `, ${pass.busy} busy`}.`)
    if (pass.written === 0 && pass.busy === 0) return { written, damaged: pass.damaged }
  }
}

/** Waits for this instant (ms), and says so. */
export async function wait({ services, until, onProgress }: Rotating, at: number, what: string): Promise<void> {
  if (services.now() < at) onProgress(`${what}; this goes on at ${new Date(at).toISOString()}.`)
  await until(at)
}

/** What is to be written in the place of each of these rows, in their order; nothing for one that is as it should be. */
export type Renew = (keys: TenantKeys, rows: readonly Row[]) => Promise<readonly (() => Group)[]>

interface Writing {
  readonly table: TableName
  readonly renew: Renew
  readonly pass: Mutable<Pass>
}

async function writeTable(of: Rotating, writing: Writing): Promise<void> {
  const rows: Row[] = []
  for await (const row of of.scan(writing.table)) {
    if (!String(row.pk).startsWith(`${of.tenant}#`)) continue
    rows.push(row)
    if (rows.length >= AT_ONCE) await writeRows(of, rows.splice(0), writing)
  }
  await writeRows(of, rows, writing)
}

async function writeRows(of: Rotating, rows: readonly Row[], { table, renew, pass }: Writing): Promise<void> {
  let left = rows
  for (let round = 1; left.length > 0; round += 1) {
    // From memory, for minutes: a look at all rows may take hours, and another rotation may begin and end meanwhile.
    const keys = await openTenant(of.services, of.tenant)
    const made = await renew(keys, left)
    const rowOf = new Map<Group, Row>()
    for (const [i, row] of left.entries()) {
      const group = undamaged(made[i])
      if (group === undefined) pass.damaged += 1
      else if (group.length > 0) rowOf.set(group, row)
    }
    const busy: Row[] = []
    for (const some of together([...rowOf.keys()])) {
      const refused = await write(of, keys, some)
      pass.written += some.length - refused.length
      busy.push(...[...rowOf].flatMap(([group, row]) => (refused.includes(group) ? [row] : [])))
    }
    if (round === ROUNDS) pass.busy += busy.length
    left = round === ROUNDS ? [] : await readAgain(of, table, busy)
  }
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }

async function readAgain({ services }: Rotating, table: TableName, rows: readonly Row[]): Promise<readonly Row[]> {
  const found = await services.table.get(rows.map(({ pk, sk }) => ({ table, pk: String(pk), sk: String(sk) })))
  return found.filter((row) => row !== undefined)
}

function undamaged(make: (() => Group) | undefined): Group | undefined {
  try {
    return make?.()
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

/** Writes what a rotation does; the groups of which a row is no longer what it was come back. */
export function write(
  { services }: Pick<Rotating, 'services'>,
  keys: TenantKeys,
  groups: readonly Group[],
): Promise<readonly Group[]> {
  return writeGroups(services, { keys, groups, root: 'keys.rotate' })
}

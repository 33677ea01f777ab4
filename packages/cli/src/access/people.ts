import { live } from '@wardgraph/access'
import { type LiveMembership, liveMemberships, type Services } from '@wardgraph/api'
import { JOBS, jobMember, type Member, memberOf, type Roster, rosterOf, unitKey, unitOf } from '@wardgraph/records'
import type { Row, TenantKeys } from '@wardgraph/vault'
import { Pool } from '../import/pool.ts'
import { membersOf } from '../users.ts'
import type { Officer } from './officer.ts'

/** Somebody with a membership in the tenant, and what the directory says of it. */
export interface Person {
  readonly members: readonly Member[]
  readonly hats: readonly LiveMembership[]
  /** Places on rosters that hold now. */
  readonly rosters: readonly Roster[]
  /** The rows `A#` that say so. */
  readonly rows: readonly Row[]
}

/** So many people are read at a time. */
const AT_ONCE = 16

/** Everybody who has, had or will have a membership of the tenant, its jobs too. @throws TableError, VaultError */
export async function peopleOf({ services, keys, caller, now }: Officer): Promise<readonly Person[]> {
  const { policy, table } = services
  const members = (await membersOf(services)).filter(({ tenant }) => tenant === keys.tenant)
  const jobs = JOBS.map((job) => jobMember(keys, { job, tenantName: caller.tenantName }))
  const persons = new Set([...members, ...jobs].map(({ person }) => person))
  return inPool([...persons], async (person) => {
    const rows = await table.query({ table: 'directory', pk: `${keys.tenant}#U#${person}`, prefix: 'A#' })
    const of = (letter: string) => rows.filter(({ sk }) => String(sk).startsWith(`A#${letter}#`))
    return {
      members: of('m').map((row) => memberOf(keys, row)),
      hats: liveMemberships({ policy, keys, rows, now }),
      rosters: of('r')
        .map((row) => rosterOf(keys, row))
        .filter(({ end }) => live({ start: null, end }, now)),
      rows,
    }
  })
}

/** The results of the work on each item, in order, a few at a time. @throws what the first that failed threw */
export async function inPool<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const pool = new Pool({ limit: AT_ONCE })
  const results: Result[] = []
  for (const [i, item] of items.entries())
    await pool.add(async () => {
      results[i] = await work(item)
    })
  await pool.drain()
  return results
}

/** The names of units by their ids; they are no secret. @throws TableError, VaultError */
export async function unitNames(
  { table }: Services,
  keys: TenantKeys,
  units: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(units)]
  if (ids.length === 0) return new Map()
  const rows = await table.get(ids.map((id) => unitKey(keys.tenant, id)))
  return new Map(rows.flatMap((row, i) => (row === undefined ? [] : [[ids[i] ?? '', unitOf(keys, row).name] as const])))
}

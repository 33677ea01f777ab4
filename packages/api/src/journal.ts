import { type AuditEntry, isLinked, REMOVED, requestRows, type WrittenRow } from '@wardgraph/audit'
import { type Action, TableError } from '@wardgraph/records'
import { rowHash, type TenantKeys } from '@wardgraph/vault'
import { before } from './scope.ts'
import type { Services } from './services.ts'

type RequestRows = ReturnType<typeof requestRows>

/** What became of a transaction that held an audit record. */
export type Written =
  | { readonly outcome: 'COMMITTED' }
  /** Nothing happened: these places of `actions` did not hold. */
  | { readonly outcome: 'REFUSED'; readonly failed: readonly number[] }
  /** Nothing happened: what was decided no longer holds. */
  | { readonly outcome: 'LATE' }
  /** Nothing happened, or nobody knows; the cause is for the log. */
  | { readonly outcome: 'UNAVAILABLE'; readonly cause: unknown }

/** Why nothing was written, where there is more to say than the outcome. */
export function causeOf(written: Written): unknown {
  return written.outcome === 'UNAVAILABLE' ? written.cause : undefined
}

/**
 * Writes one request's audit record in one transaction with what the request changes. An unknown outcome is settled by
 * reading the record back; what cannot be settled closes the lane.
 */
export async function journal(
  services: Services,
  of: {
    readonly keys: TenantKeys
    readonly entry: AuditEntry
    readonly actions: readonly Action[]
    readonly deadline: number
    /** What was decided holds up to this instant (ms): from then on it is not written. */
    readonly until?: number
  },
): Promise<Written> {
  const { keys, entry, actions, deadline, until = Number.POSITIVE_INFINITY } = of
  const written = actions.flatMap(writtenBy)
  const lease = await services.lanes.lease(keys.tenant)
  let settled = false
  try {
    // Waiting for a lane takes time, and a right may end by the clock meanwhile.
    if (services.now() >= until) {
      settled = true
      lease.release()
      return { outcome: 'LATE' }
    }
    const { rows, registry, head } = requestRows({
      lease,
      entry: { ...entry, written },
      keys: keys.auditKeys(lease.chain),
    })
    const all = [...actions, ...auditActions(keys, { rows, registry })]
    try {
      await before(services, deadline, services.table.transact(all, { token: crypto.randomUUID() }))
    } catch (error) {
      const failed = error instanceof TableError && error.code === 'CONDITION' ? error.failed : undefined
      if (failed?.every((place) => place < actions.length)) {
        settled = true
        lease.release()
        return { outcome: 'REFUSED', failed }
      }
      const last = rows.at(-1)
      const happened =
        last !== undefined && (await readBack(services, { pk: last.pk, sk: last.sk, r: last.r, deadline }))
      if (!happened) return { outcome: 'UNAVAILABLE', cause: error }
    }
    settled = true
    lease.commit(head)
    return { outcome: 'COMMITTED' }
  } finally {
    if (!settled) lease.close()
  }
}

/** The row that an action puts or takes away, as its record names it. @throws Error for one that goes without being known */
function writtenBy(action: Action): readonly WrittenRow[] {
  if (action.do === 'check') return []
  if (action.do === 'remove') {
    const { key, was } = action
    if (!isLinked(key)) return []
    if (was === undefined) throw new Error('a row that a record names is not removed unseen')
    return [[key.table, key.pk, key.sk, Number(was.w ?? 1) + 1, REMOVED]]
  }
  const { row } = action
  const of = { table: action.table, pk: String(row.pk) }
  if (!isLinked(of)) return []
  const { table, pk } = of
  return [[table, pk, String(row.sk), Number(row.w ?? 1), rowHash({ table, row })]]
}

function auditActions(keys: TenantKeys, { rows, registry }: Pick<RequestRows, 'rows' | 'registry'>): Action[] {
  const chained: Action[] = rows.map((row) => ({ do: 'put', table: 'audit', row, if: { is: 'absent' } }))
  if (registry === null) return chained
  const row = keys.protect({ table: 'directory', row: registry })
  return [...chained, { do: 'put', table: 'directory', row, if: { is: 'absent' } }]
}

/** Whether our very record is there: then the whole transaction happened. Not there says nothing: it may still come. */
async function readBack(
  services: Services,
  { pk, sk, r, deadline }: { readonly pk: string; readonly sk: string; readonly r: string; readonly deadline: number },
): Promise<boolean> {
  try {
    const [row] = await before(services, deadline, services.table.get([{ table: 'audit', pk, sk }]))
    return row?.r === r
  } catch {
    return false
  }
}

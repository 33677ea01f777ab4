import type { Services } from '@wardgraph/api'
import { type Head, type Lanes, type Lease, requestRows, type WritingEntry } from '@wardgraph/audit'
import { type Action, openTenant, type Table } from '@wardgraph/records'

// Products broken on purpose, each by a wrapper around what the real one is made of.

const isRegistry = (action: Action) => action.do === 'put' && String(action.row.pk).includes('#H#')
const isAudit = (action: Action) => action.do === 'put' && action.table === 'audit'

function withTransact({ table, ...services }: Services, transact: Table['transact']): Services {
  return { ...services, table: { get: (keys) => table.get(keys), query: (range) => table.query(range), transact } }
}

/** Does it when the reply has left, if the process is still there. */
function afterwards(work: () => Promise<unknown>): void {
  setImmediate(() => work().catch(() => {}))
}

/** Keeps audit records in memory, and writes them after the reply. */
export function buffered(services: Services): Services {
  const { table } = services
  return withTransact(services, async (actions, options) => {
    const kept = actions.filter((action) => isAudit(action) || isRegistry(action))
    const rest = actions.filter((action) => !kept.includes(action))
    if (rest.length > 0) await table.transact(rest, options)
    afterwards(() => table.transact(kept, { token: crypto.randomUUID() }))
  })
}

/** Says that a transaction has happened before it has. */
export function eager(services: Services): Services {
  const { table } = services
  return withTransact(services, async (actions, options) => afterwards(() => table.transact(actions, options)))
}

/** Leaves the last row that was disclosed out of every record: rightly chained, and telling less. */
export function terse(services: Services): Services {
  const { table, lanes } = services
  const leases = new Map<string, Lease>()
  const heads = new Map<string, Head>()
  const changed = withTransact(services, async (actions, options) => {
    const [record] = actions.flatMap((action) => (action.do === 'put' && isAudit(action) ? [action.row] : [])).slice(-1)
    const entry: WritingEntry & { readonly chain: string } = JSON.parse(String(record?.r))
    const lease = leases.get(entry.chain)
    if (lease === undefined) throw new Error('a record outside of every lease')
    const keys = (await openTenant(services, lease.tenant)).auditKeys(lease.chain)
    const { rows, head } = requestRows({ lease, entry: { ...entry, disclosed: entry.disclosed.slice(0, -1) }, keys })
    heads.set(lease.chain, head)
    const audit = rows.map((row): Action => ({ do: 'put', table: 'audit', row, if: { is: 'absent' } }))
    await table.transact([...actions.filter((action) => !isAudit(action)), ...audit], options)
  })
  const lease: Lanes['lease'] = async (tenant) => {
    const given = await lanes.lease(tenant)
    leases.set(given.chain, given)
    return over(given, { commit: (head) => given.commit(heads.get(given.chain) ?? head) })
  }
  return { ...changed, lanes: { lease } }
}

/** Goes on with a chain of which nobody knows where it ends, and writes over what is there. */
export function careless(services: Services): Services {
  const { table, lanes } = services
  const changed = withTransact(services, (actions, options) =>
    table.transact(
      actions.map((action) =>
        action.do === 'put' && isAudit(action) ? { do: 'put', table: action.table, row: action.row } : action,
      ),
      options,
    ),
  )
  const lease: Lanes['lease'] = async (tenant) => {
    const given = await lanes.lease(tenant)
    return over(given, { close: () => given.release() })
  }
  return { ...changed, lanes: { lease } }
}

/** Writes chains that nobody finds. */
export function unlisted(services: Services): Services {
  const { table } = services
  return withTransact(services, (actions, options) =>
    table.transact(
      actions.filter((action) => !isRegistry(action)),
      options,
    ),
  )
}

function over(lease: Lease, change: Partial<Lease>): Lease {
  const { tenant, environment, lane, chain, head, closes } = lease
  const methods = {
    commit: (last: Head) => lease.commit(last),
    release: () => lease.release(),
    close: () => lease.close(),
  }
  return { tenant, environment, lane, chain, head, closes, ...methods, ...change }
}

import { createHandler, type GraphqlHandler, memoryWall } from '@wardgraph/api'
import { createLanes, type Lanes } from '@wardgraph/audit'
import type { Table } from '@wardgraph/records'
import { expect } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { type Answer, type Clinic, send, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

export const MINUTE = 60_000
export const moment = (ms: number) => new Date(ms).toISOString()

/** The ward on a virtual clock; a commit can be held while something else happens, and others act through another environment. */
export async function heldWard() {
  const clock = { now: Date.now() }
  let held: (() => unknown) | undefined
  const through = (table: Table): Table => ({
    ...table,
    async transact(actions, options) {
      // What a reply raises for review is written before; the commit holds the audit record.
      const commits = actions.some((action) => action.do === 'put' && action.table === 'audit')
      const meanwhile = commits ? held : undefined
      if (commits) held = undefined
      await meanwhile?.()
      return table.transact(actions, options)
    },
  })
  const made = await ward({ now: () => clock.now, through })
  const lanes = createLanes()
  let delay: (() => unknown) | undefined
  const slow: Lanes = {
    async lease(tenant) {
      const meanwhile = delay
      delay = undefined
      await meanwhile?.()
      return lanes.lease(tenant)
    },
  }
  const here = queries(createHandler(memoryWall({ ...made.services, lanes: slow })))
  const elsewhere = queries(createHandler(memoryWall({ ...made.services, lanes: createLanes() })))
  return {
    ...made,
    clock,
    query: here,
    elsewhere: { query: elsewhere },
    /** Lets this happen while the next request, which is decided, waits for its turn in the audit trail. */
    whileWaiting(work: () => unknown): void {
      delay = work
    },
    /** Holds the next commit until this is done. */
    hold(work: () => unknown): void {
      held = work
    },
    /** Does something in another environment, which must succeed. */
    async elsewhereAct(as: User, name: string, input: Readonly<Record<string, unknown>>): Promise<void> {
      expect([name, (await act({ query: elsewhere }, as, name, input)).body.errors]).toEqual([name, undefined])
    },
  }
}

function queries(handler: GraphqlHandler): Clinic['query'] {
  return (as, document, { variables = {}, headers = {} } = {}) =>
    send(handler, {
      headers: { authorization: `Bearer ${as?.token}`, ...headers },
      body: JSON.stringify({ query: document, variables }),
    })
}

export type HeldWard = Awaited<ReturnType<typeof heldWard>>

/** A right of somebody, in use: what it opens, what it lets write, and what ends it. */
export interface Right {
  readonly user: User
  readonly patient: string
  /** Ends it; by the clock too. */
  readonly end: () => Promise<unknown> | unknown
  /** The clock stands just before the end, where the right ends by the clock. */
  readonly before?: () => void
  /** A change under the right: a new wish, or with a key the one that was made under it. */
  readonly write: (key?: string) => Promise<Awaited<ReturnType<typeof act>>>
}

/** The findings that somebody sees in a chart, null where the chart or the patient is not there. */
export async function findings({ query }: Pick<Clinic, 'query'>, { user, patient }: Right): Promise<string[] | null> {
  const { body } = await query(user, `{ patient(id: "${patient}") { observations { nodes { id } } } }`)
  return body.data?.patient?.observations?.nodes.map(({ id }: { id: string }) => id) ?? null
}

const PAGE = `query ($id: RecordId!, $after: Cursor) {
  patient(id: $id) { observations(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }
}`

/** One page of one finding, behind a cursor. */
export function page({ query }: Pick<Clinic, 'query'>, { user, patient }: Right, after?: string): Promise<Answer> {
  return query(user, PAGE, { variables: { id: patient, after } })
}

/** Every row but those of the audit trail and of the register of its chains, each as text. */
export function stored({ memory }: Pick<Clinic, 'memory'>): string[] {
  const rows = memory.rows().filter(({ table, row }) => table !== 'audit' && !/#H#.$/.test(String(row.pk)))
  return rows.map((row) =>
    JSON.stringify(row, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value)),
  )
}

/** How many records of requests the audit trail holds; the first record of a chain is none. */
export function audited({ memory }: Pick<Clinic, 'memory'>): number {
  return memory.rows().filter(({ table, row }) => table === 'audit' && !String(row.r).includes('"outcome":"GENESIS"'))
    .length
}

/** A finding recorded under a right. */
export function record(made: Pick<Clinic, 'query'>, user: User, patient: string): Right['write'] {
  const finding = { patient, code: { text: 'Pain' }, valueString: 'mild' }
  return (key = crypto.randomUUID()) => act(made, user, 'recordObservation', { ...finding, idempotencyKey: key })
}

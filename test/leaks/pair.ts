import { createExplainer, memoryWall, rowOf } from '@wardgraph/api'
import { type Action, type Table, TableError } from '@wardgraph/records'
import { type Answer, copyOf } from '../fixtures/clinic.ts'
import type { Difference } from './differences.ts'
import type { Operation } from './operations.ts'
import { type Asker, type LeakWorld, type Model, plant, type Where } from './world.ts'

/** One request of one side. */
export type Ask = (asker: Asker, operation: Pick<Operation, 'document' | 'variables' | 'explained'>) => Promise<Answer>
/** What a control plants in the product of both sides: something that answers instead of it, or between it and the table. */
export interface Oracle {
  readonly around?: (of: { readonly side: LeakWorld; readonly ask: Ask }) => Ask
  readonly through?: (table: Table) => Table
}

/** What one side gave: the reply, and how many requests of each kind it took. */
interface Given {
  readonly status: number
  readonly headers: string
  readonly text: string
  readonly counts: string
}
const KINDS = ['status', 'headers', 'text', 'counts'] as const

/** A cursor is sealed with a nonce of its own: what can be told from it is its length. */
const CURSOR = /("[^"]*(?:cursor|endCursor)":)"([\w-]+)"/g
/** What a mutation makes has an id drawn at random. */
const DRAWN = /"id":"[a-z2-7]{26}"/g
/** Pages of one list that are followed. */
const FOLLOWED = 8

/** Two products over two stores that differ in one thing, asked the same in step. */
export class Pair {
  readonly #sides: readonly Side[]

  private constructor(sides: readonly Side[]) {
    this.#sides = sides
  }

  /** `askers`: those who have asked before it is compared; by default everybody. */
  static async of(
    world: LeakWorld,
    { where, a, b }: Difference,
    {
      oracle,
      askers = world.askers,
    }: { readonly oracle?: Oracle | undefined; readonly askers?: readonly Asker[] } = {},
  ): Promise<Pair> {
    return new Pair(await Promise.all([a, b].map((model) => newSide(world, { where, model, oracle, askers }))))
  }

  /** What differs when the asker asks this, as `kind: one | other`; undefined if nothing does. */
  async differs(asker: Asker, operation: Operation): Promise<string | undefined> {
    const [one = [], other = []] = [
      await this.#sides[0]?.give(asker, operation),
      await this.#sides[1]?.give(asker, operation),
    ]
    for (let i = 0; i < Math.max(one.length, other.length); i += 1) {
      const kind = KINDS.find((name) => one[i]?.[name] !== other[i]?.[name])
      if (kind !== undefined) return `${kind}: ${one[i]?.[kind]} | ${other[i]?.[kind]}`
    }
    return undefined
  }
}

interface Side {
  readonly give: (asker: Asker, operation: Operation) => Promise<readonly Given[]>
}

/** One store with its product, whom everybody has asked before. */
async function newSide(
  world: LeakWorld,
  of: {
    readonly where: Where
    readonly model: Model
    readonly oracle: Oracle | undefined
    readonly askers: readonly Asker[]
  },
): Promise<Side> {
  const { around = ({ ask }: { readonly ask: Ask }) => ask, through = (table: Table) => table } = of.oracle ?? {}
  const counts: Counts = { get: 0, query: 0, data: 0, audit: 0 }
  const store = { fails: false }
  const made = await copyOf(world, { through: (table) => counted(refusing(through(table), store), counts) })
  await plant(made, of.where, of.model)
  const why = explaining(made)
  const ask = around({
    side: made,
    ask: (asker, { document, variables, explained }) =>
      explained
        ? why(asker, { document, variables })
        : made.query(asker.user, document, { variables, headers: { 'x-purpose-of-use': asker.purpose } }),
  })
  for (const asker of of.askers) await ask(asker, { document: '{ me { role } }', variables: {} })
  async function given(
    asker: Asker,
    operation: Operation,
  ): Promise<{ readonly answer: Answer; readonly given: Given }> {
    const before = { ...counts }
    store.fails = operation.document.startsWith('mutation') && !operation.takesEffect
    const answer = await ask(asker, operation)
    const { status, headers, text } = answer
    const kinds = Object.entries(counts).map(([kind, n]) => `${kind} ${n - before[kind as keyof typeof before]}`)
    const sealed = text.replace(CURSOR, (_, key: string, cursor: string) => `${key}"cursor of ${cursor.length}"`)
    const plain = operation.takesEffect ? sealed.replace(DRAWN, '"id":"drawn"') : sealed
    return { answer, given: { status, headers: JSON.stringify(headers), text: plain, counts: kinds.join(', ') } }
  }
  return {
    async give(asker, operation) {
      const all: Given[] = []
      let after: unknown = null
      do {
        const variables = operation.pages === undefined ? operation.variables : { after }
        const { answer, given: one } = await given(asker, { ...operation, variables })
        all.push(one)
        const page = operation.pages?.reduce((at, key) => at?.[key], answer.body.data)
        after = page?.pageInfo?.hasNextPage ? page.pageInfo.endCursor : null
      } while (after !== null && all.length < FOLLOWED)
      return all
    },
  }
}

/** What `access explain` says to the asker itself, as if it were a reply: its rows, or how it fails. */
function explaining({ services }: LeakWorld): Ask {
  const explain = createExplainer(memoryWall(services))
  return async ({ user, purpose }, { document, variables }) => {
    const request = { query: document, variables, operationName: undefined }
    const said = await explain({ token: user.token, purpose, request }).then(
      (rows) => ({ rows: rows.map(rowOf) }),
      ({ code, message }: { code: unknown; message: unknown }) => ({ code, message }),
    )
    return { status: 0, headers: {}, text: JSON.stringify(said), body: { data: null } }
  }
}

interface Counts {
  get: number
  query: number
  data: number
  audit: number
}

/** A table that while `fails` lets nothing be changed, as if another had come first: audit records are written. */
function refusing(table: Table, store: { readonly fails: boolean }): Table {
  return {
    ...table,
    async transact(actions, options) {
      const first = actions.findIndex((action) => action.do === 'put' && !isAudit(action))
      if (store.fails && first >= 0) throw new TableError('CONDITION', { failed: [first] })
      return table.transact(actions, options)
    },
  }
}

/** Counts requests as the network would see them: a hundred keys are one. */
function counted(table: Table, counts: Counts): Table {
  return {
    get(keys) {
      counts.get += Math.ceil(keys.length / 100)
      return table.get(keys)
    },
    query(range) {
      counts.query += 1
      return table.query(range)
    },
    transact(actions, options) {
      if (actions.every(isAudit)) counts.audit += 1
      else counts.data += 1
      return table.transact(actions, options)
    },
  }
}

/** An audit record, or the entry by which its chain is found. */
function isAudit(action: Action): boolean {
  return action.do === 'put' && (action.table === 'audit' || String(action.row.pk).includes('#H#'))
}

import { spanOf } from '@wardgraph/fhir'
import type { Page, Stored } from '@wardgraph/records'
import type { Encounter } from '@wardgraph/schema/types'
import type { GraphQLResolveInfo } from 'graphql'
import { type ListOf, pageInfoOf, pageSize, positionAfter, viewAt } from './connection.ts'
import { ReplyError } from './errors.ts'
import { LIMITS } from './limits.ts'
import { fillPage, firstOf, SPARE } from './page.ts'
import { ownPage } from './patientList.ts'
import { type Args, type Call, edge, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { exists, lookInto, mention } from './show.ts'

/** The own list by what is to happen next. */
export const panel: readonly Registered[] = [
  entry('Query.panel', onePanel),
  edge('PanelEntry.patient', async ({ scope, held, info }) => viewOf(scope, held, info, [])),
  edge('PanelEntry.next', async ({ scope, held, info }) => viewOf(scope, held, info, ORDERED_BY)),
]

/** What a panel is made by: a visit of which the caller may not read these, whole, changes nothing in it. */
const ORDERED_BY = ['Encounter.status', 'Encounter.period']
/** http://hl7.org/fhir/R4/valueset-encounter-status.html: what is neither over, broken off nor cancelled. */
const AHEAD = new Set<unknown>(['planned', 'arrived', 'triaged', 'in-progress'])
/** Each patient of a panel takes a request: so many of them at once. */
const AT_ONCE = 20

interface Item {
  readonly patient: Stored
  readonly next: Stored | null
  /** When (ms) that begins; infinite where there is none. */
  readonly at: number
}

async function onePanel({ scope, args }: Call) {
  const of: ListOf = { coordinate: 'Query.panel', parent: '', args }
  const first = pageSize(args)
  const [at, id] = positionAfter(scope, of) ?? []
  for (const coordinate of ORDERED_BY) scope.carried.add(coordinate)
  const all = await panelOf(scope)
  const rest = at === undefined || id === undefined ? all : all.filter((item) => isBehind(item, { at: Number(at), id }))
  const shown = rest.slice(0, first)
  const page: Page<Stored> = {
    items: shown.map((item) => ({ item: item.patient, position: [String(item.at), item.patient.id] })),
    more: rest.length > first,
  }
  return {
    nodes: (_args: Args, _context: unknown, { path }: GraphQLResolveInfo) =>
      shown.map(({ patient, next }, i) => {
        // Its place alone says that there is something ahead, or that there is nothing.
        mention(scope, patient, { path, suffix: [i], filters: [] })
        if (next !== null) mention(scope, next, { path, suffix: [i], filters: ORDERED_BY })
        return { patient, next }
      }),
    pageInfo: pageInfoOf(scope, page, { of, filters: [] }),
  }
}

const panels = new WeakMap<Scope, Promise<readonly Item[]>>()

/** The whole panel in its order, made once a request however often it is asked for. */
function panelOf(scope: Scope): Promise<readonly Item[]> {
  const known = panels.get(scope) ?? sorted(scope)
  panels.set(scope, known)
  return known
}

async function sorted(scope: Scope): Promise<readonly Item[]> {
  const list = await ownPage(scope, { first: LIMITS.page, after: undefined })
  // Of a part of it nobody could say who comes first.
  if (list.more) throw new ReplyError('LIMIT_EXCEEDED', { detail: `The list has more than ${LIMITS.page} patients.` })
  const items: Item[] = []
  for (let i = 0; i < list.items.length; i += AT_ONCE) {
    const some = list.items.slice(i, i + AT_ONCE)
    items.push(...(await Promise.all(some.map(({ item }) => itemOf(scope, item)))))
  }
  return items.sort((a, b) => (isBehind(a, { at: b.at, id: b.patient.id }) ? 1 : -1))
}

function isBehind({ at, patient }: Item, than: { readonly at: number; readonly id: string }): boolean {
  return at === than.at ? patient.id > than.id : at > than.at
}

async function itemOf(scope: Scope, patient: Stored): Promise<Item> {
  const { reader, now } = scope
  const from = now + 1
  const page = await fillPage(
    { first: 1, after: undefined },
    {
      spare: SPARE.records,
      fetch: (slice) =>
        reader.list({ type: 'Encounter', patient: patient.id, between: { from }, ascending: true, ...slice }),
      keep: (items, wanted) =>
        firstOf(items, wanted, ({ item }) => exists(scope, item, ORDERED_BY) && startOf(scope, item) !== undefined),
    },
  )
  const next = page.items.at(0)?.item ?? null
  return { patient, next, at: (next && startOf(scope, next)) ?? Number.POSITIVE_INFINITY }
}

/** When (ms) a visit begins, if it is one that still may. */
function startOf(scope: Scope, visit: Stored): number | undefined {
  const { status, period } = lookInto(scope, visit, ORDERED_BY) as Pick<Encounter, 'status' | 'period'> // as it was written
  return AHEAD.has(status) && period?.start ? spanOf(period.start)?.start : undefined
}

function viewOf(scope: Scope, held: unknown, info: GraphQLResolveInfo, filters: readonly string[]) {
  return viewAt(scope, held as Stored, { info, suffix: [], filters }) // what `onePanel` puts there
}

import { type Fact, live } from '@wardgraph/access'
import type { Page, Position, Posting, Stored } from '@wardgraph/records'
import { LIMITS } from './limits.ts'
import { type Fetched, fillPage, type Slice, SPARE } from './page.ts'
import type { Scope } from './scope.ts'
import { exists, headOf, relate, stand } from './show.ts'

/** Relations are read this many at a time: ended ones are on the list too. */
const LISTED = 400
/** Postings are read this many at a time: the largest page in one request. */
const SEARCHED = LIMITS.page + 1

/** A patient on the own list, with all that puts it there. */
interface Candidate {
  readonly patient: string
  readonly facts: readonly Fact[]
}

/** A page of the caller's own list: a patient's own chart and those of whom it stands for; for staff, whom they treat now. */
export function ownPage(scope: Scope, slice: Slice): Promise<Page<Stored>> {
  const fetch = scope.seeker.asPatient ? ofPatient : ofStaff
  return fillPage(slice, {
    spare: SPARE.patients,
    fetch: (next) => fetch(scope, next),
    async keep(items) {
      const heads = await Promise.all(
        orNobody(items, ({ patient }) => patient).map((id) => scope.reader.find(headOf(id))),
      )
      return items.flatMap(({ item: { patient, facts }, position }, i) => {
        const head = heads[i]
        const standing = stand(scope, { patient, head, facts })
        const tied = standing !== undefined && standing.tie.relation !== 'TENANT'
        return head !== undefined && tied && exists(scope, head, []) ? [{ item: head, position }] : []
      })
    },
  })
}

/** A page of what is found by a posting: who does not exist for the caller, or not by these filters, does not count either. */
export function foundPage(
  scope: Scope,
  of: Slice & { readonly posting: Posting; readonly filters: readonly string[] },
): Promise<Page<Stored>> {
  const { posting, filters } = of
  return fillPage(of, {
    spare: SEARCHED,
    fetch: ({ after }) => scope.reader.search({ posting, first: SEARCHED, after }),
    async keep(items) {
      const found = await existing(scope, items, filters)
      return found.filter(({ item }) => scope.reader.holds(item, posting))
    },
  })
}

/** Those of these patients who exist for the caller, also by these filters. */
export async function existing(
  scope: Scope,
  items: Page<string>['items'],
  filters: readonly string[],
): Promise<Page<Stored>['items']> {
  const found = await Promise.all(
    orNobody(items, (id) => id).map(async (id) => {
      const [head, standing] = await Promise.all([scope.reader.find(headOf(id)), relate(scope, headOf(id))])
      return standing && head
    }),
  )
  return items.flatMap(({ position }, i) => {
    const item = found[i]
    return item !== undefined && exists(scope, item, filters) ? [{ item, position }] : []
  })
}

/** The id of no patient. */
const NOBODY = 'a'.repeat(26)

/** The patients of a page; of none, nobody: who finds none has asked as often as who finds one that he may not know. */
function orNobody<Item>(items: Page<Item>['items'], idOf: (item: Item) => string): readonly string[] {
  return items.length === 0 ? [NOBODY] : items.map(({ item }) => idOf(item))
}

/** The own chart comes first: its place sorts before every other of the list. */
async function ofPatient(scope: Scope, { first, after }: Slice): Promise<Fetched<Candidate>> {
  const { subject, patient: own } = scope.caller
  const start: Position = ['A#f#']
  const listed = await scope.reader.listed({ actor: subject, kind: 'proxy', first, after })
  const others = listed.items.map(({ item: { patient, fact }, position }) => ({
    item: { patient, facts: [fact] },
    position,
  }))
  const mine = own !== null && after === undefined ? [{ item: { patient: own, facts: [] }, position: start }] : []
  return { items: [...mine, ...others.filter(({ item }) => item.patient !== own)], more: listed.more }
}

/**
 * The lists of the caller and of the units it is on shift for, merged in the order of patients. A list that goes on is
 * sure up to its last patient only, of whom there may be a second row.
 */
async function ofStaff(scope: Scope, { first, after }: Slice): Promise<Fetched<Candidate>> {
  const { caller, shifts, now, reader } = scope
  const list = (actor: string) => reader.listed({ actor, kind: 'staff', first: LISTED, after })
  const own = list(caller.actor)
  const ofUnits = shifts.flatMap((shift) =>
    shift.path.map((unit) => reader.onShift({ shift, unit, person: caller.subject }, list(unit))),
  )
  const pages = await Promise.all([own, ...ofUnits])
  const all = pages.flatMap(({ items }) => items.map(({ item }) => item))
  const horizon = least(pages.flatMap(({ items, more }) => (more ? [items.at(-1)?.item.patient ?? ''] : [])))
  const before = all.filter(({ patient }) => horizon === undefined || patient < horizon)
  const running = Map.groupBy(
    before.filter(({ fact }) => live(fact, now)),
    ({ patient }) => patient,
  )
  const items = [...running]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([patient, listed]) => ({
      item: { patient, facts: listed.map(({ fact }) => fact) },
      position: lastOf(patient),
    }))
  if (items.length > first) return { items: items.slice(0, first), more: true }
  if (horizon === undefined) return { items, more: false }
  const last = before
    .map(({ patient }) => patient)
    .sort()
    .at(-1)
  return { items, more: true, next: last === undefined ? after : lastOf(last) }
}

/** Where the list goes on behind every row of a patient. */
function lastOf(patient: string): Position {
  return [`P#${patient}#~`]
}

function least(ids: readonly string[]): string | undefined {
  return [...ids].sort().at(0)
}

import type { Listed, Page, Position, Posting, Stored } from '@wardgraph/records'
import { LIMITS } from './limits.ts'
import type { Scope } from './scope.ts'
import { exists, relate } from './show.ts'

/** How much of a list is asked for. */
interface Slice {
  readonly first: number
  readonly after: Position | undefined
}

/** Relations are read this many at a time: ended ones are on the list too. */
const LISTED = 400
/** Postings are read this many at a time: the largest page in one request. */
const SEARCHED = LIMITS.page + 1

/** A page of the caller's own list: a patient's own chart; for staff, the patients it treats now. */
export async function ownPage(scope: Scope, of: Slice): Promise<Page<Stored>> {
  const { items, more } = await ownList(scope, of)
  return { items: await existing(scope, items, []), more } // the list came with the facts that put it together
}

/** A page of what is found by a posting: who does not exist for the caller, or not by these filters, does not count either. */
export async function foundPage(
  scope: Scope,
  of: Slice & { readonly posting: Posting; readonly filters: readonly string[] },
): Promise<Page<Stored>> {
  const { posting, first, filters } = of
  const items: Page<Stored>['items'][number][] = []
  for (let from = of.after, more = true; more; ) {
    const page = await scope.reader.search({ posting, first: SEARCHED, after: from })
    const related = Promise.all(page.items.map(({ item }) => relate(scope, placeOf(item))))
    items.push(...(await existing(scope, page.items, filters, related)))
    if (items.length > first) return { items: items.slice(0, first), more: true }
    from = page.items.at(-1)?.position
    more = page.more
  }
  return { items, more: false }
}

async function existing(
  scope: Scope,
  items: Page<string>['items'],
  filters: readonly string[],
  related?: Promise<unknown>,
): Promise<Page<Stored>['items']> {
  const [found] = await Promise.all([Promise.all(items.map(({ item }) => scope.reader.find(placeOf(item)))), related])
  return items.flatMap(({ position }, i) => {
    const item = found[i]
    return item !== undefined && exists(scope, item, filters) ? [{ item, position }] : []
  })
}

function placeOf(id: string) {
  return { type: 'Patient', id, patient: null }
}

async function ownList(scope: Scope, { first, after }: Slice): Promise<Page<string>> {
  const { role, patient: own, actors } = scope.caller
  if (role === 'PATIENT') {
    if (own === null || after !== undefined) return { items: [], more: false }
    scope.handover.relate(own, [])
    return { items: [{ item: own, position: [own] }], more: false }
  }
  const items: Page<string>['items'][number][] = []
  const [actor = ''] = actors
  for (let from = after, more = true; more; ) {
    const page: Page<Listed> = await scope.reader.listed({ actor, first: LISTED, after: from })
    for (const { item, position } of page.items) {
      const { CARE_TEAM } = scope.services.policy.relations
      if ((scope.handover.relate(item.patient, [item.fact]) & CARE_TEAM) === 0) continue
      if (items.length === first) return { items, more: true }
      items.push({ item: item.patient, position })
    }
    from = page.items.at(-1)?.position
    more = page.more
  }
  return { items, more: false }
}

import type { Page, Position, Stored } from '@wardgraph/records'

/** How much of a list is asked for. */
export interface Slice {
  readonly first: number
  readonly after: Position | undefined
}

type Items<Item> = Page<Item>['items']

/** What exists for the caller, and the last that was looked at where the page ends before it is full. */
export interface Filled extends Page<Stored> {
  readonly end?: Items<Stored>[number] | undefined
}

/** A page that may end before its last item, or behind it, where the next begins. */
export type Fetched<Item> = Page<Item> & { readonly next?: Position | undefined }

/** How many are looked at in each further request. */
const REFILL = 200
/**
 * How many are fetched beyond a page, so that some that do not exist for the caller take no request that would tell of
 * them: of a chart's records, and of patients, each of whom is read to decide.
 */
export const SPARE = { records: 50, patients: 10 } as const

/**
 * A page of what exists for the caller: whatever does not counts neither for its length nor for whether it goes on, so
 * more is fetched until one too many is there, or the list ends.
 */
export async function fillPage<Item>(
  { first, after }: Slice,
  list: {
    readonly spare: number
    /** `first`: how many; more than the page once some of it turned out not to exist, so that what is hidden costs little. */
    readonly fetch: (slice: Slice) => Promise<Fetched<Item>>
    /** Those that exist, as many as are `wanted` or more; it is called for an empty page too. */
    readonly keep: (items: Items<Item>, wanted: number) => Items<Stored> | Promise<Items<Stored>>
    /** What was looked at last, once that was so much that the page is to end though it is not full. */
    readonly end?: () => Items<Stored>[number] | undefined
  },
): Promise<Filled> {
  const items: Items<Stored>[number][] = []
  for (let from = after, more = true, round = 0; more; round += 1) {
    const page = await list.fetch({ first: round === 0 ? firstFetch(first, list.spare) : REFILL, after: from })
    items.push(...(await list.keep(page.items, first + 1 - items.length)))
    if (items.length > first) return { items: items.slice(0, first), more: true }
    const end = list.end?.()
    if (end !== undefined) return { items, more: true, end }
    from = page.next ?? page.items.at(-1)?.position ?? from
    more = page.more
  }
  return { items, more: false }
}

/** How many are fetched at first: one more than the page tells without another request that the list goes on. */
export function firstFetch(first: number, spare: number): number {
  return first + 1 + spare
}

/** The first items that pass, so many at most: the rest is not looked at, nor is anything past the end. */
export function firstOf<Item>(
  items: readonly Item[],
  wanted: number,
  passes: (item: Item) => boolean,
  end: () => unknown = () => undefined,
): Item[] {
  const found: Item[] = []
  for (const item of items) {
    if (found.length >= wanted || end() !== undefined) break
    if (passes(item)) found.push(item)
  }
  return found
}

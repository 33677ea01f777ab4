import type { Page, Position, Stored } from '@wardgraph/records'

/** How much of a list is asked for. */
export interface Slice {
  readonly first: number
  readonly after: Position | undefined
}

type Items<Item> = Page<Item>['items']

/** A page that may end before its last item, or behind it, where the next begins. */
export type Fetched<Item> = Page<Item> & { readonly next?: Position | undefined }

/** How many are looked at in each further request. */
const REFILL = 200

/**
 * A page of what exists for the caller: whatever does not counts neither for its length nor for whether it goes on, so
 * more is fetched until one too many is there, or the list ends.
 */
export async function fillPage<Item>(
  { first, after }: Slice,
  list: {
    /** `first`: how many; more than the page once some of it turned out not to exist, so that what is hidden costs little. */
    readonly fetch: (slice: Slice) => Promise<Fetched<Item>>
    readonly keep: (items: Items<Item>) => Items<Stored> | Promise<Items<Stored>>
  },
): Promise<Page<Stored>> {
  const items: Items<Stored>[number][] = []
  for (let from = after, more = true, round = 0; more; round += 1) {
    // One more than the page: that the list goes on is then known without another request.
    const page = await list.fetch({ first: round === 0 ? first + 1 : Math.max(first + 1, REFILL), after: from })
    items.push(...(await list.keep(page.items)))
    if (items.length > first) return { items: items.slice(0, first), more: true }
    from = page.next ?? page.items.at(-1)?.position ?? from
    more = page.more
  }
  return { items, more: false }
}

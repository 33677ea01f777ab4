/** The bytes of one keyed content hash. */
const SIZE = 16
/** How many contents an item remembers. */
export const REMEMBERED = 8

/** Whether a row's hashes `x`, the newest last, hold this one. */
export function remembers(x: unknown, hash: Uint8Array): boolean {
  return hashesIn(x).some((one) => Buffer.compare(one, hash) === 0)
}

/** Whether this one is the content that is current. */
export function isCurrent(x: unknown, hash: Uint8Array): boolean {
  const newest = hashesIn(x).at(-1)
  return newest !== undefined && Buffer.compare(newest, hash) === 0
}

/**
 * The hashes with this one as the newest. Those that the same import brings, `siblings`, count as seen now: at most
 * eight, they all stay, so that importing the same again changes nothing.
 */
export function remember(
  x: unknown,
  of: { readonly hash: Uint8Array; readonly siblings: readonly Uint8Array[] },
): Uint8Array {
  const isSibling = (one: Uint8Array) => of.siblings.some((sibling) => Buffer.compare(one, sibling) === 0)
  const known = hashesIn(x)
  const ordered = [...known.filter((one) => !isSibling(one)), ...known.filter(isSibling), of.hash]
  return new Uint8Array(Buffer.concat(ordered.slice(-REMEMBERED)))
}

function hashesIn(x: unknown): readonly Uint8Array[] {
  if (!(x instanceof Uint8Array)) return []
  return Array.from({ length: Math.floor(x.length / SIZE) }, (_, i) => x.subarray(i * SIZE, (i + 1) * SIZE))
}

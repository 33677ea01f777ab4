/** A piece of a stream. */
export interface Piece {
  readonly bytes: Uint8Array
  /** From 0. */
  readonly number: number
  readonly isLast: boolean
}

/**
 * A stream cut into pieces of `length` bytes, the first of `first`, the last of what is left; of nothing one empty piece.
 * A piece is given once a byte behind it is there, or the end: so much is in memory, and one item of the stream.
 */
export async function* piecesOf(
  stream: AsyncIterable<Uint8Array>,
  length: number,
  first = length,
): AsyncGenerator<Piece, void, void> {
  let waiting: Uint8Array[] = []
  let size = 0
  let number = 0
  for await (const item of stream) {
    waiting.push(item)
    size += item.length
    const wanted = () => (number === 0 ? first : length)
    while (size > wanted()) {
      const all = waiting.length === 1 ? waiting[0] : Buffer.concat(waiting)
      if (all === undefined) break
      const cut = wanted()
      yield { bytes: all.subarray(0, cut), number, isLast: false }
      waiting = [all.subarray(cut)]
      size -= cut
      number += 1
    }
  }
  yield { bytes: Buffer.concat(waiting), number, isLast: true }
}

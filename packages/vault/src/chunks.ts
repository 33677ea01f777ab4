/** A piece of a stream, in memory of its own. */
export interface Piece {
  readonly bytes: Uint8Array
  /** From 0. */
  readonly number: number
  readonly isLast: boolean
}

/**
 * A stream cut into pieces of `length` bytes, the first of `first`, the last of what is left; of nothing one empty piece.
 * A piece is given once a byte behind it is there, or the end. Bytes are copied as they come: whoever reads a file into one
 * buffer again and again changes nothing that came before.
 */
export async function* piecesOf(
  stream: AsyncIterable<Uint8Array>,
  length: number,
  first = length,
): AsyncGenerator<Piece, void, void> {
  let piece = new Uint8Array(first)
  let size = 0
  let number = 0
  for await (const item of stream) {
    for (let at = 0; at < item.length; ) {
      if (size === piece.length) {
        yield { bytes: piece, number, isLast: false }
        piece = new Uint8Array(length)
        size = 0
        number += 1
      }
      const part = item.subarray(at, at + piece.length - size)
      piece.set(part, size)
      size += part.length
      at += part.length
    }
  }
  yield { bytes: piece.subarray(0, size), number, isLast: true }
}

import type { Change, Denial, Disclosure, WritingEntry, WrittenRow } from './record.ts'

const limit = 300_000
/** Room for tenant, chain, sequence, hash and the keys around them. */
const place = 400

type Piece = { disclosed: Disclosure[]; changed: Change[]; denied: Denial[]; written: WrittenRow[] }

const empty = (): Piece => ({ disclosed: [], changed: [], denied: [], written: [] })

/**
 * An entry as the records that hold it, each below 300 KB: the first counts what was opened, the others carry on the
 * lists. Records are ASCII, so characters are bytes.
 */
export function split(entry: WritingEntry): readonly WritingEntry[] {
  const frame = place + JSON.stringify({ ...entry, ...empty() }).length
  let piece = empty()
  let size = frame
  const pieces = [piece]
  const room = (row: Disclosure | Change | Denial | WrittenRow): Piece => {
    const length = JSON.stringify(row).length + 1
    if (size + length >= limit) {
      piece = empty()
      pieces.push(piece)
      size = frame
    }
    size += length
    return piece
  }
  for (const row of entry.disclosed) room(row).disclosed.push(row)
  for (const row of entry.changed) room(row).changed.push(row)
  for (const row of entry.denied) room(row).denied.push(row)
  for (const row of entry.written) room(row).written.push(row)
  return pieces.map((lists, index) => ({ ...entry, ...lists, opened: index === 0 ? entry.opened : 0 }))
}

import { bytesPerFile, recordsPerFile } from './chainFile.ts'
import type { FoundRow, RowWalk } from './rowWalk.ts'

/** Lines of one chain file: the sequence at which they begin, and the lines as found. */
export interface WalkedLines {
  readonly first: number
  readonly lines: readonly string[]
}

/** Walks rows and gives their lines, as many at a time as a chain file holds. */
export async function* walkFiles({
  walk,
  rows,
}: {
  readonly walk: RowWalk
  readonly rows: AsyncIterable<FoundRow>
}): AsyncGenerator<WalkedLines, void, void> {
  let lines: string[] = []
  let size = 0
  let first = walk.next
  for await (const row of rows) {
    const line = walk.add(row)
    lines.push(line)
    size += line.length
    if (lines.length < recordsPerFile && size < bytesPerFile) continue
    yield { first, lines }
    first = walk.next
    lines = []
    size = 0
  }
  if (lines.length > 0) yield { first, lines }
}

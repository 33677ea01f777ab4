import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'

/** Bytes that are looked for. */
export interface Needle {
  readonly name: string
  readonly bytes: Buffer
}

/** Where a needle was found: in `[heap]`, `[stack]`, or a mapping without a name, as V8's heap is. */
export interface Hit {
  readonly name: string
  readonly mapping: string
}

const pageLength = 4096
const windowLength = 4 * 1024 * 1024
// Bits 63 and 62 of /proc/PID/pagemap: the page is in memory, or swapped out (proc(5)).
const presentOrSwapped = 0xc0

/** Every place in the writable memory of a child process that holds one of the needles; the child stands still meanwhile. */
export function scan(pid: number, needles: readonly Needle[]): readonly Hit[] {
  process.kill(pid, 'SIGSTOP')
  try {
    while (!isStopped(pid));
    return search(pid, needles)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

function isStopped(pid: number): boolean {
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.every((id) => /^State:\tT/m.test(readFileSync(`/proc/${pid}/task/${id}/status`, 'latin1')))
}

function search(pid: number, needles: readonly Needle[]): readonly Hit[] {
  const hits: Hit[] = []
  const byStart = Map.groupBy(needles, ({ bytes }) => bytes.readUInt16LE())
  const starts = Uint8Array.from({ length: 65_536 }, (_, start) => (byStart.has(start) ? 1 : 0))
  const longest = Math.max(...needles.map(({ bytes }) => bytes.length))
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  const window = Buffer.alloc(windowLength + longest)
  try {
    for (const { start, end, mapping } of usedMemory(pid))
      for (let from = start; from < end; from += windowLength) {
        const length = readSync(memory, window, 0, Math.min(window.length, end - from), from)
        const last = Math.min(windowLength, length - 1)
        for (let at = 0; at < last; at += 1) {
          const two = (window[at] ?? 0) | ((window[at + 1] ?? 0) << 8)
          if (starts[two] === 0) continue
          for (const { name, bytes } of byStart.get(two) ?? [])
            if (bytes.compare(window, at, Math.min(at + bytes.length, length)) === 0) hits.push({ name, mapping })
        }
      }
  } finally {
    closeSync(memory)
  }
  return hits
}

/** The writable memory that has anything in it; most of what V8 reserves has not. */
function* usedMemory(pid: number): Generator<{ start: number; end: number; mapping: string }> {
  const pages = openSync(`/proc/${pid}/pagemap`, 'r')
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
      const [, from = '', to = '', mapping] = /^([0-9a-f]+)-([0-9a-f]+) rw\S+ \S+ \S+ \S+\s*(.*)$/.exec(line) ?? []
      if (from === '') continue
      const [first, last] = [Number.parseInt(from, 16) / pageLength, Number.parseInt(to, 16) / pageLength]
      const entries = Buffer.alloc((last - first) * 8)
      readSync(pages, entries, 0, entries.length, first * 8)
      const used = (page: number) => page < last && ((entries[(page - first) * 8 + 7] ?? 0) & presentOrSwapped) !== 0
      for (let page = first; page < last; page += 1) {
        const start = page
        while (used(page)) page += 1
        if (page > start) yield { start: start * pageLength, end: page * pageLength, mapping: mapping || 'anonymous' }
      }
    }
  } finally {
    closeSync(pages)
  }
}

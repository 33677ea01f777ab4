import { relink } from './tamper.ts'

/** Changes one line of JSON without breaking it. */
export const edited = (line: string | undefined): string => (line ?? '').replace('"status":200', '"status":201')

/** Makes a line of JSON link to nothing. */
const unlinked = (line: string | undefined): string =>
  (line ?? '').replace(/"prev":"[0-9a-f]{64}/, `"prev":"${'0'.repeat(64)}`)

/** One change of an export's records each: what a forger does, and the place and kind that is named. */
export const lineDamages: readonly {
  readonly change: string
  readonly lines: (lines: string[]) => string[]
  readonly seq: number
  readonly kind: string
  /** Records of the whole export, and those that no digest covers. */
  readonly counted: readonly [records: number, uncovered: number]
}[] = [
  { change: 'edited', lines: (lines) => lines.with(2, edited(lines[2])), seq: 2, kind: 'record', counted: [13, 0] },
  {
    change: 'edited at the end',
    lines: (lines) => lines.with(-1, edited(lines.at(-1))),
    seq: 5,
    kind: 'rewritten',
    counted: [13, 0],
  },
  {
    change: 'edited in its link',
    lines: (lines) => lines.with(3, (lines[3] ?? '').replace(/"prev":"[0-9a-f]{2}/, '"prev":"zz')),
    seq: 3,
    kind: 'record',
    counted: [13, 0],
  },
  {
    change: 'edited in its link to another hash',
    lines: (lines) => lines.with(3, (lines[3] ?? '').replace(/"prev":"[0-9a-f]{64}/, `"prev":"${'0'.repeat(64)}`)),
    seq: 3,
    kind: 'record',
    counted: [13, 0],
  },
  {
    change: 'spaced',
    lines: (lines) => lines.with(2, (lines[2] ?? '').replace('"v":1,', '"v":1, ')),
    seq: 2,
    kind: 'record',
    counted: [13, 0],
  },
  { change: 'emptied', lines: (lines) => lines.with(2, ''), seq: 2, kind: 'record', counted: [13, 0] },
  { change: 'dropped', lines: (lines) => lines.toSpliced(2, 1), seq: 2, kind: 'missing', counted: [12, 0] },
  { change: 'dropped at the end', lines: (lines) => lines.slice(0, -1), seq: 5, kind: 'truncated', counted: [12, 0] },
  { change: 'dropped at the start', lines: (lines) => lines.slice(1), seq: 0, kind: 'missing', counted: [12, 0] },
  {
    change: 'duplicated',
    lines: (lines) => lines.toSpliced(3, 0, lines[2] ?? ''),
    seq: 3,
    kind: 'order',
    counted: [14, 1],
  },
  {
    change: 'swapped',
    lines: (lines) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''),
    seq: 2,
    kind: 'missing',
    counted: [13, 0],
  },
  {
    change: 'edited and linked anew',
    lines: (lines) => relink(lines.with(3, edited(lines[3]))),
    seq: 5,
    kind: 'rewritten',
    counted: [13, 0],
  },
  {
    change: 'edited before an older digest and linked anew',
    lines: (lines) => relink(lines.with(1, edited(lines[1]))),
    seq: 1,
    kind: 'rewritten',
    counted: [13, 0],
  },
  {
    change: 'dropped and linked anew',
    lines: (lines) => relink(lines.toSpliced(2, 1)),
    seq: 5,
    kind: 'truncated',
    counted: [12, 0],
  },
  {
    change: 'edited just before the end',
    lines: (lines) => lines.with(4, edited(lines[4])),
    seq: 4,
    kind: 'record',
    counted: [13, 0],
  },
  {
    change: 'edited in its link, with all that follow linked anew to it,',
    lines: (lines) => relink(lines.with(2, unlinked(lines[2])), 3),
    seq: 2,
    kind: 'record',
    counted: [13, 0],
  },
  { change: 'added that is none', lines: (lines) => [...lines, 'none'], seq: 6, kind: 'record', counted: [14, 1] },
  {
    change: 'added that links to nothing',
    lines: (lines) => [...relink([...lines, lines[5] ?? ''], 6), unlinked(lines[5]).replace('"seq":5', '"seq":7')],
    seq: 7,
    kind: 'record',
    counted: [15, 2],
  },
  {
    change: 'inserted, copied from the one before it,',
    lines: (lines) => lines.toSpliced(3, 0, ...relink([...lines.slice(0, 3), lines[2] ?? ''], 3).slice(3)),
    seq: 4,
    kind: 'order',
    counted: [14, 1],
  },
  {
    change: 'inserted and linked anew',
    lines: (lines) => relink(lines.toSpliced(3, 0, edited(lines[2]))),
    seq: 5,
    kind: 'rewritten',
    counted: [14, 1],
  },
  {
    change: 'forged behind the last digest',
    lines: (lines) => relink([...lines, lines[5] ?? ''], 6),
    seq: 0,
    kind: 'file',
    counted: [14, 1],
  },
  {
    change: 'of another tenant at the end',
    lines: (lines) => lines.with(-1, (lines[5] ?? '').replace('nnnnnnnnnnnn', 'ssssssssssss')),
    seq: 5,
    kind: 'foreign',
    counted: [13, 0],
  },
  {
    change: 'not a record at the end, but for one letter,',
    lines: (lines) => lines.with(-1, (lines[5] ?? '').replace('"DOCTOR"', '"DOCTOr"')),
    seq: 5,
    kind: 'record',
    counted: [13, 0],
  },
  {
    change: 'dropped, and another one further on,',
    lines: (lines) => lines.toSpliced(4, 1).toSpliced(2, 1),
    seq: 2,
    kind: 'missing',
    counted: [11, 0],
  },
]

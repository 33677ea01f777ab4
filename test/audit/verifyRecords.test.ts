import { expect, test } from 'vitest'
import { clinic } from './fixture.ts'
import { plainVerifier, relink, withFile, withLines, withNewManifest } from './tamper.ts'

/** Changes one line of JSON without breaking it. */
const edited = (line: string | undefined): string => (line ?? '').replace('"status":200', '"status":201')

test('an untouched export is whole, and a second verifier counts the same', async () => {
  const { exported, verify } = await clinic()
  const { files } = await exported()
  const answer = await verify(files)
  expect(answer).toEqual({ whole: true, chains: 3, records: 13, uncovered: 0, first: null })
  expect(plainVerifier(files)).toEqual({ good: true, chains: 3, records: 13 })
})

test('an export of nothing is whole', async () => {
  const { exportNow, verify } = await clinic()
  const { files } = await exportNow()
  expect(await verify(files)).toEqual({ whole: true, chains: 0, records: 0, uncovered: 0, first: null })
})

/** Makes a line of JSON link to nothing. */
const unlinked = (line: string | undefined): string =>
  (line ?? '').replace(/"prev":"[0-9a-f]{64}/, `"prev":"${'0'.repeat(64)}`)

/** One change of an export's records each: what a forger does, and the place and kind that is named. */
const cases: readonly {
  readonly change: string
  readonly lines: (lines: string[]) => string[]
  readonly seq: number
  readonly kind: string
}[] = [
  { change: 'edited', lines: (lines) => lines.with(2, edited(lines[2])), seq: 2, kind: 'record' },
  { change: 'edited at the end', lines: (lines) => lines.with(-1, edited(lines.at(-1))), seq: 5, kind: 'rewritten' },
  {
    change: 'edited in its link',
    lines: (lines) => lines.with(3, (lines[3] ?? '').replace(/"prev":"[0-9a-f]{2}/, '"prev":"zz')),
    seq: 3,
    kind: 'record',
  },
  {
    change: 'edited in its link to another hash',
    lines: (lines) => lines.with(3, (lines[3] ?? '').replace(/"prev":"[0-9a-f]{64}/, `"prev":"${'0'.repeat(64)}`)),
    seq: 3,
    kind: 'record',
  },
  {
    change: 'spaced',
    lines: (lines) => lines.with(2, (lines[2] ?? '').replace('"v":1,', '"v":1, ')),
    seq: 2,
    kind: 'record',
  },
  { change: 'emptied', lines: (lines) => lines.with(2, ''), seq: 2, kind: 'record' },
  { change: 'dropped', lines: (lines) => lines.toSpliced(2, 1), seq: 2, kind: 'missing' },
  { change: 'dropped at the end', lines: (lines) => lines.slice(0, -1), seq: 5, kind: 'truncated' },
  { change: 'dropped at the start', lines: (lines) => lines.slice(1), seq: 0, kind: 'missing' },
  { change: 'duplicated', lines: (lines) => lines.toSpliced(3, 0, lines[2] ?? ''), seq: 3, kind: 'order' },
  {
    change: 'swapped',
    lines: (lines) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''),
    seq: 2,
    kind: 'missing',
  },
  {
    change: 'edited and linked anew',
    lines: (lines) => relink(lines.with(3, edited(lines[3]))),
    seq: 5,
    kind: 'rewritten',
  },
  {
    change: 'edited before an older digest and linked anew',
    lines: (lines) => relink(lines.with(1, edited(lines[1]))),
    seq: 1,
    kind: 'rewritten',
  },
  { change: 'dropped and linked anew', lines: (lines) => relink(lines.toSpliced(2, 1)), seq: 5, kind: 'truncated' },
  { change: 'edited just before the end', lines: (lines) => lines.with(4, edited(lines[4])), seq: 4, kind: 'record' },
  {
    change: 'edited in its link, with all that follow linked anew to it,',
    lines: (lines) => relink(lines.with(2, unlinked(lines[2])), 3),
    seq: 2,
    kind: 'record',
  },
  { change: 'added that is none', lines: (lines) => [...lines, 'none'], seq: 6, kind: 'record' },
  {
    change: 'added that links to nothing',
    lines: (lines) => [...relink([...lines, lines[5] ?? ''], 6), unlinked(lines[5]).replace('"seq":5', '"seq":7')],
    seq: 7,
    kind: 'record',
  },
]

test.each(cases)('a record $change is named by its place', async ({ lines, seq, kind }) => {
  const { exported, verify } = await clinic()
  const { files, chain } = await exported()
  const forged = withNewManifest(withLines(files, chain, lines))
  expect(await verify(forged)).toMatchObject({ whole: false, first: { chain, seq, kind } })
  expect(plainVerifier(forged).good).toBe(false)
})

test('records after the last digest are uncovered and the export is not whole', async () => {
  const { exported, record, exportNow, verify } = await clinic()
  const { chain } = await exported()
  await record('nnnnnnnnnnnn')
  const { files } = await exportNow()
  const cut = withNewManifest(withFile(files, 'digests/000002.json', undefined))
  const answer = await verify(cut)
  expect(answer).toMatchObject({ whole: false, records: 14, uncovered: 1 })
  expect(answer.first).toEqual({ chain, seq: 0, kind: 'file' })
})

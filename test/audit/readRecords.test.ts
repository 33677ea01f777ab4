import { type ExportFiles, readRecords } from '@wardgraph/audit'
import { expect, test } from 'vitest'
import { clinic, examineFiles, type Files, north, south } from './fixture.ts'
import { edited } from './lineDamages.ts'
import { bytesOf, linesOf, withFile, withLines } from './tamper.ts'

/** Files in memory that note in which order they are read. */
function noted(files: Files): { readonly files: ExportFiles; readonly read: string[] } {
  const read: string[] = []
  return {
    read,
    files: {
      list: async () => [...files.keys()],
      read: async (path) => {
        read.push(path)
        return bytesOf(files, path)
      },
    },
  }
}

/** Two chains of a tenant each, all of it under a digest. */
async function exported() {
  const { record, exportNow, publicKey } = await clinic()
  const chains = [await record(north), await record(south)].sort()
  await record(north)
  const { files } = await exportNow()
  return { files, publicKey, chains, found: await examineFiles(files, publicKey), record, exportNow }
}

const damaged = expect.objectContaining({ code: 'ERR_AUDIT_DAMAGED' })
const unreadable = expect.objectContaining({ code: 'ERR_AUDIT_UNREADABLE' })
const first = (files: ExportFiles, found: Parameters<typeof readRecords>[0]['found']) =>
  readRecords({ files, found }).next()

test('of an export that does not verify no record is read, nor any file', async () => {
  const { files, publicKey, chains } = await exported()
  const [chain = ''] = chains
  const changed = withLines(files, chain, (lines) => lines.with(1, edited(lines[1])))
  const { files: source, read } = noted(changed)
  await expect(first(source, await examineFiles(changed, publicKey))).rejects.toEqual(damaged)
  expect(read).toEqual([])
})

test('of an export with a record that no digest vouches for no record is read', async () => {
  const { files, found } = await exported()
  const uncovered = { ...found, verification: { ...found.verification, uncovered: 1 } }
  await expect(first(noted(files).files, uncovered)).rejects.toEqual(damaged)
})

test('a file that is not the one that was examined any more is not read on', async () => {
  const { files, chains, found } = await exported()
  const path = `chains/${chains[0]}/000000.ndjson.gz`
  const changed = withLines(files, chains[0] ?? '', (lines) => lines.slice(0, 1))
  await expect(first(noted(changed).files, found)).rejects.toEqual(unreadable)
  await expect(first(noted(withFile(files, path, undefined)).files, found)).rejects.toEqual(unreadable)
})

test('all records come, chain by chain, and a file is read only when the one before has been walked', async () => {
  const { files, chains, found } = await exported()
  const { files: source, read } = noted(files)
  const lines = chains.map((chain) => linesOf(files, chain))
  const records = readRecords({ files: source, found })
  const walked: string[] = []
  for (const [place, chain] of chains.entries()) {
    for (const line of lines[place] ?? []) {
      const { value } = await records.next()
      walked.push(JSON.stringify(value))
      expect([line, read.length]).toEqual([walked.at(-1), place + 1])
    }
    expect(read.at(-1)).toBe(`chains/${chain}/000000.ndjson.gz`)
  }
  expect(await records.next()).toEqual({ value: undefined, done: true })
  expect(walked).toEqual(lines.flat())
})

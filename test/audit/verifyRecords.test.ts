import { expect, test } from 'vitest'
import { clinic } from './fixture.ts'
import { lineDamages } from './lineDamages.ts'
import { plainVerifier, withFile, withLines, withNewManifest } from './tamper.ts'

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

test.each(lineDamages)('a record $change is named by its place', async ({ lines, seq, kind }) => {
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

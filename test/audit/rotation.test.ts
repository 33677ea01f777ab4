import { memorySigner } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { digestFile, payloadOf } from './digestTamper.ts'
import { clinic, type Files, north, running, type StoredRow, verifyFiles } from './fixture.ts'
import { bytesOf } from './tamper.ts'

const refused = expect.objectContaining({ code: 'ERR_AUDIT_DIGEST_KEY' })
const beside = (files: Files) => Buffer.from(bytesOf(files, 'public-key.pem')).toString()

test('an export replaces the key as the signer does, and is whole with the key beside it', async () => {
  const at = await running()
  const [first, second, third] = [at.signer, memorySigner(), memorySigner()]
  const turns = [
    [{ signer: second, before: first }, first],
    [{ signer: second, before: first }, second],
    [{ signer: third, before: second }, second],
    [{ signer: third, before: second }, third],
    [{ signer: third }, third],
  ] as const
  for (const [by, signs] of turns) {
    await at.record(north)
    const { files, anomalies } = await at.exportNow(undefined, by)
    expect(anomalies).toEqual([])
    expect(beside(files)).toBe(await signs.publicKey())
    for (const key of [beside(files), at.publicKey])
      expect(await verifyFiles(files, key)).toMatchObject({ whole: true, uncovered: 0, first: null })
  }
})

test('an export is refused to a key that the newest digest does not leave the next to', async () => {
  const at = await running()
  const [old, young, other] = [at.signer, memorySigner(), memorySigner()]
  await expect(at.exportNow(undefined, { signer: young })).rejects.toEqual(refused)
  await at.exportNow(undefined, { signer: young, before: old })
  for (const by of [{ signer: young }, { signer: old }, { signer: other, before: old }])
    await expect(at.exportNow(undefined, by)).rejects.toEqual(refused)
  await at.exportNow(undefined, { signer: young, before: old })
  await expect(at.exportNow(undefined, { signer: old })).rejects.toEqual(refused)
  expect((await at.exportNow(undefined, { signer: young })).anomalies).toEqual([])
})

test('a digest that somebody else signed behind the newest neither takes the trail over nor stops it', async () => {
  const at = await clinic()
  const thief = memorySigner()
  await at.record(north)
  const { files, rows } = await at.exportNow()
  const said = JSON.parse(payloadOf(files, 'digests/000000.json'))
  const forged = async (change: object): Promise<StoredRow> => {
    const text = JSON.stringify({ ...said, seq: 1, ...change })
    return { ...rows[0], sk: '0000000001#000', d: (await digestFile(text, thief)).toString() }
  }
  for (const change of [{}, { key: '0'.repeat(64) }]) {
    at.digests.splice(0, at.digests.length, ...rows, await forged(change))
    expect((await at.exportNow()).anomalies).toEqual([{ chain: null, seq: 1, kind: 'signature' }])
  }
})

test('a trail whose only digest was changed in the table is exported, and says so', async () => {
  const at = await clinic()
  await at.record(north)
  const { rows } = await at.exportNow()
  at.digests.splice(0, at.digests.length, { ...rows[0], d: String(rows[0]?.d).replace('09:00:00', '09:00:01') })
  expect((await at.exportNow()).anomalies).toEqual([{ chain: null, seq: 0, kind: 'signature' }])
})

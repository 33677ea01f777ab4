import { gunzipSync } from 'node:zlib'
import { createExport } from '@wardgraph/audit'
import { memorySigner } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { clinic, north, running, verifyFiles } from './fixture.ts'
import { bytesOf, linesOf } from './tamper.ts'

test('a clean table has no anomaly, and a second export covers the first', async () => {
  const { record, exportNow, verify } = await running()
  await record(north)
  const { files, anomalies, chains, records } = await exportNow()
  expect({ anomalies, chains, records }).toEqual({ anomalies: [], chains: 2, records: 11 })
  expect(await verify(files)).toEqual({ whole: true, chains: 2, records: 11, uncovered: 0, first: null })
})

test('a chain that only an earlier digest names is offered to be exported', async () => {
  const { digests, signer, chain } = await running()
  const { known } = await createExport({ digests, signer })
  expect(known).toContainEqual({ tenant: north, chain })
  expect(known).toHaveLength(2)
})

test('a chain is exported once', async () => {
  const { digests, signer, chain, keysOf } = await running()
  const making = await createExport({ digests, signer })
  const source = { tenant: north, chain, keys: keysOf(north, chain), rows: (async function* () {})() }
  await making.chain(source).next()
  await expect(making.chain(source).next()).rejects.toMatchObject({ code: 'ERR_AUDIT_INPUT' })
})

test('files hold ten thousand records each, and an export of the same rows has the same chain files', async () => {
  const all = await clinic()
  const chain = await all.record(north)
  for (let n = 0; n < 10_000; n += 1) await all.record(north)
  const { files } = await all.exportNow()
  const second = await all.exportNow()
  const paths = [...files.keys()].filter((path) => path.startsWith('chains/'))
  expect(paths).toEqual([`chains/${chain}/000000.ndjson.gz`, `chains/${chain}/000001.ndjson.gz`])
  expect(linesOf(files, chain)).toHaveLength(10_000)
  expect(
    gunzipSync(bytesOf(files, paths[1] ?? ''))
      .toString()
      .trimEnd()
      .split('\n'),
  ).toHaveLength(2)
  for (const path of paths) expect(bytesOf(second.files, path)).toEqual(bytesOf(files, path))
  expect([...bytesOf(files, paths[0] ?? '').subarray(3, 10)]).toEqual([0, 0, 0, 0, 0, 2, 255])
  expect(await all.verify(second.files)).toMatchObject({ whole: true, records: 10_002 })
  second.files.delete(paths[0] ?? '')
  expect((await all.verify(second.files)).first).toEqual({ chain, seq: 0, kind: 'missing' })
})

test('a digest larger than an item of DynamoDB is stored in pieces and read back from any order', async () => {
  const all = await clinic()
  for (let n = 0; n < 1_200; n += 1) {
    const lease = await all.lanes.lease(north)
    all.store(lease)
    lease.close()
  }
  const { rows, records } = await all.exportNow()
  expect(records).toBe(2_400)
  expect(rows.map(({ pk, sk }) => [pk, sk])).toEqual([
    ['000000000000#D', '0000000000#000'],
    ['000000000000#D', '0000000000#001'],
  ])
  for (const { d } of rows) expect(Buffer.byteLength(d)).toBeLessThan(350_000)
  all.digests.reverse()
  const { files, anomalies } = await all.exportNow()
  expect(anomalies).toEqual([])
  expect(await all.verify(files)).toMatchObject({ whole: true, chains: 1_200, records: 2_400 })
})

test('no digest leaves that does not verify under the public key beside it', async () => {
  const signer = memorySigner()
  const code = { code: 'ERR_AUDIT_SIGNER' }
  const time = '2026-11-22T09:00:00.000Z'
  const other = { sign: memorySigner().sign, publicKey: signer.publicKey }
  await expect((await createExport({ digests: [], signer: other })).close({ time })).rejects.toMatchObject(code)
  const garbage = { sign: async () => new Uint8Array(70), publicKey: signer.publicKey }
  await expect((await createExport({ digests: [], signer: garbage })).close({ time })).rejects.toMatchObject(code)
  const nobody = { sign: signer.sign, publicKey: async () => 'no key' }
  await expect(createExport({ digests: [], signer: nobody })).rejects.toMatchObject(code)
})

test('fifty exports in a row verify: signatures come in one form whatever the signer draws', async () => {
  const { exportNow, publicKey } = await clinic()
  let { files } = await exportNow()
  for (let n = 1; n < 50; n += 1) files = (await exportNow()).files
  expect(await verifyFiles(files, publicKey)).toMatchObject({ whole: true, first: null })
})

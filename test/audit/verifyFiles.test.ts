import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clinic, type Files, verifyFiles } from './fixture.ts'
import { bytesOf, withFile, withNewManifest } from './tamper.ts'

const chainFile = (chain: string) => `chains/${chain}/000000.ndjson.gz`
const lastDigest = 'digests/000001.json'

test('a chain or a file that is missing is named', async () => {
  const { exported, verify } = await clinic()
  const { files, chain } = await exported()
  const without = async (path: string) => (await verify(withNewManifest(withFile(files, path, undefined)))).first
  expect(await without(chainFile(chain))).toEqual({ chain, seq: 0, kind: 'missing' })
  expect(await without('digests/000000.json')).toEqual({ chain: null, seq: 0, kind: 'digest' })
  expect(await without('public-key.pem')).toEqual({ chain: null, seq: null, kind: 'missing' })
  expect((await verify(withFile(files, lastDigest, undefined))).whole).toBe(false)
})

test('a file that does not belong there is damage', async () => {
  const { exported, verify } = await clinic()
  const { files, chain } = await exported()
  const extra = async (path: string, bytes: Uint8Array) =>
    (await verify(withNewManifest(withFile(files, path, bytes)))).first
  expect(await extra('notes.txt', Buffer.from('x'))).toEqual({ chain: null, seq: null, kind: 'extra' })
  expect(await extra('digests/000002.json', Buffer.from('{}'))).toEqual({ chain: null, seq: 2, kind: 'digest' })
  const empty = gzipSync('')
  expect(await extra(`chains/${chain}/000001.ndjson.gz`, empty)).toEqual({ chain, seq: 6, kind: 'file' })
  const copy = bytesOf(files, chainFile(chain))
  expect(await extra(`chains/${chain}/000001.ndjson.gz`, copy)).toEqual({ chain, seq: 6, kind: 'order' })
  const other = 'z'.repeat(26)
  expect(await extra(chainFile(other), copy)).toEqual({ chain: other, seq: 0, kind: 'foreign' })
})

test('two chains that changed places are both foreign', async () => {
  const { exported, verify } = await clinic()
  const { files } = await exported()
  const [one = '', other = ''] = [...files.keys()].filter((path) => path.startsWith('chains/')).sort()
  const swapped = withFile(withFile(files, one, bytesOf(files, other)), other, bytesOf(files, one))
  const { whole, first } = await verify(withNewManifest(swapped))
  expect({ whole, kind: first?.kind, path: first && chainFile(first.chain ?? '') }).toEqual({
    whole: false,
    kind: 'foreign',
    path: one,
  })
})

test('a chain file zipped again with the same content is still not the file that was signed', async () => {
  const { exported, verify } = await clinic()
  const { files, chain } = await exported()
  const again = gzipSync(gunzipSync(bytesOf(files, chainFile(chain))), { level: 1 })
  const answer = await verify(withNewManifest(withFile(files, chainFile(chain), again)))
  expect(answer).toMatchObject({ whole: false, records: 13, first: { chain, seq: 0, kind: 'file' } })
})

test('a zip bomb is damage and is not unpacked', async () => {
  const { exported, verify } = await clinic()
  const { files, chain } = await exported()
  const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024, '\n'))
  const answer = await verify(withFile(files, chainFile(chain), bomb))
  expect(answer).toMatchObject({ whole: false, first: { chain, seq: 0, kind: 'file' } })
})

test('every bit of every file but the key is covered, even when the manifest is made to agree', async () => {
  const { exported, verify } = await clinic()
  const { files } = await exported()
  const covered = [...files.keys()].filter((path) => path !== 'public-key.pem')
  const flip = fc.record({
    path: fc.constantFrom(...covered),
    place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    bit: fc.nat(7),
    agree: fc.boolean(),
  })
  const property = fc.asyncProperty(flip, async ({ path, place, bit, agree }) => {
    const bytes = Buffer.from(bytesOf(files, path))
    const at = Math.floor(place * bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
    const flipped = withFile(files, path, bytes)
    const answer = await verify(agree && path !== 'manifest.json' ? withNewManifest(flipped) : flipped)
    expect(answer.whole).toBe(false)
    expect(answer.first).not.toBeNull()
  })
  await fc.assert(property, { numRuns: process.env.WARDGRAPH_LONG ? 10_000 : 400 })
})

test('a longer or a shorter file is damage wherever it is cut', async () => {
  const { exported, verify } = await clinic()
  const { files } = await exported()
  for (const [path, bytes] of files) {
    if (path === 'public-key.pem') continue
    for (const changed of [
      bytes.subarray(0, -1),
      bytes.subarray(1),
      Buffer.concat([bytes, Buffer.from([0x0a])]),
      Buffer.alloc(0),
    ]) {
      expect((await verify(withFile(files, path, changed))).whole, path).toBe(false)
    }
  }
})

test('the key beside the export proves nothing and is not looked at', async () => {
  const { exported, verify } = await clinic()
  const { files } = await exported()
  expect((await verify(withFile(files, 'public-key.pem', Buffer.from('another')))).whole).toBe(true)
})

test('what is no export, or no key on P-256, is unreadable and not damage', async () => {
  const { exported, verify, publicKey } = await clinic()
  const { files } = await exported()
  const unreadable = { code: 'ERR_AUDIT_UNREADABLE' }
  await expect(verify(new Map())).rejects.toMatchObject(unreadable)
  await expect(verify(withFile(files, 'manifest.json', undefined))).rejects.toMatchObject(unreadable)
  await expect(verifyFiles(files, 'no key')).rejects.toMatchObject(unreadable)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
  const other = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  await expect(verifyFiles(files, other)).rejects.toMatchObject(unreadable)
  const gone: Files = new Map(files)
  gone.get = () => undefined
  await expect(verifyFiles(gone, publicKey)).rejects.toMatchObject(unreadable)
})

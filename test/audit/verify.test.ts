import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { memorySigner } from '@wardgraph/vault'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clinic, type Files, verifyFiles } from './fixture.ts'
import { bytesOf, linesOf, plainVerifier, relink, withFile, withLines, withNewManifest } from './tamper.ts'

const chainFile = (chain: string) => `chains/${chain}/000000.ndjson.gz`
const lastDigest = 'digests/000001.json'

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
    lines: (lines) => [...lines, unlinked(lines[5]).replace('"seq":5', '"seq":6')],
    seq: 6,
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

test('two digests that changed places do not verify', async () => {
  const { exported, verify } = await clinic()
  const { files } = await exported()
  const [one, other] = [bytesOf(files, 'digests/000000.json'), bytesOf(files, lastDigest)]
  const swapped = withFile(withFile(files, 'digests/000000.json', other), lastDigest, one)
  expect((await verify(withNewManifest(swapped))).first).toEqual({ chain: null, seq: 0, kind: 'digest' })
})

test('a digest signed by another key is refused, whatever it says', async () => {
  const { exported, verify } = await clinic()
  const { files, chain } = await exported()
  const forger = memorySigner()
  const { payload } = JSON.parse(Buffer.from(bytesOf(files, lastDigest)).toString())
  const said = payload.replaceAll(chain, 'z'.repeat(26))
  const signature = Buffer.from(await forger.sign(Buffer.from(said))).toString('base64')
  const forged = Buffer.from(`${JSON.stringify({ payload: said, signature })}\n`)
  const answer = await verify(withNewManifest(withFile(files, lastDigest, forged)))
  expect(answer.first).toEqual({ chain: null, seq: 1, kind: 'signature' })
})

test('another public key than the one that signed does not verify', async () => {
  const { exported } = await clinic()
  const { files } = await exported()
  const answer = await verifyFiles(files, await memorySigner().publicKey())
  expect(answer).toMatchObject({ whole: false, uncovered: 13, first: { chain: null, seq: 0, kind: 'signature' } })
})

/** The group order of P-256, from SEC 2 section 2.4.2. */
const order = BigInt('0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551')

test('the second form that every ECDSA signature has is refused', async () => {
  const { exported, verify } = await clinic()
  const { files } = await exported()
  const { payload, signature } = JSON.parse(Buffer.from(bytesOf(files, lastDigest)).toString())
  const der = Buffer.from(signature, 'base64')
  const start = 4 + (der[3] ?? 0)
  const s = BigInt(`0x${der.subarray(start + 2).toString('hex')}`)
  const high = Buffer.from(`00${(order - s).toString(16).padStart(64, '0')}`, 'hex')
  const body = Buffer.concat([der.subarray(2, start), Buffer.from([2, high.length]), high])
  const other = Buffer.concat([Buffer.from([0x30, body.length]), body]).toString('base64')
  const forged = Buffer.from(`${JSON.stringify({ payload, signature: other })}\n`)
  expect((await verify(withNewManifest(withFile(files, lastDigest, forged)))).first?.kind).toBe('signature')
})

test.each([
  ['spaces', (text: string) => text.replace('{', '{ ')],
  [
    'another order of keys',
    (text: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
  ],
  ['a key twice', (text: string) => text.replace('{', '{"payload":"{}",')],
  [
    'base64 with loose bits',
    (text: string) => text.replace(/([A-Za-z0-9+/])(=*"}\n)$/, (_, last, end) => `${last}A${end}`),
  ],
  ['no last line break', (text: string) => text.trimEnd()],
  ['an escape for a plain letter', (text: string) => text.replace('payload', '\\u0070ayload')],
])('a digest written with %s is refused', async (_, rewrite) => {
  const { exported, verify } = await clinic()
  const { files } = await exported()
  const text = rewrite(Buffer.from(bytesOf(files, lastDigest)).toString())
  const answer = await verify(withNewManifest(withFile(files, lastDigest, Buffer.from(text))))
  expect(answer.first).toEqual({ chain: null, seq: 1, kind: 'digest' })
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

test('an export without one digest is damage', async () => {
  const { exported, verify } = await clinic()
  const { files } = await exported()
  const bare = withFile(withFile(files, 'digests/000000.json', undefined), lastDigest, undefined)
  const answer = await verify(withNewManifest(bare))
  expect(answer).toMatchObject({
    whole: false,
    records: 13,
    uncovered: 13,
    first: { chain: null, seq: 0, kind: 'digest' },
  })
})

test('no line of an export is anything but one record', async () => {
  const { exported } = await clinic()
  const { files, chain } = await exported()
  const lines = linesOf(files, chain)
  expect(lines).toHaveLength(6)
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual([0, 1, 2, 3, 4, 5])
})

test('an older digest cannot be replaced by another that the same key signed', async () => {
  const { exported, exportNow, digests, verify } = await clinic()
  const { files } = await exported()
  digests.splice(0, digests.length)
  const other = bytesOf((await exportNow()).files, 'digests/000000.json')
  const { first } = await verify(withNewManifest(withFile(files, 'digests/000000.json', other)))
  expect(first).toEqual({ chain: null, seq: 1, kind: 'digest' })
})

test('a digest that gives itself another number than its file is refused, though its signature holds', async () => {
  const { exportNow, signer, verify } = await clinic()
  const { files } = await exportNow()
  const { payload } = JSON.parse(Buffer.from(bytesOf(files, 'digests/000000.json')).toString())
  const said = payload.replace('"seq":0', '"seq":7')
  const kinds = new Set<string | undefined>()
  // Half of all signatures come in the form that is refused for itself; forty draws show both.
  for (let draw = 0; draw < 40; draw += 1) {
    const signature = Buffer.from(await signer.sign(Buffer.from(said))).toString('base64')
    const file = Buffer.from(`${JSON.stringify({ payload: said, signature })}\n`)
    kinds.add((await verify(withNewManifest(withFile(files, 'digests/000000.json', file)))).first?.kind)
  }
  expect(kinds).toEqual(new Set(['digest']))
})

import { memorySigner } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { clinic, verifyFiles } from './fixture.ts'
import { bytesOf, withFile, withNewManifest } from './tamper.ts'

const lastDigest = 'digests/000001.json'

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
  const signature = Buffer.from(await signer.sign(Buffer.from(said))).toString('base64')
  const file = Buffer.from(`${JSON.stringify({ payload: said, signature })}\n`)
  const { first } = await verify(withNewManifest(withFile(files, 'digests/000000.json', file)))
  expect(first).toEqual({ chain: null, seq: 0, kind: 'digest' })
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

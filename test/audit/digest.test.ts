import { createPublicKey } from 'node:crypto'
import { type DigestSigners, digestSignersOf, nextDigest, turnAfter } from '@wardgraph/audit'
import { memorySigner } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { findDigest } from '../../packages/audit/src/digest.ts'
import { findKey, findPublicKey } from '../../packages/audit/src/publicKey.ts'
import { hex, loose } from './digestTamper.ts'
import vectors from './digestVectors.json' with { type: 'json' }
import { verifyFiles } from './fixture.ts'
import { withNewManifest } from './tamper.ts'

const [first = '', naming = '', last = ''] = vectors.digests
const written = JSON.parse(JSON.parse(naming).payload)
const news = { chains: [], files: [], anomalies: [] }

/** Signers of the vectors, whose next signature is the one of this file. */
async function signing(file: string): Promise<DigestSigners> {
  const signature = Buffer.from(JSON.parse(file).signature, 'base64')
  const of = (pem: string) => ({ sign: async () => signature, publicKey: async () => pem })
  return digestSignersOf({ signer: of(vectors.new), before: of(vectors.old) })
}

test('digests over a rotation are the committed vectors, byte by byte', async () => {
  for (const [seq, file] of [naming, last].entries()) {
    const before = [first, naming][seq] ?? ''
    const signers = await signing(file)
    const turn = turnAfter(findDigest(before)?.payload, signers)
    const time = `2026-11-22T08:0${seq + 1}:00.000Z`
    expect((await nextDigest({ last: { seq, file: before }, time, notBefore: undefined, news, turn })).file).toBe(file)
  }
})

test('the committed digests are whole with the old key, and with the new one', async () => {
  const files = withNewManifest(
    new Map([
      ...vectors.digests.map((file, seq) => [`digests/00000${seq}.json`, Buffer.from(file)] as const),
      ['public-key.pem', Buffer.from('')],
    ]),
  )
  for (const pem of [vectors.old, vectors.new])
    expect(await verifyFiles(files, pem)).toEqual({ whole: true, chains: 0, records: 0, uncovered: 0, first: null })
})

test('a digest names keys by the hash and by the bytes of their SubjectPublicKeyInfo', () => {
  const der = (pem: string) => createPublicKey(pem).export({ type: 'spki', format: 'der' })
  expect(written).toMatchObject({ key: hex(der(vectors.old)), successor: der(vectors.new).toString('base64') })
  expect(Object.keys(written).join(' ')).toBe('v seq time previous key successor chains files anomalies')
  expect(findKey(written.successor)).toEqual(findPublicKey(vectors.new))
})

test.each<[string, Record<string, unknown>]>([
  ['without a key', { key: undefined }],
  ['without a successor', { successor: undefined }],
  ['whose key is no hash', { key: written.key.slice(1) }],
  ['whose successor is no key', { successor: 'AAAA' }],
  ['whose successor is a PEM text', { successor: vectors.new }],
  ['whose successor is not a point of the curve', { successor: written.successor.replace(/....==$/, 'AAAA==') }],
  ['whose successor is spelled in another way', { successor: loose(written.successor) }],
])('a digest %s is none', (_, change) => {
  const file = (payload: object) => `${JSON.stringify({ ...JSON.parse(naming), payload: JSON.stringify(payload) })}\n`
  expect(findDigest(file(written))?.payload).toEqual(written)
  expect(findDigest(file({ ...written, ...change }))).toBeUndefined()
})

/** Two signers, and what digests of them say. */
async function two() {
  const [old, young, other] = [memorySigner(), memorySigner(), memorySigner()]
  const [{ now }, { now: next }, { now: third }] = (await Promise.all(
    [old, young, other].map((signer) => digestSignersOf({ signer, before: undefined })),
  )) as [DigestSigners, DigestSigners, DigestSigners]
  const said = (key: string, successor: string | null = null) => ({ ...written, key, successor })
  return { now, next, third, said }
}

test('the key that a digest names signs the next one, and nobody else', async () => {
  const { now, next, third, said } = await two()
  const refused = expect.objectContaining({ code: 'ERR_AUDIT_DIGEST_KEY' })
  const both = { now: next, before: now }
  const alone = { now: next, before: undefined }
  expect(turnAfter(undefined, both)).toEqual({ by: next, successor: null })
  expect(turnAfter(said(now.fingerprint), both)).toEqual({ by: now, successor: next.spki })
  expect(turnAfter(said(now.fingerprint, next.spki), both)).toEqual({ by: next, successor: null })
  expect(turnAfter(said(next.fingerprint), both)).toEqual({ by: next, successor: null })
  expect(turnAfter(said(next.fingerprint), alone)).toEqual({ by: next, successor: null })
  // Back again, before the new key has signed: the old one is at hand, and it is not its turn.
  expect(turnAfter(said(now.fingerprint, next.spki), { now, before: next })).toEqual({ by: next, successor: now.spki })
  for (const [digest, signers] of [
    [said(now.fingerprint), alone],
    [said(third.fingerprint), both],
    [said(now.fingerprint, third.spki), both],
    [said(now.fingerprint, next.spki), { now, before: undefined }],
  ] as const)
    expect(() => turnAfter(digest, signers)).toThrow(refused)
})

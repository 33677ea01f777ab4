import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { memorySigner, type Signer } from '@wardgraph/vault'
import type { Answer, DamagedExport } from './damages.ts'
import { digestFile, hex, loose, payloadOf, textOf } from './digestTamper.ts'
import { clinic, type Files, north } from './fixture.ts'
import { withFile, withNewManifest } from './tamper.ts'

/** A key with what digests say of it. */
async function key() {
  const signer = memorySigner()
  const pem = await signer.publicKey()
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' })
  return { signer, pem, spki: der.toString('base64'), fingerprint: hex(der) }
}
type Key = Awaited<ReturnType<typeof key>>

const path = (seq: number) => `digests/${String(seq).padStart(6, '0')}.json`
const without = (files: Files, ...seqs: number[]) =>
  seqs.reduce((left, seq) => withFile(left, path(seq), undefined), files)

/** One chain, a request before each digest, and the files after each: so many digests, each by these signers. */
async function trail(...turns: readonly { readonly signer: Signer; readonly before?: Signer }[]) {
  const at = await clinic()
  const after: Files[] = []
  for (const turn of turns) {
    await at.record(north)
    after.push((await at.exportNow(undefined, turn)).files)
  }
  return after
}

/** The signers while one key replaces another. */
const to = ({ signer }: Key, before: Key) => ({ signer, before: before.signer })

/** Five digests and six records: the first two digests by the first key, the next two by the second, the last by the third. */
export async function rotated() {
  const [first, second, third, thief] = [await key(), await key(), await key(), await key()]
  const after = await trail(first, to(second, first), to(second, first), to(third, second), to(third, second))
  const [, named = new Map(), , , files = new Map()] = after
  return { first, second, third, thief, files, named }
}
type Rotated = Awaited<ReturnType<typeof rotated>>

interface Said {
  readonly key?: unknown
  readonly successor?: unknown
  readonly [member: string]: unknown
}

/** The trail with one digest that says something else, signed by whoever it is. */
async function saying(files: Files, seq: number, said: Said, by: Key): Promise<Files> {
  const text = JSON.stringify({ ...JSON.parse(payloadOf(files, path(seq))), ...said })
  return withFile(files, path(seq), await digestFile(text, by.signer))
}

/** The trail with other words in a digest's file, under the signature that stands there. */
const edited = (files: Files, seq: number, from: string, to: string): Files =>
  withFile(files, path(seq), Buffer.from(textOf(files, path(seq)).replace(from, to)))

type Case = readonly [change: string, files: Files, by: Key, first: string | null, uncovered?: number, records?: number]

/** What somebody could do who has no key of the trail. */
async function byStrangers({ first, second, third, thief, files }: Rotated): Promise<Case[]> {
  const stolen = { key: thief.fingerprint }
  const swapped = edited(files, 1, second.spki, thief.spki)
  const taken = await saying(swapped, 2, { ...stolen, previous: hex(Buffer.from(textOf(swapped, path(1)))) }, thief)
  const foreign = await saying(files, 2, stolen, thief)
  const behind = { ...stolen, seq: 5, previous: hex(Buffer.from(textOf(files, path(4)))) }
  const appended = async ({ spki }: Key) => {
    const copied = withFile(files, path(5), Buffer.from(textOf(files, path(4))))
    return saying(copied, 5, { ...behind, successor: spki }, thief)
  }
  return [
    ['a successor exchanged without the old key', swapped, first, 'signature 1', 4],
    ['a successor exchanged by somebody who signs on', taken, first, 'signature 1', 4],
    ['a successor exchanged, for who has the key that was named', swapped, second, 'signature 0'],
    ['a digest of a key that nobody named', foreign, first, 'signature 2'],
    ['a digest of a key that nobody named, where its successor was to sign', foreign, second, 'signature 0'],
    ['the digests of a key that nobody named', without(foreign, 3, 4), first, 'signature 2', 3],
    ['a key that nobody named', files, thief, 'signature 0', 6],
    [
      'the fingerprint of the first key changed',
      edited(files, 0, first.fingerprint, thief.fingerprint),
      first,
      'signature 0',
    ],
    ['a digest changed that is held by its hash', edited(files, 0, '09:00:00', '09:00:01'), second, 'signature 0'],
    [
      'a digest changed that is held by its hash, two keys ago',
      edited(files, 2, '09:00:00', '09:00:01'),
      third,
      'signature 0',
    ],
    ['a digest behind the last that names the first key', await appended(first), first, 'signature 5'],
    ['a digest behind the last that names the second key again', await appended(second), second, 'signature 5'],
    ['the digest gone that names the second key', without(files, 1), first, 'digest 1', 4],
    ['the digest gone that names the second key, for who has that', without(files, 1), second, 'signature 0'],
    ['the first digest of the second key gone', without(files, 2), first, 'digest 2'],
    ['the first digest of the second key gone, for who has that', without(files, 2), second, 'signature 0'],
  ]
}

/** What the keys of the trail themselves must not sign. */
async function byKeys({ first, second, third, files }: Rotated): Promise<Case[]> {
  const on = await saying(files, 2, { key: first.fingerprint }, first)
  const posing = await saying(files, 2, {}, first)
  const mistaken = await saying(files, 2, { key: first.fingerprint }, second)
  const again = await saying(files, 0, { time: '2026-11-22T08:59:00.000Z' }, first)
  const early = await saying(files, 4, { time: '2026-11-22T08:59:59.999Z' }, third)
  return [
    ['the old key signing on after its successor was named', on, first, 'signature 2'],
    ['the old key signing on, for who has its successor', without(on, 3, 4), second, 'signature 0', 6],
    ['the old key signing in the name of its successor', posing, first, 'signature 2'],
    ['a digest that names another key than its own', mistaken, first, 'signature 2'],
    ['a digest by a clock that went back', early, first, 'clock 4'],
    ['a digest by a clock that went back, for who has the newest key', early, third, 'clock 4'],
    ['an old digest that the old key signed anew', again, first, 'digest 1'],
    ['an old digest that the old key signed anew, for who has the newest', again, third, 'signature 0'],
  ]
}

/** Digests that name keys in no way that there is. */
async function misspelled({ first, second, files }: Rotated): Promise<Case[]> {
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'der' })
  const off = Buffer.from(second.spki, 'base64')
  off[90] = (off[90] ?? 0) ^ 1
  const said: Record<string, Said> = {
    'no successor': { successor: undefined },
    'a successor of no bytes': { successor: '' },
    'a successor off the curve': { successor: off.toString('base64') },
    'a successor on another curve': { successor: p384.toString('base64') },
    'a successor with loose bits': { successor: loose(second.spki) },
    'a successor with a line break': { successor: `${second.spki}\n` },
    'a successor in a list': { successor: [second.spki] },
    'no key': { key: undefined },
    'a key of nothing': { key: null },
    'a key in capitals': { key: first.fingerprint.toUpperCase() },
    'a key instead of its hash': { key: first.spki },
  }
  const made: Case[] = []
  for (const [change, one] of Object.entries(said))
    made.push([`a digest with ${change}`, await saying(files, 1, one, first), first, 'digest 1', 4])
  return made
}

/** Trails whose keys were replaced, and what is done to them: the answer for who has one of the keys. */
export async function rotationDamages(): Promise<DamagedExport[]> {
  const of = await rotated()
  const { first, second, third, files, named } = of
  const [, , , back = new Map()] = await trail(first, to(second, first), to(second, first), to(first, second))
  const cases: Case[] = [
    ['nothing of two rotations, with the first key', files, first, null],
    ['nothing of two rotations, with the second key', files, second, null],
    ['nothing of two rotations, with the third key', files, third, null],
    ['nothing of a rotation that was just begun', named, first, null, 0, 3],
    ['a key that was named and has signed nothing', named, second, 'signature 0', 3, 3],
    ['nothing of a rotation back to the first key', back, first, null, 0, 5],
    ['nothing of a rotation back to the first key, with the second', back, second, null, 0, 5],
    ...(await byStrangers(of)),
    ...(await byKeys(of)),
    ...(await misspelled(of)),
  ]
  return cases.map(([change, files, by, wrong, uncovered = 0, records = 6]) => {
    const [kind = '', seq] = wrong?.split(' ') ?? []
    const first: Answer['first'] = wrong === null ? null : { chain: null, seq: Number(seq), kind }
    const answer = { whole: wrong === null, chains: 1, records, uncovered, first }
    return { change, files: withNewManifest(files), publicKey: by.pem, answer }
  })
}

import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { damages, world } from './damages.ts'
import type { Files } from './fixture.ts'
import { edited } from './lineDamages.ts'
import { rotated } from './rotationDamages.ts'
import { bytesOf, linesOf, relink, withFile, withLines, withNewManifest } from './tamper.ts'
import { askOneFile, askProject, askPython, type Folder, folders, hasPython, type Said } from './verifiers.ts'

/** For thousands of folders; how long it takes is no assertion. */
const hookTimeout = 120_000
const at = folders()
afterAll(at.remove, hookTimeout)

/** Where there is no Python, its tests are skipped, and their names say why. */
const inPython = test.skipIf(!hasPython)
const orWhyNot = hasPython ? '' : ' (SKIPPED: this machine has no python3)'

/** The same exports under each verifier, the project's answers first. */
function under(made: () => Promise<readonly { readonly files: Files; readonly publicKey: string }[]>) {
  const all: { folders: readonly Folder[]; project: readonly Said[] } = { folders: [], project: [] }
  beforeAll(async () => {
    all.folders = (await made()).map((one) => at.put(one))
    all.project = await askProject(all.folders)
  }, hookTimeout)
  return all
}

const answersOf = (said: readonly Said[]) => said.map(({ answer }) => answer)

describe('every damage gets the answer that follows from the README', async () => {
  const cases = await damages()
  const all = under(async () => cases)
  const named = (said: readonly Said[]) => cases.map(({ change }, i) => [change, said[i]?.answer])
  const expected = cases.map(({ change, answer }) => [change, answer])

  test('from the project', () => expect(named(all.project)).toEqual(expected))

  test('from the one file for auditors, and in the same words', () => {
    const said = askOneFile(all.folders)
    expect(named(said)).toEqual(expected)
    expect(said.map(({ words }) => words)).toEqual(all.project.map(({ words }) => words))
  })

  inPython(`from the verifier in Python${orWhyNot}`, () => expect(named(askPython(all.folders))).toEqual(expected))
})

const long = process.env.WARDGRAPH_LONG === '1'
const drawn = <T>(arbitrary: fc.Arbitrary<T>): T[] => fc.sample(arbitrary, { seed: 26, numRuns: long ? 1_000 : 60 })
const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

/** One bit anywhere, and whether the manifest is made to agree. */
function flips(files: Files): Files[] {
  const paths = [...files.keys()].filter((path) => path !== 'public-key.pem')
  const flip = fc.record({ path: fc.constantFrom(...paths), share, bit: fc.nat(7), agree: fc.boolean() })
  return drawn(flip).map(({ path, share, bit, agree }) => {
    const bytes = Buffer.from(bytesOf(files, path))
    const place = Math.floor(share * bytes.length)
    bytes[place] = (bytes[place] ?? 0) ^ (1 << bit)
    const changed = withFile(files, path, bytes)
    return agree && path !== 'manifest.json' ? withNewManifest(changed) : changed
  })
}

/** Up to four changes of the lines of a chain, one after the other. */
function shuffles(files: Files, chain: string, foreign: string): Files[] {
  const other = linesOf(files, foreign)
  const change = {
    drop: (lines, from) => lines.toSpliced(from, 1),
    copy: (lines, from, to) => lines.toSpliced(to, 0, lines[from] ?? ''),
    move: (lines, from, to) => lines.toSpliced(from, 1).toSpliced(to, 0, lines[from] ?? ''),
    edit: (lines, from) => lines.with(from, edited(lines[from])),
    link: (lines, from) => relink(lines, from),
    foreign: (lines, from, to) => lines.with(from, other[to % other.length] ?? ''),
    letter: (lines, from, to) => lines.with(from, (lines[from] ?? '').replace('2', String(to))),
    space: (lines, from) => lines.with(from, (lines[from] ?? '').replace(',', ', ')),
  } satisfies Record<string, (lines: string[], from: number, to: number) => string[]>
  const step = fc.record({ what: fc.constantFrom(...Object.values(change)), from: fc.nat(4), to: fc.nat(4) })
  return drawn(fc.array(step, { minLength: 1, maxLength: 4 })).map((steps) =>
    withNewManifest(
      withLines(files, chain, (lines) =>
        steps.reduce((left, { what, from, to }) => (left.length > from ? what(left, from, to) : left), lines),
      ),
    ),
  )
}

describe('the verifiers agree about a sample that nobody worked out', async () => {
  const { files, publicKey, chain, foreign } = await world()
  const { files: rotatedFiles, second } = await rotated()
  const all = under(async () => [
    ...[...flips(files), ...shuffles(files, chain, foreign)].map((files) => ({ files, publicKey })),
    ...flips(rotatedFiles).map((files) => ({ files, publicKey: second.pem })),
  ])

  test('one flipped bit, or a few changed lines, is never whole', () => {
    expect(all.project.length).toBe(long ? 3_000 : 180)
    expect(all.project.filter(({ answer }) => answer?.whole !== false)).toEqual([])
    expect(new Set(all.project.map(({ answer }) => answer?.first?.kind)).size).toBeGreaterThan(5)
  })

  test('the one file for auditors, to the word', () => expect(askOneFile(all.folders)).toEqual(all.project))

  inPython(`the verifier in Python${orWhyNot}`, () =>
    expect(answersOf(askPython(all.folders))).toEqual(answersOf(all.project)),
  )
})

describe('a key that is none', async () => {
  const { files, publicKey } = await world()
  const pem = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
  const spki = (key: ReturnType<typeof pem>['publicKey']) => key.export({ type: 'spki', format: 'pem' }).toString()
  const p256 = pem('P-256')
  const der = Buffer.from(publicKey.replaceAll(/-----.*-----|\s/g, ''), 'base64')
  const block = (bytes: Uint8Array) =>
    `-----BEGIN PUBLIC KEY-----\n${Buffer.from(bytes).toString('base64')}\n-----END PUBLIC KEY-----\n`
  const hybrid = Buffer.from(der)
  hybrid[26] = 6 + ((der.at(-1) ?? 0) & 1) // SEC 1 section 2.3.3: the point in a third form, which OpenSSL reads too
  const keys = [
    'no key',
    block(hybrid),
    block(Buffer.concat([der, Buffer.from([0])])),
    spki(pem('P-384').publicKey),
    spki(pem('secp256k1').publicKey),
    p256.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    `${publicKey}\n${publicKey}`,
    publicKey.replace(/[A-Za-z0-9+/](?==*\s*-----END)/, (last) => (last === 'A' ? 'Q' : 'A')),
  ]
  const all = under(async () => [
    ...keys.map((publicKey) => ({ files, publicKey })),
    { files: withFile(files, 'manifest.json', undefined), publicKey },
    { files: new Map(), publicKey },
  ])
  const none = answersOf([...keys, '', ''].map(() => ({ answer: null })))

  test('is unreadable to the project', () => expect(answersOf(all.project)).toEqual(none))
  test('is unreadable to the one file', () => expect(answersOf(askOneFile(all.folders))).toEqual(none))
  inPython(`is unreadable to Python${orWhyNot}`, () => expect(answersOf(askPython(all.folders))).toEqual(none))
})

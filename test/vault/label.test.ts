import { createHash, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authorToken, openLabel, sealLabel } from '../../packages/vault/src/label.ts'
import { clinic } from './fixture.ts'
import vectors from './vectors.json' with { type: 'json' }

/** The key of vectors.py: SHAKE256 of the word. */
const key = createSecretKey(createHash('shake256', { outputLength: 32 }).update('shift').digest())
const { patient, observation: id } = vectors
const place = { patient, type: 'Observation', id }
const elsewhere = [
  { ...place, patient: 'p'.repeat(26) },
  { ...place, type: 'Encounter' },
  { ...place, id: 'o'.repeat(26) },
  { ...place, patient: id, id: patient },
  // The same letters in other places.
  { ...place, patient: `${patient}O`, type: 'bservation' },
]
const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })
const input = expect.objectContaining({ code: 'ERR_VAULT_INPUT' })

/** One place in 65,536 opens to no segment, which is refused. */
function attempt(open: () => number): number | null {
  try {
    return open()
  } catch {
    return null
  }
}

describe('a label', () => {
  test('sealed under a known nonce is what another implementation made of it, and opens', () => {
    for (const [segments, nonce, label] of vectors.labels) {
      const sealed = sealLabel(key, { ...place, segments: Number(segments) }, Buffer.from(String(nonce), 'hex'))
      expect(sealed).toBe(label)
      expect(openLabel(key, { ...place, label })).toBe(segments)
    }
  })

  test('opens to the bits that were sealed, for all sixteen bits and every place', () => {
    for (let segments = 1; segments <= 0xffff; segments += 1)
      expect(openLabel(key, { ...place, label: sealLabel(key, { ...place, segments }) })).toBe(segments)
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, text, fc.integer({ min: 1, max: 0xffff }), (patient, type, id, segments) => {
        const of = { patient, type, id }
        const label = sealLabel(key, { ...of, segments })
        expect(label).toMatch(/^[0-9a-f]{20}$/)
        expect(openLabel(key, { ...of, label })).toBe(segments)
      }),
    )
  })

  test('looks different from every other, though they say the same', () => {
    const sealed = Array.from({ length: 500 }, () => sealLabel(key, { ...place, segments: 1 }))
    expect(new Set(sealed.map((label) => label.slice(0, 16))).size).toBe(500)
    expect(new Set(sealed.map((label) => label.slice(16))).size).toBeGreaterThan(400)
  })

  test('of another record, type or patient, or under another key, does not open to the same bits', () => {
    for (const [segments, , label] of vectors.labels) {
      for (const other of elsewhere) expect(attempt(() => openLabel(key, { ...other, label }))).not.toBe(segments)
      const foreign = createSecretKey(Buffer.alloc(32, 1))
      expect(attempt(() => openLabel(foreign, { ...place, label }))).not.toBe(segments)
    }
  })

  test('of another tenant does not open to the same bits', async () => {
    const [north, south] = [(await clinic()).keys, (await clinic({ tenant: 'otherotherot' })).keys]
    const sealed = Array.from({ length: 32 }, (_, bit) => north.sealLabel({ ...place, segments: 1 << (bit % 16) }))
    const opened = (keys: typeof north) => sealed.map((label) => attempt(() => keys.openLabel({ ...place, label })))
    expect(opened(north)).toEqual(sealed.map((_, bit) => 1 << (bit % 16)))
    expect(opened(south)).not.toEqual(opened(north))
  })

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 1],
    ['bytes', new Uint8Array(10)],
    ['an empty text', ''],
    ['19 digits', '0'.repeat(19)],
    ['21 digits', '0'.repeat(21)],
    ['capitals', 'A'.repeat(20)],
    ['letters that are no digits', 'g'.repeat(20)],
    ['a line break at the end', `${'0'.repeat(20)}\n`],
    ['a list of a label', ['00000000000000004bc1']],
  ])('that is %s was not sealed here', (_name, label) => {
    expect(() => openLabel(key, { ...place, label })).toThrow(integrity)
  })

  test('that opens to no segment at all is refused', () => {
    const label = sealLabel(key, { ...place, segments: 5 })
    const none = label.slice(0, 16) + (Number.parseInt(label.slice(16), 16) ^ 5).toString(16).padStart(4, '0')
    expect(() => openLabel(key, { ...place, label: none })).toThrow(integrity)
  })

  test('of no bit, of more than sixteen, or of no whole number is not sealed', () => {
    for (const segments of [0, -1, 0x10000, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => sealLabel(key, { ...place, segments })).toThrow(input)
    for (const segments of [1, 0xffff]) expect(() => sealLabel(key, { ...place, segments })).not.toThrow()
  })
})

describe("an author's token", () => {
  test('is what another implementation makes of it', () => {
    expect(authorToken(key, { ...place, actor: 'dora' })).toBe(vectors.authorToken)
  })

  test('is the same for the same record and actor, and another for any other', () => {
    const of = { ...place, actor: 'dora' }
    const others = [...elsewhere.map((other) => ({ ...other, actor: 'dora' })), { ...of, actor: 'nils' }]
    const tokens = [of, ...others].map((one) => authorToken(key, one))
    for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{16}$/)
    expect(new Set(tokens).size).toBe(7)
    expect(authorToken(key, { ...of })).toBe(tokens[0])
    // The same letters in other places.
    const shifted = { ...of, id: `${id}d`, actor: 'ora' }
    expect(authorToken(key, shifted)).not.toBe(tokens[0])
  })

  test('differs between tenants', async () => {
    const [north, south] = [(await clinic()).keys, (await clinic({ tenant: 'otherotherot' })).keys]
    const of = { ...place, actor: 'dora' }
    expect(north.authorToken(of)).not.toBe(south.authorToken(of))
  })
})

import { hash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seal } from '../../packages/vault/src/aesGcm.ts'
import { dictionary } from '../../packages/vault/src/dictionary.ts'
import { frame } from '../../packages/vault/src/frame.ts'
import { openPart, sealPart } from '../../packages/vault/src/part.ts'
import { SubjectKey, sealKeysOf } from '../../packages/vault/src/subjectKey.ts'

const place = { deployment: 'test', tenant: 'clinicclinic', subject: 'p'.repeat(26) }
const record = { type: 'Observation', id: 'o'.repeat(26) }
const refused = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })

/** The same 64 bytes for every place, so that only the place can be what is refused. */
function keyAt(change: Partial<typeof place> = {}): SubjectKey {
  return new SubjectKey({ ...place, ...change }, [{ version: 1, from: 0, key: Buffer.alloc(64, 9) }], Date.now)
}

const json = '{"status":"final"}'
const plain = { classId: 7, json, compression: 'none' } as const
const part = () => sealPart({ key: keyAt(), ...record }, plain)

test('the dictionary never changes: parts were deflated with it', () => {
  expect(dictionary).toHaveLength(3_500)
  expect(hash('sha256', dictionary)).toBe('ea5b207307aac44feb06d605122acf33038beed1bd969ad219d99f54545bc111')
})

describe('a sealed part', () => {
  test('is 33 bytes longer than its JSON and starts 01 00 0001 07', () => {
    expect(part().length - json.length).toBe(33)
    expect(part().subarray(0, 5).toString('hex')).toBe('0100000107')
  })

  test('never has the same nonce or bytes twice', () => {
    const sealed = Array.from({ length: 200 }, () => part().toString('hex'))
    expect(new Set(sealed.map((text) => text.slice(10, 34))).size).toBe(200)
    expect(sealed.some((text) => text.includes(Buffer.from('final').toString('hex')))).toBe(false)
  })

  test('moved to another patient does not open', () => {
    expect(() => openPart({ key: keyAt({ subject: 'q'.repeat(26) }), ...record }, part())).toThrow(refused)
  })

  test('moved to another tenant does not open', () => {
    expect(() => openPart({ key: keyAt({ tenant: 'otherotherot' }), ...record }, part())).toThrow(refused)
  })

  test('moved to another deployment does not open', () => {
    expect(() => openPart({ key: keyAt({ deployment: 'live' }), ...record }, part())).toThrow(refused)
  })

  test('moved to another record or type does not open', () => {
    expect(() => openPart({ key: keyAt(), ...record, id: 'x'.repeat(26) }, part())).toThrow(refused)
    expect(() => openPart({ key: keyAt(), ...record, type: 'Encounter' }, part())).toThrow(refused)
  })

  test('with one bit of any byte changed does not open', () => {
    const sealed = part()
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flipped = Buffer.from(sealed)
      flipped[bit >> 3] = (sealed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => openPart({ key: keyAt(), ...record }, flipped), `bit ${bit}`).toThrow(refused)
    }
  })

  test('cut at any byte, or with a byte appended, does not open', () => {
    const sealed = part()
    for (let end = 0; end < sealed.length; end += 1) {
      expect(() => openPart({ key: keyAt(), ...record }, sealed.subarray(0, end)), `${end} bytes`).toThrow(refused)
    }
    expect(() => openPart({ key: keyAt(), ...record }, Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow(refused)
  })

  test('of an unknown format, flag or key version does not open, though its tag is right', () => {
    for (const head of ['0200000107', '0102000107', '0103000107', '0180000107', '0100000207', '0100010107']) {
      expect(() => openPart({ key: keyAt(), ...record }, forged(head, Buffer.from(json)))).toThrow(refused)
    }
    expect(openPart({ key: keyAt(), ...record }, forged('0100000107', Buffer.from(json)))).toBe(json)
  })

  test('that inflates to more than 4 MiB, or does not inflate, does not open', () => {
    const bomb = deflateRawSync(Buffer.alloc(4 * 1024 * 1024 + 1))
    expect(() => openPart({ key: keyAt(), ...record }, forged('0101000107', bomb))).toThrow(refused)
    expect(() => openPart({ key: keyAt(), ...record }, forged('0101000107', Buffer.from('ff', 'hex')))).toThrow(refused)
  })

  test('is refused at sealing above 4 MiB or with a class id outside 1 to 255', () => {
    const input = expect.objectContaining({ code: 'ERR_VAULT_INPUT' })
    const long = 'x'.repeat(4 * 1024 * 1024 + 1)
    expect(() => sealPart({ key: keyAt(), ...record }, { ...plain, json: long })).toThrow(input)
    for (const classId of [0, 256, 1.5, Number.NaN]) {
      expect(() => sealPart({ key: keyAt(), ...record }, { ...plain, classId })).toThrow(input)
    }
  })

  test('opens to what was sealed, deflated only where that is shorter', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 1, max: 255 }), (text, classId) => {
        const of = { key: keyAt(), ...record }
        const sealed = sealPart(of, { classId, json: text, compression: 'deflate' })
        const length = Buffer.byteLength(text)
        const shorter = Math.min(length, deflateRawSync(text, { level: 9, dictionary }).length)
        expect(sealed.length).toBe(33 + shorter)
        expect(sealed[1]).toBe(shorter < length ? 3 : 0)
        expect(openPart(of, sealed)).toBe(text)
      }),
    )
  })
})

/** A part with a right tag over any head. */
function forged(head: string, plaintext: Buffer): Buffer {
  const bytes = Buffer.from(head, 'hex')
  const aad = frame('wg.part', [...Object.values(place), record.type, record.id], bytes)
  return seal({ key: sealKeysOf(keyAt()).newest.key, head: bytes, plaintext, aad })
}

import { createSecretKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decrypt, encrypt, open, openKey } from '../../packages/vault/src/aesGcm.ts'
import { derive } from '../../packages/vault/src/derive.ts'
import { keyedHash } from '../../packages/vault/src/identifiers.ts'
import wycheproof from './wycheproof.json' with { type: 'json' }

const { aesGcm, hmac, hkdf } = wycheproof
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const refused = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })

test('no case of the source is lost: each is here or left out for a reason that is written down', () => {
  for (const { tests, cases, leftOut } of [aesGcm, hmac, hkdf]) {
    const left = leftOut.reduce((sum, { cases }) => sum + cases, 0)
    expect(new Set(cases.map(({ tcId }) => tcId)).size + left).toBe(tests)
  }
})

describe('AES-256-GCM', () => {
  const cases = aesGcm.cases.map(({ key, iv, aad, msg, ct, tag, ...rest }) => ({
    ...rest,
    key: createSecretKey(hex(key)),
    nonce: hex(iv),
    aad: hex(aad),
    plaintext: hex(msg),
    sealed: hex(ct + tag),
  }))
  const ours = cases.filter(({ nonce }) => nonce.length === 12)
  const others = cases.filter(({ nonce }) => nonce.length !== 12)
  const name = '$tcId $comment'

  test.for(ours.filter(({ result }) => result === 'valid'))(`seals and opens ${name}`, (of) => {
    expect(Buffer.concat(encrypt(of))).toEqual(of.sealed)
    expect(decrypt(of)).toEqual(of.plaintext)
    const sealed = Buffer.concat([of.nonce, of.sealed])
    expect(open({ ...of, sealed })).toEqual(of.plaintext)
    expect(Buffer.from(openKey({ ...of, sealed }))).toEqual(of.plaintext)
  })

  test.for(ours.filter(({ result }) => result !== 'valid'))(`refuses ${name}`, (of) => {
    const sealed = Buffer.concat([of.nonce, of.sealed])
    expect(() => decrypt(of)).toThrow(refused)
    expect(() => open({ ...of, sealed })).toThrow(refused)
    expect(() => openKey({ ...of, sealed })).toThrow(refused)
  })

  // Whatever Wycheproof says of them: what is stored has a nonce of 96 bits.
  test.for(others)(`refuses a nonce of another length: ${name}`, (of) => {
    const sealed = Buffer.concat([of.nonce, of.sealed])
    expect(() => open({ ...of, sealed })).toThrow(refused)
    expect(() => openKey({ ...of, sealed })).toThrow(refused)
  })

  test('21 cases open, 27 do not verify, 37 have a nonce of another length', () => {
    const valid = ours.filter(({ result }) => result === 'valid').length
    expect([valid, ours.length - valid, others.length]).toEqual([21, 27, 37])
  })
})

describe('HMAC-SHA256', () => {
  // A label alone is the message as it is, a character a byte.
  const macOf = ({ key, msg }: { key: string; msg: string }): Buffer =>
    keyedHash(createSecretKey(hex(key)), hex(msg).toString('latin1'), [])

  test.for(hmac.cases)('$result: $tcId $comment', (of) => {
    const tag = hex(of.tag)
    // Tags of 128 bits are cut as record ids and payload hashes are.
    expect(macOf(of).subarray(0, tag.length).equals(tag)).toBe(of.result === 'valid')
  })
})

describe('HKDF-SHA256 without salt', () => {
  test.for(hkdf.cases)('$tcId, $size bytes', ({ ikm, info, okm }) => {
    // 32 bytes are what `derive` makes; a shorter or longer output of HKDF begins alike.
    const ours = derive(createSecretKey(hex(ikm)), hex(info).toString()).export()
    const length = Math.min(ours.length, okm.length / 2)
    expect(ours.subarray(0, length)).toEqual(hex(okm).subarray(0, length))
  })
})

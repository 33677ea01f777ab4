import { createCipheriv, createHash, createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { createVault, openDocument, openItem, type Row, verifyItem } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { open } from '../../packages/vault/src/aesGcm.ts'
import { derive } from '../../packages/vault/src/derive.ts'
import { openHanded, permitFor } from './fixture.ts'
import vectors from './vectors.json' with { type: 'json' }

function row(stored: Record<string, string | number | boolean | { base64: string }>): Row {
  const entries = Object.entries(stored).map(([name, value]) => [
    name,
    typeof value === 'object' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value,
  ])
  return Object.fromEntries(entries)
}

async function known() {
  const provider = openHanded(Buffer.from(vectors.root, 'base64'))
  const vault = createVault({ keysTable: async () => 'keys', provider, deployment: vectors.deployment })
  const keys = await vault.openTenant(vectors.tenant, vectors.rows.map(row))
  const key = keys.openSubject({ subject: vectors.patient, row: row(vectors.subjectRow) })
  return { keys, key }
}

/** A document sealed step by step from packages/vault/README.md, with the key that vectors.py has. */
function sealedAsWritten(bytes: Buffer): Buffer {
  const subject = createHash('shake256', { outputLength: 64 }).update('subject').digest()
  const lp = (field: Uint8Array) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(field.length)
    return Buffer.concat([length, field])
  }
  const head = Buffer.of(0x41, 1, 0, 1)
  const prefix = Buffer.from('7 bytes')
  const { deployment, tenant, patient, observation } = vectors
  const fields = [deployment, tenant, patient, 'Observation', observation, 'CLINICAL'].map((text) =>
    lp(Buffer.from(text)),
  )
  const info = Buffer.concat([Buffer.from('wg.document'), head, ...fields, lp(Buffer.of(7)), lp(prefix)])
  const derived = Buffer.from(hkdfSync('sha256', subject.subarray(0, 32), '', info, 64))
  const chunks: Buffer[] = []
  for (let at = 0, number = 0; at < bytes.length; at += 1024 * 1024, number += 1) {
    const isLast = at + 1024 * 1024 >= bytes.length
    const nonce = Buffer.concat([prefix, Buffer.of(0, 0, 0, number, isLast ? 1 : 0)])
    const cipher = createCipheriv('aes-256-gcm', derived.subarray(0, 32), nonce)
    chunks.push(cipher.update(bytes.subarray(at, at + 1024 * 1024)), cipher.final(), cipher.getAuthTag())
  }
  return Buffer.concat([head, derived.subarray(32), prefix, ...chunks])
}

describe('what another implementation of the formats made', () => {
  test('tenant rows, a subject key and both parts of an item open', async () => {
    const { key } = await known()
    const { tenant, patient, observation: id } = vectors
    const permit = permitFor({ tenant, type: 'Observation', id, patient, classes: ['CLINICAL', 'OPAQUE'] })
    const of = { key, table: 'records', row: row(vectors.item), type: 'Observation', id }
    verifyItem(of)
    expect(openItem({ permit, ...of })).toEqual({ CLINICAL: vectors.clinical, OPAQUE: vectors.opaque })
  })

  test('a document opens, and one of three chunks that is sealed as the README says', async () => {
    const { key } = await known()
    const { tenant, patient, observation: id, sealedDocument, document } = vectors
    const permit = permitFor({ tenant, type: 'Observation', id, patient, classes: ['CLINICAL'] })
    const of = { permit, key, type: 'Observation', id, class: { name: 'CLINICAL', id: 7 } }
    const opened = async (sealed: Uint8Array) => {
      const all: Uint8Array[] = []
      const stored = async function* () {
        yield sealed
      }
      for await (const bytes of openDocument(of, stored())) all.push(bytes)
      return Buffer.concat(all)
    }
    expect((await opened(Buffer.from(sealedDocument, 'base64'))).toString()).toBe(document)
    const long = Buffer.alloc(2 * 1024 * 1024 + 3, 'x')
    expect((await opened(sealedAsWritten(long))).equals(long)).toBe(true)
  })

  test('a row of every attribute type has the same item MAC', async () => {
    const { keys } = await known()
    const { m, ...attributes } = row(vectors.protected)
    expect(Buffer.from((keys.protect({ table: 'directory', row: attributes }).m ?? '') as Uint8Array)).toEqual(
      Buffer.from(m as Uint8Array),
    )
  })

  test('record id, session hash, payload hash, index token and code token are the same', async () => {
    const { keys } = await known()
    const { patient } = vectors
    expect(keys.recordId({ system: 'urn:source', type: 'Patient', id: 'MRN-1' })).toBe(vectors.recordId)
    expect(keys.sessionHash('session-1')).toBe(vectors.sessionHash)
    const hash = keys.payloadHash({ purpose: 'import', payload: Buffer.from('payload') })
    expect(Buffer.from(hash).toString('hex')).toBe(vectors.payloadHash)
    expect(keys.indexTokens({ index: 'Patient.name', values: ['ward', '1970-01-01'] })[0].token).toBe(
      vectors.indexToken,
    )
    expect(keys.codeToken({ patient, code: '8867-4' })).toBe(vectors.codeToken)
  })

  test("labels open, and an author's token is the same", async () => {
    const { keys } = await known()
    const { patient, observation: id } = vectors
    const of = { patient, type: 'Observation', id }
    for (const [segments, , label] of vectors.labels) expect(keys.openLabel({ ...of, label })).toBe(segments)
    expect(keys.authorToken({ ...of, actor: 'dora' })).toBe(vectors.authorToken)
  })

  test('chart order is the same from the year 1 on', async () => {
    const { keys } = await known()
    for (const [time, order] of vectors.order) {
      expect(keys.order({ patient: vectors.patient, time: Number(time) })).toBe(order)
    }
  })

  test('the audit key of a chain is the same and a sealed cursor opens', async () => {
    const { keys } = await known()
    const mac = createHmac('sha256', keys.auditKeys(vectors.chain).newest.key).update('record').digest('hex')
    expect(mac).toBe(vectors.auditMac)
    expect(keys.openCursor(vectors.cursor, 'ann')).toBe('R#ob#1')
  })
})

describe('published vectors through the adapters', () => {
  test('RFC 5869 test case 3 (HKDF-SHA256 without salt and info)', () => {
    const okm = derive(createSecretKey(Buffer.alloc(22, 0x0b)), '')
      .export()
      .toString('hex')
    expect(okm).toBe('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d')
  })

  // McGrew and Viega, The Galois/Counter Mode of Operation, test case 16.
  const gcm = {
    key: createSecretKey(Buffer.from('feffe9928665731c6d6a8f9467308308'.repeat(2), 'hex')),
    nonce: 'cafebabefacedbaddecaf888',
    ciphertext:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
    aad: Buffer.from('feedfacedeadbeeffeedfacedeadbeefabaddad2', 'hex'),
  }

  test('GCM test case 16 opens', () => {
    const sealed = Buffer.from(gcm.nonce + gcm.ciphertext + gcm.tag, 'hex')
    expect(open({ key: gcm.key, sealed, aad: gcm.aad }).toString('hex')).toBe(
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    )
  })

  test('GCM test case 16 with its tag truncated, zeroed or flipped does not open', () => {
    for (const tag of [gcm.tag.slice(0, 8), gcm.tag.slice(0, 30), '00'.repeat(16), `f7${gcm.tag.slice(2)}`, '']) {
      const sealed = Buffer.from(gcm.nonce + gcm.ciphertext + tag, 'hex')
      expect(() => open({ key: gcm.key, sealed, aad: gcm.aad })).toThrow('not what was sealed')
    }
  })
})

import { hash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { believe, RowWalk } from '@wardgraph/audit'
import { newIndexRoot, type Row, renewItem, renewRow, sealDocument, sealItem } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { dictionary } from '../../packages/vault/src/dictionary.ts'
import { binary, flips } from './fixture.ts'
import { fileOf, folderHash, formats, isPart, openFolder, openRecord, rowOf } from './formatFolder.ts'

/** Every released version of the formats, and the hash of its folder: a line is added with a version, and none is changed. */
const RELEASED: Readonly<Record<string, string>> = {
  '1': 'edba257aa9ffa95f40bc833ab77394ded80b918ab9e6c033b675b7a4670e4624',
}
const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })

test('every released version has its folder, as it was made', () => {
  const found = readdirSync(formats).map((version) => [version, folderHash(version)])
  expect(Object.fromEntries(found)).toEqual(RELEASED)
})

test('the dictionary of flag 3 is the one of version 1', () => {
  expect(dictionary.equals(fileOf('1', 'dictionary.bin'))).toBe(true)
})

test('what is written now has a form that the newest version has', async () => {
  const { keys, records, tenantRows, subjects, documents, stored } = await openFolder(
    Object.keys(RELEASED).at(-1) ?? '',
  )
  const known = new Set([
    ...[...tenantRows, ...[...records, ...subjects].map(({ row }) => row)].flatMap(formsOf),
    ...documents.map(({ sealed }) => form('document', sealed, 2)),
    ...stored.cursors.map(({ text }) => form('cursor', Buffer.from(text, 'base64url'), 1)),
  ])
  const { row: subjectRow, key } = keys.createSubject('staff')
  const of = { key, type: 'Practitioner', id: 'a' }
  const parts = { SHORT: { id: 1, value: 'short' }, LONG: { id: 2, value: 'long '.repeat(99) } }
  const item = sealItem({ ...of, table: 'records', row: { pk: 'p', sk: 's' }, parts, compress: new Set(['LONG']) })
  const { value: head } = await sealDocument({ ...of, class: { name: 'STAFF', id: 1 } }, noBytes()).next()
  const written = [
    ...[subjectRow, item, newIndexRoot(keys, 0)].flatMap(formsOf),
    form('document', head ?? new Uint8Array(), 2),
    form('cursor', Buffer.from(keys.sealCursor('place', 'ann'), 'base64url'), 1),
  ]
  expect(written.filter((one) => !known.has(one))).toEqual([])
})

/** The bytes that say in which form something is: of a part and a wrapped key the format and the flags. */
const form = (what: string, bytes: Uint8Array, length: number) =>
  `${what} ${Buffer.from(bytes).toString('hex', 0, length)}`

function formsOf(row: Row): readonly string[] {
  return Object.keys(row).flatMap((name) => {
    if (name === 'm') return [form('mac', binary(row, name), 1)]
    if (isPart(name)) return [form('part', binary(row, name), 2)]
    return /^k[0-9]*$/.test(name) ? [form('key', binary(row, name), 2)] : []
  })
}

async function* noBytes() {}

/** The version of the key that a row names. */
const boundBy = (row: Row) => Buffer.from(binary(row, 'm')).readUInt16BE(1)

describe.each(Object.keys(RELEASED))('what version %s stored', (version) => {
  test('opens: keys of subjects, or that they were destroyed', async () => {
    const { keys, subjects, expected } = await openFolder(version)
    const opened = subjects.map((one) => {
      try {
        keys.openSubject(one)
        return 'open'
      } catch (error) {
        return (error as { code?: unknown }).code
      }
    })
    expect(opened).toEqual(expected.subjects)
  })

  test('opens: records of every flag and key version, their postings and the hashes that the trail has of them', async () => {
    const { keys, records, expected } = await openFolder(version)
    expect(records.map((record) => openRecord(keys, record))).toEqual(expected.records)
  })

  test('opens: documents of three chunks and one, and an empty one', async () => {
    const { documents, expected } = await openFolder(version)
    const opened = await Promise.all(documents.map(({ sealed, open }) => open(sealed)))
    expect(opened.map((bytes) => ({ length: bytes.length, sha256: hash('sha256', bytes) }))).toEqual(expected.documents)
  })

  test('opens: cursors', async () => {
    const { keys, stored, expected } = await openFolder(version)
    expect(stored.cursors.map(({ aad, text }) => keys.openCursor(text, aad))).toEqual(expected.cursors)
  })

  test('verifies: rows without a subject', async () => {
    const { keys, rows } = await openFolder(version)
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) keys.verify(row)
  })

  test('verifies: an audit chain under a root that is replaced and those after it', async () => {
    const { keys, tenant, stored, expected } = await openFolder(version)
    const [, , chain = ''] = String(stored.audit[0]?.pk).split('#')
    const rows = stored.audit.map(rowOf)
    expect(rows.map((row) => believe(row, keys.auditKeys(chain)))).toEqual(expected.audit)
    const walk = new RowWalk({ tenant, chain, keys: keys.auditKeys(chain) })
    for (const row of rows) walk.add(row)
    expect(walk.end()).toMatchObject({ anomalies: [], head: { seq: rows.length - 1, records: rows.length } })
  })

  test('is derived as it was: ids, hashes, order, labels and tokens', async () => {
    const { keys, expected } = await openFolder(version)
    const { answers } = expected
    for (const [of, is] of answers.recordId) expect(keys.recordId(of)).toBe(is)
    for (const [of, is] of answers.sessionHash) expect(keys.sessionHash(of)).toBe(is)
    for (const [of, is] of answers.payloadHash) expect(Buffer.from(keys.payloadHash(of)).toString('hex')).toBe(is)
    for (const [of, is] of answers.order) expect(keys.order(of)).toBe(is)
    for (const [of, is] of answers.codeToken) expect(keys.codeToken(of)).toBe(is)
    for (const [of, is] of answers.openLabel) expect(keys.openLabel(of)).toBe(is)
    for (const [of, is] of answers.authorToken) expect(keys.authorToken(of)).toBe(is)
    for (const [of, is] of answers.indexTokens) expect(keys.indexTokens(of)).toEqual(is)
  })

  test('moves forward: what is under older keys is renewed once, and opens to the same', async () => {
    const { keys, records, expected, rows, tenantRows, subjects } = await openFolder(version)
    for (const [at, record] of records.entries()) {
      const row = renewItem({ ...record.of, row: record.row, isPart, changes: {} }) ?? record.row
      expect(boundBy(row)).toBe(boundBy(sealItem({ ...record.of, row: { pk: 'p', sk: 's' }, parts: {} })))
      expect(renewItem({ ...record.of, row, isPart, changes: {} })).toBeUndefined()
      const { parts, kept } = openRecord(keys, { ...record, row })
      expect({ parts, kept }).toEqual({ parts: expected.records[at]?.parts, kept: expected.records[at]?.kept })
    }
    const ofKeys = [...tenantRows, ...subjects.map(({ row }) => row)].map((row) => ({ table: 'keys', row }))
    const newest = boundBy(keys.protect({ table: 'directory', row: { pk: 'p', sk: 's' } }))
    // A root is replaced, not renewed.
    for (const { table, row } of [...rows, ...ofKeys.filter((one) => one.row.b === undefined)]) {
      const next = renewRow(keys, { table, row, changes: {} }) ?? row
      keys.verify({ table, row: next })
      expect(boundBy(next)).toBe(newest)
      expect(renewRow(keys, { table, row: next, changes: {} })).toBeUndefined()
    }
  })

  describe('with one bit flipped is refused', () => {
    test('in rows of keys', async () => {
      const { vault, tenant, tenantRows, keys, subjects } = await openFolder(version)
      for (const [at, row] of tenantRows.entries()) {
        for (const flipped of flips(row)) {
          await expect(vault.openTenant(tenant, tenantRows.with(at, flipped.row)), flipped.name).rejects.toThrow(
            integrity,
          )
        }
      }
      for (const { subject, row } of subjects) {
        for (const flipped of flips(row)) {
          expect(() => keys.openSubject({ subject, row: flipped.row }), flipped.name).toThrow(integrity)
        }
      }
    })

    test('in records and rows without a subject', async () => {
      const { keys, records, rows } = await openFolder(version)
      for (const { row, open } of records) {
        for (const flipped of flips(row)) expect(() => open(flipped.row), flipped.name).toThrow(integrity)
      }
      for (const { table, row } of rows) {
        for (const flipped of flips(row)) {
          expect(() => keys.verify({ table, row: flipped.row }), flipped.name).toThrow(integrity)
        }
      }
    })

    test('in documents: each byte of the head and the last tag, and one of every 64 KiB', async () => {
      const { documents } = await openFolder(version)
      for (const { sealed, open } of documents) {
        for (let at = 0; at < sealed.length; at += at < 43 || at >= sealed.length - 16 ? 1 : 65_536) {
          const copy = Buffer.from(sealed)
          copy[at] = (sealed[at] ?? 0) ^ (1 << (at % 8))
          await expect(open(copy), `byte ${at}`).rejects.toThrow(integrity)
        }
      }
    })

    test('in cursors and audit rows', async () => {
      const { keys, stored } = await openFolder(version)
      for (const { aad, text } of stored.cursors) {
        for (const { row } of flips({ text, aad })) {
          expect(keys.openCursor(String(row.text), String(row.aad))).toBeUndefined()
        }
      }
      const [, , chain = ''] = String(stored.audit[0]?.pk).split('#')
      for (const row of stored.audit.map(rowOf)) {
        for (const flipped of flips(row)) {
          expect(believe(flipped.row, keys.auditKeys(chain)), flipped.name).toBeUndefined()
        }
      }
    })
  })
})

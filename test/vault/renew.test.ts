import { randomBytes } from 'node:crypto'
import {
  createVault,
  findType,
  isOutdated,
  type KeyProvider,
  memoryKeyProvider,
  openItem,
  type Row,
  renewItem,
  renewLargePart,
  renewRow,
  replacedRoot,
  sealItem,
  sealLargePart,
  type TenantKeys,
  withNewVersion,
  withoutOldVersions,
} from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { binary, deployment, flips, permitFor, without } from './fixture.ts'

const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })
const tenant = 'clinicclinic'
const table = 'directory'
const plain = { pk: `${tenant}#U#ann`, sk: 'A', role: 'NURSE', w: 3 }
const FROM = 10_000
const version = (row: Row) => Buffer.from(binary(row, 'm')).readUInt16BE(1)

/** A tenant whose second root is written with from FROM on, by a clock that the test sets. */
async function rotating() {
  const clock = { now: 1 }
  const counted = counting(memoryKeyProvider())
  const vault = createVault({ keysTable: async () => 'keys', provider: counted, deployment, now: () => clock.now })
  const { rows, keys: old } = await vault.createTenant(tenant)
  const second = await vault.createRoot(tenant, { version: 2, from: FROM })
  return { clock, counted, vault, rows, old, second, keys: await vault.openTenant(tenant, [...rows, second]) }
}

function counting(provider: KeyProvider): KeyProvider & { calls: number } {
  return {
    calls: 0,
    generate: provider.generate,
    decrypt(...of) {
      this.calls += 1
      return provider.decrypt(...of)
    },
  }
}

describe('a tenant with two roots', () => {
  test('writes with the second once its time has come, and reads what either has bound', async () => {
    const { clock, keys, old } = await rotating()
    const before = keys.protect({ table, row: plain })
    expect(version(before)).toBe(1)
    clock.now = FROM
    const after = keys.protect({ table, row: plain })
    expect(version(after)).toBe(2)
    for (const row of [before, after]) keys.verify({ table, row })
    // Whoever opened the keys before there was a second root: why it is not written with at once.
    expect(() => old.verify({ table, row: after })).toThrow(integrity)
  })

  test('opens what the first has wrapped, cursors and chains too', async () => {
    const { clock, keys, old, rows } = await rotating()
    const cursor = old.sealCursor('R#1', 'ann')
    const subject = old.createSubject('staff').row
    clock.now = FROM
    expect(keys.openCursor(cursor, 'ann')).toBe('R#1')
    expect(keys.openCursor(keys.sealCursor('R#2', 'ann'), 'ann')).toBe('R#2')
    keys.openSubject({ subject: 'staff', row: subject })
    const of = { system: 'urn:test', type: 'Patient', id: 'MRN-1' }
    expect(keys.recordId(of)).toBe(old.recordId(of))
    const { newest, at } = keys.auditKeys('c'.repeat(26))
    expect(newest.version).toBe(2)
    expect(at(1)?.equals(old.auditKeys('c'.repeat(26)).newest.key)).toBe(true)
    expect(at(3)).toBeUndefined()
    expect(rows).toHaveLength(4)
  })

  test('binds a row anew without changing what it says, once', async () => {
    const { clock, keys } = await rotating()
    const before = keys.protect({ table, row: plain })
    clock.now = FROM
    const renewed = renewRow(keys, { table, row: before, changes: { w: 4 } })
    if (renewed === undefined) return expect.unreachable()
    const { m: _, ...said } = renewed
    expect(said).toEqual({ ...plain, w: 4 })
    expect(version(renewed)).toBe(2)
    expect(renewRow(keys, { table, row: renewed, changes: { w: 5 } })).toBeUndefined()
    for (const { row } of flips(before)) expect(() => renewRow(keys, { table, row, changes: {} })).toThrow(integrity)
  })

  test('once everything is renewed replaces the first: one KMS call, nothing more under it, its chains still verify', async () => {
    const { clock, counted, vault, keys, rows, second, old } = await rotating()
    const subject = old.createSubject('staff').row
    const bound = old.protect({ table, row: plain })
    clock.now = FROM
    const renewed = [...rows, subject].map((row) => renewRow(keys, { table: 'keys', row, changes: { w: 2 } }) ?? row)
    const [root, ...others] = renewed
    if (root === undefined) return expect.unreachable()
    for (const row of others) expect([row.sk, version(row)]).toEqual([row.sk, 2])
    const replaced = replacedRoot(keys, root, { w: 2 })
    expect(Object.keys(replaced).sort()).toEqual(['k', 'm', 'pk', 'sk', 'w'])
    counted.calls = 0
    const alone = await vault.openTenant(tenant, [replaced, second, ...others.slice(0, 3)])
    expect(counted.calls).toBe(1)
    alone.openSubject({ subject: 'staff', row: others[3] ?? {} })
    expect(() => alone.verify({ table, row: bound })).toThrow(integrity)
    expect(() => alone.openSubject({ subject: 'staff', row: subject })).toThrow(integrity)
    const chain = 'c'.repeat(26)
    expect(alone.auditKeys(chain).at(1)?.equals(old.auditKeys(chain).newest.key)).toBe(true)
    expect(() => replacedRoot(keys, second, {})).toThrow(expect.objectContaining({ code: 'ERR_VAULT_INPUT' }))
    // A third root takes over what the first is wrapped in.
    const third = await vault.createRoot(tenant, { version: 3, from: FROM })
    const next = await vault.openTenant(tenant, [replaced, second, third, ...others.slice(0, 3)])
    const again = renewRow(next, { table: 'keys', row: replaced, changes: {} })
    const secondGone = replacedRoot(next, second, {})
    const lasting = others.slice(0, 3).map((row) => renewRow(next, { table: 'keys', row, changes: {} }) ?? row)
    const last = await vault.openTenant(tenant, [again ?? {}, secondGone, third, ...lasting])
    expect(last.auditKeys(chain).at(1)?.equals(old.auditKeys(chain).newest.key)).toBe(true)
  })
})

/** A patient's observation with a label of hashes beside its part, and what opens it. */
function observed(keys: TenantKeys, subjectRow: Row) {
  const patient = String(subjectRow.pk).split('#')[3] ?? ''
  const of = { table: 'records', type: 'Observation', id: 'o'.repeat(26) }
  const key = keys.openSubject({ subject: patient, row: subjectRow })
  const permit = permitFor({ tenant, type: of.type, id: of.id, patient, classes: ['CLINICAL', 'OPAQUE'] })
  return { of, key, open: (row: Row) => openItem({ ...of, key, permit, row }) }
}

const classes = new Set(['CLINICAL', 'OPAQUE'])
const isPart = (name: string) => classes.has(name)
const parts = { CLINICAL: { id: 7, value: { note: 'Größe' } }, OPAQUE: { id: 15, value: { text: 'a'.repeat(500) } } }

/** A patient whose key has a second version from FROM on, and a row from before it. */
async function resealing() {
  const clock = { now: 1 }
  const vault = createVault({
    keysTable: async () => 'keys',
    provider: memoryKeyProvider(),
    deployment,
    now: () => clock.now,
  })
  const { keys } = await vault.createTenant(tenant)
  const { row: first } = keys.createSubject(keys.recordId({ system: '', type: 'Patient', id: '1' }))
  const before = observed(keys, first)
  const row = { pk: 'p', sk: 'R#ob#o', v: 1, w: 1, x: Uint8Array.of(1, 0, 0, 1, 7) }
  const item = sealItem({ ...before.of, key: before.key, row, parts, compress: new Set(['OPAQUE']) })
  const both = withNewVersion(keys, { row: first, from: FROM, changes: { w: 2 } })
  return { clock, keys, first, both, before, item, row, after: observed(keys, both) }
}

/** A row that names a document of its OPAQUE, which deflates to nearly as much as it is. */
async function inDocument({ after, row }: Pick<Awaited<ReturnType<typeof resealing>>, 'after' | 'row'>) {
  const document = { ...after.of, key: after.key, class: { name: 'OPAQUE', id: 15 } }
  const large = await sealLargePart(document, { text: randomBytes(60_000).toString('base64') })
  const { name, bytes } = large ?? expect.unreachable()
  const named = sealItem({ ...after.of, key: after.key, row, parts: { OPAQUE: { document: name } } })
  return { document, name, bytes, named }
}

describe('a subject with two keys', () => {
  test('seals with the second once its time has come, and opens what either has sealed', async () => {
    const { clock, both, before, after, item, row } = await resealing()
    expect(Object.keys(both).sort()).toEqual(['f2', 'k1', 'k2', 'm', 'pk', 'sk', 'w'])
    expect(version(sealItem({ ...after.of, key: after.key, row, parts }))).toBe(1)
    clock.now = FROM
    const newer = sealItem({ ...after.of, key: after.key, row, parts })
    expect([version(newer), Buffer.from(binary(newer, 'CLINICAL')).readUInt16BE(2)]).toEqual([2, 2])
    for (const one of [item, newer])
      expect(after.open(one)).toEqual({ CLINICAL: parts.CLINICAL.value, OPAQUE: parts.OPAQUE.value })
    expect(() => before.open(newer)).toThrow(integrity)
  })

  test('seals a row anew: the same content, as long as it was, other bytes, and nothing else of it changed', async () => {
    const { clock, after, item } = await resealing()
    clock.now = FROM
    const renewed = renewItem({ ...after.of, key: after.key, row: item, isPart, changes: { w: 2 } })
    if (renewed === undefined) return expect.unreachable()
    expect(after.open(renewed)).toEqual(after.open(item))
    for (const name of classes) {
      expect(binary(renewed, name)).toHaveLength(binary(item, name).length)
      expect(binary(renewed, name)).not.toEqual(binary(item, name))
      expect(Buffer.from(binary(renewed, name)).readUInt16BE(2)).toBe(2)
    }
    expect({ ...renewed, CLINICAL: 0, OPAQUE: 0, m: 0 }).toEqual({ ...item, CLINICAL: 0, OPAQUE: 0, m: 0, w: 2 })
    expect(renewItem({ ...after.of, key: after.key, row: renewed, isPart, changes: { w: 3 } })).toBeUndefined()
  })

  test('renews a row of which a part alone is old, and none that is not what was written', async () => {
    const { clock, after, item, row } = await resealing()
    clock.now = FROM
    const newer = sealItem({ ...after.of, key: after.key, row: { ...row, w: 2 }, parts: { CLINICAL: parts.CLINICAL } })
    const mixed = without({ ...newer, OPAQUE: binary(item, 'OPAQUE') }, 'm')
    const bound = sealItem({ ...after.of, key: after.key, row: mixed, parts: {} })
    const renewed = renewItem({ ...after.of, key: after.key, row: bound, isPart, changes: {} })
    expect(Buffer.from(binary(renewed ?? {}, 'OPAQUE')).readUInt16BE(2)).toBe(2)
    for (const { row: flipped } of flips(item))
      expect(() => renewItem({ ...after.of, key: after.key, row: flipped, isPart, changes: {} })).toThrow(integrity)
    const other = { ...after.of, type: 'Condition' }
    expect(() => renewItem({ ...other, key: after.key, row: item, isPart, changes: {} })).toThrow(integrity)
  })

  test('renews a row that names a document only with the name of one that is sealed anew', async () => {
    const { clock, after, row } = await resealing()
    const { document, named, bytes, name } = await inDocument({ after, row })
    clock.now = FROM
    expect(isOutdated(after.key, name)).toBe(true)
    const of = { ...after.of, key: after.key, row: named, isPart, changes: { w: 2 } }
    expect(() => renewItem(of)).toThrow(expect.objectContaining({ code: 'ERR_VAULT_INPUT' }))
    expect(() => renewItem({ ...of, documents: { OPAQUE: name } })).toThrow(/cannot seal/)
    const next = await renewLargePart({ ...document, name }, bytes)
    expect(isOutdated(after.key, next.name)).toBe(false)
    const renewed = renewItem({ ...of, documents: { OPAQUE: next.name } })
    expect(renewed).toMatchObject({ OPAQUE: next.name, w: 2 })
    expect(renewItem({ ...of, row: renewed ?? {} })).toBeUndefined()
  })

  test('without its first version opens nothing that is under it', async () => {
    const { clock, keys, both, after, item } = await resealing()
    clock.now = FROM
    const renewed = renewItem({ ...after.of, key: after.key, row: item, isPart, changes: { w: 2 } }) ?? {}
    const alone = withoutOldVersions(keys, { row: both, changes: { w: 3 } })
    expect(Object.keys(alone).sort()).toEqual(['f2', 'k2', 'm', 'pk', 'sk', 'w'])
    const { open } = observed(keys, alone)
    expect(open(renewed)).toEqual(after.open(item))
    expect(() => open(item)).toThrow(integrity)
  })
})

test('the type of a row that does not say it is the one under which it opens, or its document would', async () => {
  const { after, item, row } = await resealing()
  const { named } = await inDocument({ after, row })
  const of = { ...after.of, key: after.key, isPart, classes: { OPAQUE: { id: 15 } } }
  for (const one of [item, named]) {
    expect(findType({ ...of, row: one, types: ['Condition', 'Observation', 'Procedure'] })).toBe('Observation')
    expect(findType({ ...of, row: one, types: ['Condition'] })).toBeUndefined()
  }
  expect(() => findType({ ...of, row: named, classes: {}, types: ['Observation'] })).toThrow(integrity)
})

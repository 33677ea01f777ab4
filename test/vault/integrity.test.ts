import { createVault, openItem, type Row, resealItem, sealItem, verifyItem } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { binary, clinic, flips, openHanded, table, without } from './fixture.ts'

const refused = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })

describe('a stored item', () => {
  test('with one bit of any byte of any attribute changed does not open', async () => {
    const { item, open, content } = await clinic()
    expect(open(item)).toEqual(content)
    let count = 0
    for (const flip of flips(item)) {
      expect(() => open(flip.row), flip.name).toThrow(refused)
      count += 1
    }
    expect(count).toBeGreaterThan(200)
  })

  test('with the end of the widest text or of the longest number changed does not open', async () => {
    const { of, row, parts, content, open } = await clinic()
    const longest = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`n${i}`, Number.MIN_SAFE_INTEGER]))
    const widest = '\uffff'.repeat(1_000)
    const item = sealItem({ ...of, row: { ...row, ...longest, z: `${widest}a` }, parts })
    expect(open(item)).toEqual(content)
    expect(() => open({ ...item, z: `${widest}b` })).toThrow(refused)
    expect(() => open({ ...item, n19: Number.MIN_SAFE_INTEGER + 1 })).toThrow(refused)
  })

  test('with an attribute removed does not open', async () => {
    const { item, open } = await clinic()
    for (const name of Object.keys(item)) expect(() => open(without(item, name)), name).toThrow(refused)
  })

  test('with an attribute added does not open', async () => {
    const { item, open } = await clinic()
    for (const value of ['', 0, false, new Uint8Array(0)]) {
      expect(() => open({ ...item, extra: value })).toThrow(refused)
      expect(() => open({ ...item, A: value })).toThrow(refused)
    }
  })

  test('with an attribute renamed does not open', async () => {
    const { item, open } = await clinic()
    for (const [name, value] of Object.entries(item)) {
      expect(() => open({ ...without(item, name), [`${name}x`]: value }), name).toThrow(refused)
    }
  })

  test('with an attribute retyped does not open', async () => {
    const { item, open } = await clinic()
    expect(() => open({ ...item, v: '1' })).toThrow(refused)
    expect(() => open({ ...item, open: 'true' })).toThrow(refused)
    expect(() => open({ ...item, open: 1 })).toThrow(refused)
    expect(() => open({ ...item, open: Uint8Array.of(1) })).toThrow(refused)
    expect(() => open({ ...item, pk: Buffer.from(String(item.pk)) })).toThrow(refused)
    expect(() => open({ ...item, m: Buffer.from(binary(item, 'm')).toString('latin1') })).toThrow(refused)
  })

  test('with what no row may hold does not open', async () => {
    const { item, open } = await clinic()
    for (const v of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, null, undefined, {}, 1n]) {
      expect(() => open({ ...item, v } as unknown as Row)).toThrow(refused)
    }
    expect(() => open(JSON.parse('{"__proto__":"x","pk":"a","sk":"b"}'))).toThrow(refused)
  })

  test('with its item MAC truncated, lengthened or of another format or version does not open', async () => {
    const { item, open } = await clinic()
    const m = Buffer.from(binary(item, 'm'))
    const damaged = [m.subarray(0, 34), m.subarray(0, 3), Buffer.alloc(0), Buffer.concat([m, Buffer.alloc(1)])]
    for (const other of damaged) expect(() => open({ ...item, m: other })).toThrow(refused)
  })

  test('mixed from an older and a newer state of itself does not open', async () => {
    const { item, open, of, parts } = await clinic()
    const newer = resealItem({
      ...of,
      row: item,
      changes: { w: 3 },
      parts: { CLINICAL: { id: 7, value: { status: 'amended' } } },
    })
    expect(open(newer)).toEqual({ VISIT: parts.VISIT.value, CLINICAL: { status: 'amended' } })
    for (const name of ['w', 'CLINICAL', 'm']) {
      expect(() => open({ ...newer, [name]: item[name] ?? '' }), name).toThrow(refused)
      expect(() => open({ ...item, [name]: newer[name] ?? '' }), name).toThrow(refused)
    }
  })

  test('moved to another table does not open', async () => {
    const { item, open } = await clinic()
    expect(() => open(item, { table: 'directory' })).toThrow(refused)
  })

  test('moved to another sort key or partition key does not open', async () => {
    const { item, open } = await clinic()
    expect(() => open({ ...item, sk: 'H#ob#x#1' })).toThrow(refused)
    expect(() => open({ ...item, pk: `${item.pk}x` })).toThrow(refused)
  })

  test('read under the key of another patient or of another tenant does not open', async () => {
    const { item, open, keys } = await clinic()
    const { key: stranger } = keys.createSubject(keys.recordId({ system: 'urn:test', type: 'Patient', id: 'MRN-2' }))
    const elsewhere = await clinic({ tenant: 'otherotherot' })
    expect(() => open(item, { key: stranger })).toThrow(refused)
    expect(() => open(item, { key: elsewhere.key })).toThrow(refused)
  })

  test('is refused by verifyItem, resealItem and openItem alike', async () => {
    const { item, of, parts, permit } = await clinic()
    const damaged = { ...of, row: { ...item, v: 2 } }
    expect(() => verifyItem(damaged)).toThrow(refused)
    expect(() => resealItem({ ...damaged, changes: {}, parts })).toThrow(refused)
    expect(() => openItem({ ...damaged, permit })).toThrow(refused)
  })
})

describe('two records of one patient', () => {
  test('with their parts exchanged do not open', async () => {
    const { item, open, of, row, parts } = await clinic()
    const other = sealItem({ ...of, row: { ...row, sk: 'R#ob#other' }, id: 'other', parts })
    expect(() => open({ ...item, CLINICAL: binary(other, 'CLINICAL') })).toThrow(refused)
    expect(() => open(other)).toThrow(refused)
  })

  test('with the parts of two classes exchanged do not open', async () => {
    const { item, open } = await clinic()
    expect(() => open({ ...item, CLINICAL: binary(item, 'VISIT'), VISIT: binary(item, 'CLINICAL') })).toThrow(refused)
  })

  test('a row without subject does not verify in another table or with a bit changed', async () => {
    const { keys, tenant } = await clinic()
    const relation = keys.protect({
      table: 'directory',
      row: { pk: `${tenant}#P#x`, sk: 'S#y', start: -5, live: true },
    })
    keys.verify({ table: 'directory', row: relation })
    expect(() => keys.verify({ table: 'sessions', row: relation })).toThrow(refused)
    for (const flip of flips(relation)) {
      expect(() => keys.verify({ table: 'directory', row: flip.row }), flip.name).toThrow(refused)
    }
  })

  test('a subject row does not verify as a row without subject, nor the reverse', async () => {
    const { keys, item, of, row } = await clinic()
    expect(() => keys.verify({ table, row: item })).toThrow(refused)
    expect(() => verifyItem({ ...of, row: keys.protect({ table, row }) })).toThrow(refused)
  })
})

test('one deployment does not open the rows of another, even with the same root', async () => {
  const provider = openHanded(Buffer.alloc(32, 7))
  const { rows } = await createVault({ keysTable: async () => 'keys', provider, deployment: 'one' }).createTenant(
    'clinicclinic',
  )
  await createVault({ keysTable: async () => 'keys', provider, deployment: 'one' }).openTenant('clinicclinic', rows)
  await expect(
    createVault({ keysTable: async () => 'keys', provider, deployment: 'two' }).openTenant('clinicclinic', rows),
  ).rejects.toThrow(refused)
})

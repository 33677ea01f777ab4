import { createVault, memoryKeyProvider, type VaultError } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { SubjectKey } from '../../packages/vault/src/subjectKey.ts'
import { binary, clinic, deployment, flips, openHanded, without } from './fixture.ts'

const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })
const missing = expect.objectContaining({ code: 'ERR_VAULT_KEYS_MISSING' })
const tenant = 'clinicclinic'

describe('a tenant', () => {
  test('opens from its stored rows with the same keys', async () => {
    const { vault, rows, keys, patient, subjectRow, item, open } = await clinic()
    const again = await vault.openTenant(tenant, [...rows].reverse())
    const of = { system: 'urn:test', type: 'Patient', id: 'MRN-1' }
    expect(again.recordId(of)).toBe(keys.recordId(of))
    expect(open(item, { key: again.openSubject({ subject: patient, row: subjectRow }) })).toEqual(open(item))
  })

  test('is stored as four rows: the KMS blob and three keys of 64 bytes wrapped', async () => {
    const { rows } = await clinic()
    expect(rows.map(({ pk, sk }) => [pk, sk])).toEqual([
      [`${tenant}#K`, 'root#1'],
      [`${tenant}#K`, 'id'],
      [`${tenant}#K`, 'shift'],
      [`${tenant}#K`, 'ix#1'],
    ])
    for (const row of rows.slice(1)) expect(binary(row, 'k').length).toBe(64)
    for (const row of rows) expect(binary(row, 'm').length).toBe(35)
  })

  test('with any key row missing does not open', async () => {
    const { vault, rows } = await clinic()
    for (const absent of rows) {
      await expect(
        vault.openTenant(
          tenant,
          rows.filter((row) => row !== absent),
        ),
      ).rejects.toThrow(missing)
    }
    await expect(vault.openTenant(tenant, [])).rejects.toThrow(missing)
  })

  test('with one bit of any key row changed does not open', async () => {
    const { vault, rows } = await clinic()
    for (const [at, row] of rows.entries()) {
      for (const flip of flips(row)) {
        const refused = flip.name === 'pk' || flip.name === 'sk' ? { code: /INTEGRITY|MISSING/ } : { code: /INTEGRITY/ }
        const code = await vault.openTenant(tenant, rows.with(at, flip.row)).catch((error: VaultError) => error.code)
        expect(code, flip.name).toMatch(refused.code)
      }
    }
  })

  test('with the keys of two rows exchanged, or a foreign row among its own, does not open', async () => {
    const { vault, rows } = await clinic()
    const [root, id, shift, ix] = rows
    if (!root || !id || !shift || !ix) return expect.unreachable()
    const swapped = [root, { ...id, k: binary(shift, 'k') }, { ...shift, k: binary(id, 'k') }, ix]
    await expect(vault.openTenant(tenant, swapped)).rejects.toThrow(integrity)
    const foreign = (await vault.createTenant('otherotherot')).rows
    await expect(vault.openTenant(tenant, [...rows, ...foreign])).rejects.toThrow(integrity)
    await expect(vault.openTenant('otherotherot', rows)).rejects.toThrow(missing)
  })

  test('with a wrapped key of unknown format, flag or root version does not open under a right MAC', async () => {
    const { vault, rows, keys } = await clinic()
    const [root, id, ...others] = rows
    if (!root || !id) return expect.unreachable()
    const { m: _, ...place } = id
    for (const at of [0, 1, 2, 3]) {
      const k = Buffer.from(binary(id, 'k'))
      k[at] = (k[at] ?? 0) ^ 0x80
      const row = keys.protect({ table: 'keys', row: { ...place, k } })
      await expect(vault.openTenant(tenant, [root, row, ...others])).rejects.toThrow(integrity)
    }
  })

  test('does not open with the root blob of another tenant', async () => {
    const { vault, rows } = await clinic()
    const [foreign] = (await vault.createTenant('otherotherot')).rows
    if (!foreign) return expect.unreachable()
    const blob = { ...rows[0], b: binary(foreign, 'b') }
    await expect(vault.openTenant(tenant, [blob, ...rows.slice(1)])).rejects.toThrow(integrity)
  })

  test('whose root has another length does not open', async () => {
    const vault = createVault({ keysTable: async () => 'keys', provider: openHanded(Buffer.alloc(31)), deployment })
    await expect(vault.createTenant(tenant)).rejects.toThrow(integrity)
  })

  test('has an id without separator', async () => {
    const vault = createVault({ keysTable: async () => 'keys', provider: memoryKeyProvider(), deployment })
    for (const id of ['', 'short', 'clinic#linic', 'CLINICCLINIC']) {
      await expect(vault.createTenant(id)).rejects.toThrow(expect.objectContaining({ code: 'ERR_VAULT_INPUT' }))
    }
  })

  test('is unavailable, with the cause kept, when the key service does not answer', async () => {
    const cause = new Error('down')
    const provider = { generate: () => Promise.reject(cause), decrypt: () => Promise.reject(cause) }
    const { rows } = await clinic()
    const unavailable = expect.objectContaining({ code: 'ERR_VAULT_UNAVAILABLE', cause })
    const vault = createVault({ keysTable: async () => 'keys', provider, deployment })
    await expect(vault.createTenant(tenant)).rejects.toThrow(unavailable)
    await expect(vault.openTenant(tenant, rows)).rejects.toThrow(unavailable)
  })

  test('zeroes the root that its provider handed over', async () => {
    const key = Buffer.alloc(32, 5)
    const provider = { ...openHanded(key), generate: async () => ({ key, blob: Uint8Array.of(1) }) }
    await createVault({ keysTable: async () => 'keys', provider, deployment }).createTenant(tenant)
    expect(key.every((byte) => byte === 0)).toBe(true)
  })
})

describe('a subject key', () => {
  test('is 96 bytes wrapped, under the place of its subject', async () => {
    const { keys, patient, subjectRow } = await clinic()
    expect(binary(subjectRow, 'k1').length).toBe(96)
    expect([subjectRow.pk, subjectRow.sk]).toEqual([`${tenant}#K#P#${patient}`, '-'])
    expect(keys.createSubject('staff').row.pk).toBe(`${tenant}#K#S#staff`)
    expect(keys.createSubject('tenant').row.pk).toBe(`${tenant}#K#S#tenant`)
    expect(() => keys.createSubject('someone')).toThrow(expect.objectContaining({ code: 'ERR_VAULT_INPUT' }))
  })

  test('does not open with one bit of its row changed, nor with an attribute gone', async () => {
    const { keys, patient, subjectRow } = await clinic()
    keys.openSubject({ subject: patient, row: subjectRow })
    for (const flip of flips(subjectRow)) {
      expect(() => keys.openSubject({ subject: patient, row: flip.row }), flip.name).toThrow(integrity)
    }
    for (const name of Object.keys(subjectRow)) {
      expect(() => keys.openSubject({ subject: patient, row: without(subjectRow, name) }), name).toThrow(integrity)
    }
  })

  test('does not open for another subject, nor wrapped for another subject under a right MAC', async () => {
    const { keys, patient, subjectRow } = await clinic()
    const staff = keys.createSubject('staff').row
    expect(() => keys.openSubject({ subject: 'staff', row: subjectRow })).toThrow(integrity)
    expect(() => keys.openSubject({ subject: patient, row: staff })).toThrow(integrity)
    const { m: _, ...place } = subjectRow
    const forged = keys.protect({ table: 'keys', row: { ...place, k1: binary(staff, 'k1') } })
    expect(() => keys.openSubject({ subject: patient, row: forged })).toThrow(integrity)
  })

  test('does not open from a row in another place, though its MAC is right', async () => {
    const { keys, patient, subjectRow } = await clinic()
    const { m: _, ...place } = subjectRow
    for (const moved of [{ pk: `${tenant}#K#S#staff` }, { sk: 'old' }]) {
      const row = keys.protect({ table: 'keys', row: { ...place, ...moved } })
      expect(() => keys.openSubject({ subject: patient, row })).toThrow(integrity)
    }
  })

  test('leaves no byte in what it was made of', () => {
    const material = Buffer.alloc(64, 9)
    new SubjectKey({ deployment, tenant, subject: 'staff' }, [{ version: 1, from: 0, key: material }], Date.now)
    expect(material.every((byte) => byte === 0)).toBe(true)
  })

  test('of an unknown format, flag or root version does not open under a right MAC', async () => {
    const { keys, patient, subjectRow } = await clinic()
    const { m: _, ...place } = subjectRow
    for (const at of [0, 1, 2, 3]) {
      const k1 = Buffer.from(binary(subjectRow, 'k1'))
      k1[at] = (k1[at] ?? 0) ^ 0x80
      const row = keys.protect({ table: 'keys', row: { ...place, k1 } })
      expect(() => keys.openSubject({ subject: patient, row })).toThrow(integrity)
    }
  })
})

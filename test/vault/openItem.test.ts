import { openItem, sealItem } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { withItemMac } from '../../packages/vault/src/itemMac.ts'
import { macContextOf } from '../../packages/vault/src/subjectKey.ts'
import { clinic, permitFor, table } from './fixture.ts'

const refused = expect.objectContaining({ code: 'ERR_VAULT_PERMIT' })

describe('a permit', () => {
  test('opens the classes that it names and the record has, and no other', async () => {
    const { item, open, permit, content } = await clinic()
    const only = (...classes: string[]) => open(item, { permit: permitFor({ ...permit, classes }) })
    expect(only('VISIT')).toEqual({ VISIT: content.VISIT })
    expect(only('CLINICAL', 'NAME')).toEqual({ CLINICAL: content.CLINICAL })
    expect(only()).toEqual({})
  })

  test('leaves a part of a class that it does not name undecrypted', async () => {
    const { item, open, permit, key, content } = await clinic()
    const { m: _, ...rest } = item
    // Under a right MAC the broken part would be refused, were it touched.
    const broken = withItemMac(macContextOf(key, table), { ...rest, CLINICAL: new Uint8Array(40) })
    expect(open(broken, { permit: permitFor({ ...permit, classes: ['VISIT'] }) })).toEqual({ VISIT: content.VISIT })
    expect(() => open(broken)).toThrow('not what was sealed')
  })

  test('for another record, type, patient or tenant opens nothing', async () => {
    const { item, open, permit, keys } = await clinic()
    const stranger = keys.recordId({ system: 'urn:test', type: 'Patient', id: 'MRN-2' })
    const others = [
      { id: stranger },
      { type: 'Encounter' },
      { patient: stranger },
      { patient: null },
      { tenant: 'otherotherot' },
    ]
    for (const other of others) {
      expect(() => open(item, { permit: permitFor({ ...permit, classes: ['CLINICAL'], ...other }) })).toThrow(refused)
    }
  })

  test('does not open a record that its caller takes for another', async () => {
    const { item, open } = await clinic()
    expect(() => open(item, { id: 'another' })).toThrow(refused)
    expect(() => open(item, { type: 'Encounter' })).toThrow(refused)
  })

  test('without a patient opens records of staff and tenant only', async () => {
    const { keys, tenant, id, of, item, open } = await clinic()
    const permit = permitFor({ tenant, type: 'Practitioner', id, patient: null, classes: ['STAFF'] })
    for (const subject of ['staff', 'tenant']) {
      const { key } = keys.createSubject(subject)
      const own = { table, key, type: 'Practitioner', id }
      const row = sealItem({
        ...own,
        row: { pk: `${tenant}#R#${id}`, sk: 'A' },
        parts: { STAFF: { id: 1, value: { active: true } } },
      })
      expect(openItem({ ...own, row, permit })).toEqual({ STAFF: { active: true } })
      const patients = permitFor({ ...permit, patient: id, classes: ['STAFF'] })
      expect(() => openItem({ ...own, row, permit: patients })).toThrow(refused)
    }
    expect(() => open(item, { permit: permitFor({ ...of, tenant, patient: null, classes: [] }) })).toThrow(refused)
  })

  test('does not open an attribute that is no part', async () => {
    const { item, open, permit } = await clinic()
    for (const name of ['pk', 'v', 'open', 'm']) {
      expect(() => open(item, { permit: permitFor({ ...permit, classes: [name] }) })).toThrow('not what was sealed')
    }
  })
})

import {
  rosterAction,
  rosterKey,
  rosterOf,
  shiftAction,
  shiftKey,
  shiftOf,
  unitAction,
  unitId,
  unitKey,
  unitOf,
} from '@wardgraph/records'
import { describe, expect, test } from 'vitest'
import { directory } from './relations.fixture.ts'

const condition = { code: 'CONDITION' }
const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })
const person = { unit: 'ward', path: ['ward', 'hospital'], person: 'pd' }

describe('a unit', () => {
  test('has one id for a name within a tenant', () => {
    const ids = [unitId('north', 'icu'), unitId('north', 'icu-2'), unitId('south', 'icu')]
    for (const id of ids) expect(id).toMatch(/^[a-z2-7]{26}$/)
    expect(new Set(ids).size).toBe(3)
    expect(unitId('north', 'icu')).toBe(ids[0])
  })

  test('is read as it was made, and made once', async () => {
    const { keys, write, at } = await directory()
    const unit = { id: 'ward', name: 'ward-1', path: ['ward', 'hospital'] }
    await write([unitAction(keys, unit)])
    expect(unitOf(keys, await at(unitKey(keys.tenant, 'ward')))).toEqual({ ...unit, w: 1 })
    await expect(write([unitAction(keys, unit)])).rejects.toMatchObject(condition)
  })

  test('is the first of its own path, and not around itself', async () => {
    const { keys } = await directory()
    const input = expect.objectContaining({ code: 'ERR_VAULT_INPUT' })
    for (const path of [[], ['hospital'], ['hospital', 'ward'], ['ward', 'hospital', 'ward']])
      expect(() => unitAction(keys, { id: 'ward', name: 'ward-1', path })).toThrow(input)
  })
})

describe('a row of a unit', () => {
  test('states what was written: until when somebody is on the roster, and the shift', async () => {
    const { keys, write, at } = await directory()
    const { person: _, ...place } = person
    const shift = { ...place, start: 200, end: 500, w: 1 }
    await write([
      rosterAction(keys, { ...person, end: null, w: 1 }),
      rosterAction(keys, { ...person, person: 'pn', end: 900, w: 1 }),
      shiftAction(keys, { ...shift, person: 'pd' }),
    ])
    expect(rosterOf(keys, await at(rosterKey(keys.tenant, person)))).toEqual({ ...place, end: null, w: 1 })
    expect(rosterOf(keys, await at(rosterKey(keys.tenant, { ...person, person: 'pn' })))).toEqual({
      ...place,
      end: 900,
      w: 1,
    })
    expect(shiftOf(keys, await at(shiftKey(keys.tenant, person)))).toEqual(shift)
  })

  test('is written once more only by whoever knows the last writing', async () => {
    const { keys, write } = await directory()
    const roster = (w: number) => [rosterAction(keys, { ...person, end: null, w })]
    const shift = (w: number) => [shiftAction(keys, { ...person, path: ['ward'], start: 200, end: 500, w })]
    for (const writing of [roster, shift]) {
      await write(writing(1))
      for (const stale of [1, 3]) await expect(write(writing(stale))).rejects.toMatchObject(condition)
      await write(writing(2))
      await expect(write(writing(2))).rejects.toMatchObject(condition)
    }
  })

  test('is not believed where it was changed or moved by another hand', async () => {
    const { keys, write, at } = await directory()
    await write([
      unitAction(keys, { id: 'ward', name: 'ward-1', path: ['ward'] }),
      rosterAction(keys, { ...person, end: 900, w: 1 }),
      shiftAction(keys, { ...person, path: ['ward'], start: 200, end: 500, w: 1 }),
    ])
    const unit = await at(unitKey(keys.tenant, 'ward'))
    const roster = await at(rosterKey(keys.tenant, person))
    const shift = await at(shiftKey(keys.tenant, person))
    const { end: _, ...endless } = roster
    for (const change of [{ path: 'ward hospital' }, { pk: 'northnorthno#N#icu' }])
      expect(() => unitOf(keys, { ...unit, ...change })).toThrow(integrity)
    for (const forged of [endless, { ...roster, end: 901 }, { ...roster, path: 'ward' }, { ...roster, sk: 'A#r#icu' }])
      expect(() => rosterOf(keys, forged)).toThrow(integrity)
    for (const change of [{ end: 501 }, { path: 'ward hospital' }, { pk: 'northnorthno#U#pn' }, { sk: 'A#s#icu' }])
      expect(() => shiftOf(keys, { ...shift, ...change })).toThrow(integrity)
  })
})

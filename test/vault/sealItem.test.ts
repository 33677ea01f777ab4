import { inspect } from 'node:util'
import { copyItem, type Row, resealItem, sealItem, verifyItem } from '@wardgraph/vault'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binary, clinic, permitFor, table } from './fixture.ts'

const input = expect.objectContaining({ code: 'ERR_VAULT_INPUT' })

describe('sealItem', () => {
  test('opens to what was sealed, for any JSON content', async () => {
    const { of, row, open, permit } = await clinic()
    const content = fc.dictionary(fc.constantFrom('NAME', 'CONTACT', 'CLINICAL', 'OPAQUE'), fc.object())
    fc.assert(
      fc.property(content, fc.subarray(['OPAQUE', 'CLINICAL']), (classes, compress) => {
        const names = Object.keys(classes)
        const parts = Object.fromEntries(names.map((name, at) => [name, { id: at + 1, value: classes[name] }]))
        const item = sealItem({ ...of, row, parts, compress: new Set(compress) })
        const kept = Object.entries(classes).map(([name, value]) => [name, JSON.stringify(value)] as const)
        const expected = kept.filter(([, json]) => json !== '{}').map(([name, json]) => [name, JSON.parse(json)])
        expect(open(item, { permit: permitFor({ ...permit, classes: names }) })).toEqual(Object.fromEntries(expected))
      }),
    )
  })

  test('adds one attribute of JSON + 33 bytes a class, and 35 bytes of m', async () => {
    const { item, row, content } = await clinic()
    expect(Object.keys(item).sort()).toEqual([...Object.keys(row), 'CLINICAL', 'VISIT', 'm'].sort())
    for (const name of ['CLINICAL', 'VISIT'] as const) {
      expect(binary(item, name).length).toBe(Buffer.byteLength(JSON.stringify(content[name])) + 33)
    }
    expect(binary(item, 'm').length).toBe(35)
  })

  test('leaves no part for an absent or empty value', async () => {
    const { of, row } = await clinic()
    const item = sealItem({ ...of, row, parts: { NAME: { id: 2, value: {} }, CONTACT: { id: 5, value: undefined } } })
    expect(Object.keys(item).sort()).toEqual([...Object.keys(row), 'm'].sort())
  })

  test('refuses an attribute that is taken, a row with m, and what cannot be bound or is no JSON', async () => {
    const { of, row, item, parts } = await clinic()
    const circle: { self?: unknown } = {}
    circle.self = circle
    const refusals: { row: Row; parts: typeof parts | Record<string, { id: number; value: unknown }> }[] = [
      { row: { ...row, VISIT: 'taken' }, parts },
      { row: item, parts: {} },
      { row, parts: { v: { id: 6, value: { a: 1 } } } },
      { row, parts: { m: { id: 6, value: { a: 1 } }, '': { id: 6, value: { a: 1 } } } },
      { row, parts: { VISIT: { id: 6, value: circle } } },
      { row, parts: { VISIT: { id: 6, value: { big: 1n } } } },
      { row: { ...row, v: 1.5 }, parts },
      { row: { ...row, v: 2 ** 53 }, parts },
      { row: { ...row, t: 'lone \ud800' }, parts },
      { row: { ...row, näme: 1 }, parts },
    ]
    for (const refusal of refusals) expect(() => sealItem({ ...of, ...refusal })).toThrow(input)
  })

  test('shows neither content nor key of what it was handed when printed or refused', async () => {
    const { key, keys, of, row, patient } = await clinic()
    const shown = inspect({ key, keys }, { depth: 10, showHidden: true })
    expect(shown).not.toMatch(/<Buffer|Uint8Array\(/)
    try {
      sealItem({ ...of, row: { ...row, v: 0.125, t: 'canary' }, parts: {} })
      expect.unreachable()
    } catch (error) {
      expect(inspect(error)).not.toMatch(new RegExp(`canary|0\\.125|${patient}`))
    }
  })
})

describe('resealItem', () => {
  test('replaces the parts it is given and carries the others along unopened', async () => {
    const { of, item, open, content } = await clinic()
    const parts = { VISIT: { id: 6, value: { period: '2025' } } }
    const next = resealItem({ ...of, row: item, changes: { v: 2, w: 3, t: undefined, x: 'new' }, parts })
    expect(next).toMatchObject({ v: 2, w: 3, x: 'new', pk: item.pk, sk: item.sk })
    expect(Object.hasOwn(next, 't')).toBe(false)
    expect(next.CLINICAL).toBe(item.CLINICAL)
    expect(open(next)).toEqual({ VISIT: { period: '2025' }, CLINICAL: content.CLINICAL })
  })

  test('removes a part whose new value is empty', async () => {
    const { of, item, open, content } = await clinic()
    const next = resealItem({ ...of, row: item, changes: {}, parts: { VISIT: { id: 6, value: {} } } })
    expect(Object.hasOwn(next, 'VISIT')).toBe(false)
    expect(open(next)).toEqual({ CLINICAL: content.CLINICAL })
  })
})

describe('copyItem', () => {
  test('makes a history row whose parts are the same bytes, bound to its new sort key', async () => {
    const { key, item, open, content, of, id } = await clinic()
    const old = copyItem({ key, table, row: item, changes: { sk: `H#ob#${id}#00000001`, t: undefined } })
    verifyItem({ ...of, row: old })
    expect(Object.hasOwn(old, 't')).toBe(false)
    expect(old.CLINICAL).toBe(item.CLINICAL)
    expect(open(old)).toEqual(content)
    expect(() => open({ ...old, sk: item.sk ?? '' })).toThrow('not what was sealed')
  })

  test('refuses a row that does not verify and a change of m', async () => {
    const { key, item } = await clinic()
    const damaged = { ...item, w: 9 }
    expect(() => copyItem({ key, table, row: damaged, changes: {} })).toThrow('not what was sealed')
    expect(() => copyItem({ key, table, row: item, changes: { m: new Uint8Array(35) } })).toThrow(input)
  })
})

import { createSecretKey } from 'node:crypto'
import { base32, normalise } from '@wardgraph/vault'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chartOrder } from '../../packages/vault/src/chartOrder.ts'
import { clinic } from './fixture.ts'

const of = { system: 'urn:test', type: 'Patient', id: 'MRN-1' }

describe('a record id', () => {
  test('is 26 characters of [a-z2-7], the same for the same source and another for any other', async () => {
    const { keys } = await clinic()
    const ids = [
      keys.recordId(of),
      keys.recordId({ ...of, system: 'urn:tes', type: 'tPatient' }),
      keys.recordId({ ...of, type: 'Encounter' }),
      keys.recordId({ ...of, id: 'MRN-2' }),
    ]
    for (const id of ids) expect(id).toMatch(/^[a-z2-7]{26}$/)
    expect(new Set(ids).size).toBe(4)
    expect(keys.recordId({ ...of })).toBe(ids[0])
  })

  test('of one source differs between tenants', async () => {
    const [one, two] = [await clinic(), await clinic({ tenant: 'otherotherot' })]
    expect(one.keys.recordId(of)).not.toBe(two.keys.recordId(of))
  })

  // RFC 4648, section 10.
  test('is written in the base32 of RFC 4648, lower case and unpadded', () => {
    const vectors = {
      '': '',
      f: 'my',
      fo: 'mzxq',
      foo: 'mzxw6',
      foob: 'mzxw6yq',
      fooba: 'mzxw6ytb',
      foobar: 'mzxw6ytboi',
    }
    for (const [text, expected] of Object.entries(vectors)) expect(base32(Buffer.from(text))).toBe(expected)
  })
})

describe('chart order', () => {
  test('sorts as time does, over all times a Date can hold', async () => {
    const { keys, patient } = await clinic()
    const time = fc.integer({ min: -8.64e15, max: 8.64e15 })
    fc.assert(
      fc.property(time, time, fc.constantFrom(patient, 'a', 'b', 'c', 'd'), (a, b, chart) => {
        const [first, second] = [a, b].map((at) => keys.order({ patient: chart, time: at }))
        expect(first).toMatch(/^[0-9a-f]{16}$/)
        expect(Math.sign(Buffer.compare(Buffer.from(first ?? ''), Buffer.from(second ?? '')))).toBe(Math.sign(a - b))
      }),
    )
  })

  test('sorts a time before 1970 first under a shift smaller than it', () => {
    const key = createSecretKey(Buffer.alloc(32))
    const shift = BigInt(`0x${chartOrder(key, { patient: 'x', time: 0 })}`) - (1n << 63n)
    // One chart in 500 has a shift below the furthest past; this one is looked for, so that the sum is negative.
    const patient = Array.from({ length: 20_000 }, (_, at) => `p${at}`).find(
      (name) => BigInt(`0x${chartOrder(key, { patient: name, time: 0 })}`) - (1n << 63n) < 8_640_000_000_000_000n,
    )
    expect(shift >= 0n && shift < 1n << 62n).toBe(true)
    const times = [-8.64e15, -1, 0, 1, 8.64e15].map((time) => chartOrder(key, { patient: patient ?? '', time }))
    expect(times[0]?.startsWith('7f')).toBe(true)
    expect([...times].sort()).toEqual(times)
  })

  test('of the undated is a dash, before every digit', async () => {
    const { keys, patient } = await clinic()
    expect(keys.order({ patient, time: undefined })).toBe('-')
    expect('-' < '0').toBe(true)
  })

  test('shifts every chart by its own secret below 2^62 ms', async () => {
    const { keys } = await clinic()
    const shifts = Array.from({ length: 500 }, (_, at) => {
      return BigInt(`0x${keys.order({ patient: `${at}`, time: 0 })}`) - (1n << 63n)
    })
    expect(shifts.every((shift) => shift >= 0n && shift < 1n << 62n)).toBe(true)
    expect(new Set(shifts).size).toBe(500)
    // Uniform: each quarter of the range has about 125 of 500 (six standard deviations are 58).
    for (const quarter of [0n, 1n, 2n, 3n]) {
      expect(Math.abs(shifts.filter((shift) => shift >> 60n === quarter).length - 125)).toBeLessThan(58)
    }
  })

  test('refuses what is no time', async () => {
    const { keys, patient } = await clinic()
    for (const time of [Number.NaN, 0.5, Number.POSITIVE_INFINITY, 8.64e15 + 2]) {
      expect(() => keys.order({ patient, time })).toThrow(expect.objectContaining({ code: 'ERR_VAULT_INPUT' }))
    }
  })
})

describe('tokens', () => {
  test('of one code differ between charts', async () => {
    const { keys, patient } = await clinic()
    const token = keys.codeToken({ patient, code: '8867-4' })
    expect(token).toMatch(/^[0-9a-f]{16}$/)
    expect(keys.codeToken({ patient, code: '8867-4' })).toBe(token)
    expect(keys.codeToken({ patient: 'another', code: '8867-4' })).not.toBe(token)
  })

  test('of an index are 52 characters and differ between indexes, values and their boundaries', async () => {
    const { keys } = await clinic()
    const all = [
      { index: 'mrn', values: ['ab', 'c'] },
      { index: 'mrn', values: ['a', 'bc'] },
      { index: 'mrn', values: ['abc'] },
      { index: 'mrn', values: ['ab', 'c', ''] },
      { index: 'phone', values: ['abc'] },
    ].map((token) => keys.indexTokens(token)[0].token)
    for (const token of all) expect(token).toMatch(/^[a-z2-7]{52}$/)
    expect(new Set(all).size).toBe(all.length)
  })

  test('of payloads are 16 bytes and differ between purposes; text counts as its UTF-8', async () => {
    const { keys } = await clinic()
    const hash = (purpose: string, payload: string | Uint8Array) =>
      Buffer.from(keys.payloadHash({ purpose, payload })).toString('hex')
    expect(hash('import', 'é')).toBe(hash('import', Buffer.from('é')))
    expect(hash('import', 'é')).toHaveLength(32)
    expect(hash('import', 'é')).not.toBe(hash('idempotency', 'é'))
  })

  test('of sessions are 26 characters', async () => {
    const { keys } = await clinic()
    expect(keys.sessionHash('a')).toMatch(/^[a-z2-7]{26}$/)
    expect(keys.sessionHash('a')).not.toBe(keys.sessionHash('b'))
  })
})

describe('normalisation', () => {
  test('of names folds case, accents, letters, apostrophes, hyphens and spaces', () => {
    const same = [
      ['Müller', 'MULLER', 'mu\u0308ller'],
      ['Straße', 'STRASSE', 'strasse', 'STRAẞE'],
      ['Łukasz Øster', 'lukasz  oster '],
      ['O’Brien', "O'BRIEN"],
      ['Smith\u2011Jones', 'smith-jones'],
      ['de la\u00a0Cruz', ' De  La Cruz'],
      ['İnan', 'inan', 'ınan'],
      ['Πέτρος', 'ΠΕΤΡΟΣ'],
    ]
    for (const [first, ...others] of same) {
      for (const other of others) expect(normalise('name', other)).toBe(normalise('name', first ?? ''))
    }
  })

  test('of names keeps different names apart', () => {
    const names = ['Ward', 'Warda', 'Ward Ann', 'Wárd-Ann', '王', '李', 'Иванов']
    expect(new Set(names.map((name) => normalise('name', name))).size).toBe(names.length)
  })

  test('of names twice is the same as once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const once = normalise('name', name)
        expect(normalise('name', once)).toBe(once)
      }),
    )
  })

  test('of exact values only trims', () => {
    expect(normalise('exact', ' MRN-001 a ')).toBe('MRN-001 a')
  })

  test('of dates takes whole days alone', () => {
    expect(normalise('date', '1970-03-05')).toBe('1970-03-05')
    for (const text of ['1970', '1970-03', '', '1970-03-05T10:00:00Z', '05/03/1970', '19700305'])
      expect(normalise('date', text)).toBe('')
  })

  test('of e-mail addresses folds the case of both sides, and wide letters', () => {
    for (const text of ['Ada.Adler@MAIL.Example', ' ada.adler@mail.example\n', 'ａｄａ.adler＠mail.example'])
      expect(normalise('email', text)).toBe('ada.adler@mail.example')
    expect(normalise('email', 'ada+ward@mail.example')).not.toBe(normalise('email', 'ada@mail.example'))
  })

  // The numbers that Ofcom, the North American plan and the ITU (E.164, E.123) keep for examples or describe.
  test('of telephone numbers with a country code is E.164, however they are written', () => {
    for (const text of [
      '+44 (0)20 7946 0958',
      '+44 20 7946 0958',
      'tel:+44-20-7946-0958',
      '＋４４ ２０ ７９４６ ０９５８',
    ])
      expect(normalise('phone', text)).toBe('+442079460958')
    expect(normalise('phone', '+1 (201) 555-0123 ext. 5')).toBe('+12015550123')
    // The zero of an Italian number is part of it.
    expect(normalise('phone', '+39 06 698 12345')).toBe('+390669812345')
  })

  test('of telephone numbers without one is their digits', () => {
    for (const text of ['(201) 555-0123', '201.555.0123', '٢٠١ ٥٥٥ ٠١٢٣'])
      expect(normalise('phone', text)).toBe('2015550123')
    for (const text of ['', 'none', '+', 'ask at the desk']) expect(normalise('phone', text)).toBe('')
  })

  test('of e-mail addresses twice is the same as once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normalise('email', text)
        expect(normalise('email', once)).toBe(once)
      }),
    )
  })
})

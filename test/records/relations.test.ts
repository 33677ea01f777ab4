import { endActions, factOf, proxyActions, relationKey, relationOf } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { type Directory, directory, facts, KINDS, type Kind, sides } from './relations.fixture.ts'

const condition = expect.objectContaining({ code: 'CONDITION' })
const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })

/** What is stored of each kind, and where. */
const STORED = {
  team: {
    facts: { start: 100, end: 900, basis: 'encounter', w: 1 },
    patient: ['northnorthno#P#ada', 'S#dora'],
    actor: ['northnorthno#U#dora', 'P#ada'],
    states: { relation: 'CARE_TEAM', start: 100, end: 900, basis: 'encounter' },
  },
  proxy: {
    facts: { start: 100, end: 900, basis: 'PARENT', classes: 'CLINICAL VISIT', segments: 'NORMAL', w: 1 },
    patient: ['northnorthno#P#ada', 'S#rob#F'],
    actor: ['northnorthno#U#rob', 'A#f#ada'],
    states: {
      relation: 'PROXY',
      start: 100,
      end: 900,
      basis: 'PARENT',
      classes: ['CLINICAL', 'VISIT'],
      segments: ['NORMAL'],
    },
  },
  glass: {
    facts: { start: 100, end: 900, membership: 'm1', grant: 'g1', w: 1 },
    patient: ['northnorthno#P#ada', 'S#dora#B#m1'],
    actor: ['northnorthno#U#dora', 'P#ada#B#m1'],
    states: { relation: 'BREAK_GLASS', start: 100, end: 900, membership: 'm1', grant: 'g1' },
  },
} as const

describe.each<Kind>(['team', 'proxy', 'glass'])('a relation of the kind %s', (kind) => {
  const { made } = KINDS[kind]
  const expected = STORED[kind]
  const written = async () => {
    const all = await directory()
    await all.write(made(all, 1))
    return all
  }

  test('is written on the side of the patient and on that of the actor, and both state it', async () => {
    const all = await written()
    expect(all.memory.rows()).toHaveLength(2)
    const [ofPatient, ofActor] = await sides(all, kind)
    expect([ofPatient.pk, ofPatient.sk]).toEqual(expected.patient)
    expect([ofActor.pk, ofActor.sk]).toEqual(expected.actor)
    for (const row of [ofPatient, ofActor]) {
      expect(facts(row)).toEqual(expected.facts)
      expect(factOf(all.keys, row)).toEqual(expected.states)
    }
  })

  test('is written on both sides or on neither', async () => {
    for (const side of [0, 1] as const) {
      const all = await directory()
      const action = made(all, 1)[side]
      if (action?.do !== 'put') throw new Error('nothing is put')
      await all.write([action])
      await expect(all.write(made(all, 1))).rejects.toThrow(condition)
      expect(all.memory.rows()).toHaveLength(1)
    }
  })

  test('is written once more only by whoever knows the last writing', async () => {
    const all = await written()
    for (const stale of [1, 3]) await expect(all.write(made(all, stale))).rejects.toThrow(condition)
    await all.write(made(all, 2))
    for (const stale of [1, 2, 4]) await expect(all.write(made(all, stale))).rejects.toThrow(condition)
    for (const row of await sides(all, kind)) expect(row.w).toBe(2)
  })

  test('that was ended says so on both sides, and is otherwise what it was', async () => {
    const all = await written()
    const [row] = await sides(all, kind)
    await all.write(endActions(all.keys, row, 500))
    // What somebody ended by hand no import brings back.
    const basis = kind === 'team' ? { basis: 'manual' } : {}
    for (const side of await sides(all, kind)) {
      expect(facts(side)).toEqual({ ...expected.facts, ...basis, end: 500, w: 2 })
      expect(factOf(all.keys, side)).toEqual({ ...expected.states, ...basis, end: 500 })
    }
    expect(all.memory.rows()).toHaveLength(2)
  })

  test('is ended once: whoever knew an older writing ends nothing', async () => {
    const all = await written()
    const [row] = await sides(all, kind)
    await all.write(endActions(all.keys, row, 500))
    await expect(all.write(endActions(all.keys, row, 600))).rejects.toThrow(condition)
    for (const side of await sides(all, kind)) expect(side.end).toBe(500)
  })

  test('is not believed once anything of it was changed, on either side', async () => {
    const all = await written()
    for (const row of await sides(all, kind)) {
      for (const name of Object.keys(facts(row))) {
        const value = row[name]
        const changed: Row = { ...row, [name]: typeof value === 'number' ? value + 1 : `${value}x` }
        expect(() => factOf(all.keys, changed), name).toThrow(integrity)
      }
      for (const without of ['end', 'm']) {
        const { [without]: _, ...rest } = row
        expect(() => factOf(all.keys, rest), `without ${without}`).toThrow(integrity)
      }
      expect(() => factOf(all.keys, { ...row, m: new Uint8Array(35) })).toThrow(integrity)
      expect(() => factOf(all.keys, { ...row, more: 1 })).toThrow(integrity)
    }
  })

  test('is not believed in another place: of another patient, actor, tenant, kind or side', async () => {
    const all = await written()
    const [ofPatient, ofActor] = await sides(all, kind)
    const moved: Row[] = [
      { ...ofPatient, pk: 'northnorthno#P#ben' },
      { ...ofPatient, pk: 'southsouthso#P#ada' },
      { ...ofPatient, sk: String(ofPatient.sk).replace(/dora|rob/, 'nils') },
      ...['S#dora', 'S#dora#B#m1', 'S#dora#F'].filter((sk) => sk !== ofPatient.sk).map((sk) => ({ ...ofPatient, sk })),
      { ...ofActor, pk: 'northnorthno#U#nils' },
      { ...ofActor, sk: String(ofActor.sk).replace('ada', 'ben') },
      ...['P#ada', 'P#ada#B#m1', 'A#f#ada'].filter((sk) => sk !== ofActor.sk).map((sk) => ({ ...ofActor, sk })),
      { ...ofActor, pk: ofPatient.pk ?? '', sk: ofPatient.sk ?? '' },
      { ...ofPatient, pk: ofActor.pk ?? '', sk: ofActor.sk ?? '' },
    ]
    for (const row of moved) expect(() => factOf(all.keys, row), `${row.pk} ${row.sk}`).toThrow(integrity)
  })

  test('of another deployment of keys is not believed', async () => {
    const [one, other] = [await written(), await directory()]
    for (const row of await sides(one, kind)) expect(() => factOf(other.keys, row)).toThrow(integrity)
  })
})

describe('a relation without an end', () => {
  test('states none, until it is ended', async () => {
    const all = await directory()
    const proxy = { patient: 'ada', person: 'rob', start: 100, end: null, basis: 'GUARDIAN' }
    await all.write(proxyActions(all.keys, { ...proxy, classes: null, segments: null, w: 1 }))
    const [row] = await sides(all, 'proxy')
    expect(facts(row)).toEqual({ start: 100, basis: 'GUARDIAN', w: 1 })
    expect(factOf(all.keys, row)).toMatchObject({ start: 100, end: null, classes: null, segments: null })
    await all.write(endActions(all.keys, row, 500))
    for (const side of await sides(all, 'proxy')) expect(factOf(all.keys, side).end).toBe(500)
  })

  test('of a proxy for nothing stays one for nothing', async () => {
    const all = await directory()
    const proxy = { patient: 'ada', person: 'rob', start: 100, end: null, basis: 'GUARDIAN' }
    await all.write(proxyActions(all.keys, { ...proxy, classes: [], segments: [], w: 1 }))
    for (const row of await sides(all, 'proxy'))
      expect(factOf(all.keys, row)).toMatchObject({ classes: [], segments: [] })
  })
})

test('a care-team row says whom it ties, and how often it was written', async () => {
  const all: Directory = await directory()
  await all.write(KINDS.team.made(all, 1))
  const row = await all.at(relationKey('northnorthno', { patient: 'ada', actor: 'dora' }))
  expect(relationOf(all.keys, row)).toEqual({
    patient: 'ada',
    actor: 'dora',
    start: 100,
    end: 900,
    basis: 'encounter',
    w: 1,
  })
})

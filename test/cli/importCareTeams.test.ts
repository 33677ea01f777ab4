import type { Relation } from '@wardgraph/records'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { better } from '../../packages/cli/src/import/careTeams.ts'
import { NOW, type Store, snapshot, store, twin } from './importStore.ts'

const DAY = 24 * 60 * 60 * 1000
const patient = { resourceType: 'Patient', id: 'p' }
const doctor = { resourceType: 'Practitioner', id: 'd' }

interface Visit {
  readonly start: string
  readonly end?: string
  readonly status?: string
  readonly participant?: string
}
const encounter = (id: string, { start, end, status = 'finished', participant = 'Practitioner/d' }: Visit) => ({
  resourceType: 'Encounter',
  id,
  status,
  class: { code: 'AMB' },
  subject: { reference: 'Patient/p' },
  participant: [{ individual: { reference: participant } }],
  period: { start, ...(end === undefined ? {} : { end }) },
})

/** The relation between patient p and practitioner d, both sides. */
function relation({ memory, keys, id }: Store, practitioner = 'd') {
  const [p, d] = [id('Patient', 'p'), id('Practitioner', practitioner)]
  const places = [`${keys.tenant}#P#${p} S#${d}`, `${keys.tenant}#U#${d} P#${p}`]
  return snapshot({ memory, keys })
    .filter(({ place }) => places.includes(place))
    .map(({ marks: { start, end, basis, w } }) => ({ start, end, basis, w }))
}

describe('who takes part in an encounter', () => {
  test('treats the patient until 30 days after its end, on both sides of the relation', async () => {
    const one = await store()
    const visit = encounter('e', { start: '2026-11-01T08:00:00Z', end: '2026-11-01T09:00:00.000Z' })
    await one.resources([patient, doctor, visit])
    const expected = {
      start: Date.parse('2026-11-01T08:00:00Z'),
      end: Date.parse('2026-12-01T09:00:00.001Z'),
      basis: 'encounter',
      w: 1,
    }
    expect(relation(one)).toEqual([expected, expected])
  })

  test('treats nobody whose record was rejected, nor through an encounter that was', async () => {
    const one = await store()
    const good = { start: '2026-11-01T08:00:00Z', end: '2026-11-01T09:00:00Z' }
    const report = await one.resources([
      patient,
      doctor,
      { ...encounter('bad', good), status: 7 },
      { ...encounter('other', good), subject: { reference: 'Patient/not-here' } },
    ])
    expect(report.rejected).toHaveLength(2)
    expect(snapshot(one).filter(({ place }) => place.includes(' S#'))).toEqual([])
  })

  test('is only whom the current content names', async () => {
    const one = await store()
    const at = (lastUpdated: string, participant: string) => ({
      ...encounter('e', { start: '2026-11-01T08:00:00Z', end: '2026-11-01T09:00:00Z', participant }),
      meta: { lastUpdated },
    })
    const other = { ...doctor, id: 'other' }
    await one.resources([
      patient,
      doctor,
      other,
      at('2026-11-03T00:00:00Z', 'Practitioner/d'),
      at('2026-11-02T00:00:00Z', 'Practitioner/other'),
    ])
    expect(relation(one)).toHaveLength(2)
    expect(relation(one, 'other')).toEqual([])
  })

  test('is not a member when a reference leads to something else than a practitioner', async () => {
    const one = await store()
    const url = 'urn:uuid:0a000000-0000-4000-8000-0000000000aa'
    const visit = encounter('e', { start: '2026-11-01', end: '2026-11-02', participant: url })
    const entry = [
      { resource: patient },
      { resource: visit },
      { fullUrl: url, resource: { resourceType: 'PractitionerRole', id: 'r' } },
    ]
    await one.resources([{ resourceType: 'Bundle', type: 'collection', entry }])
    expect(snapshot(one).filter(({ place }) => place.includes(' S#'))).toEqual([])
  })
})

test('a CareTeam makes its practitioners members for its period', async () => {
  const one = await store()
  const team = {
    resourceType: 'CareTeam',
    id: 't',
    status: 'active',
    subject: { reference: 'Patient/p' },
    period: { start: '2026-01-01T00:00:00Z' },
    participant: [{ member: { reference: 'Practitioner/d' } }, { member: { reference: 'Patient/p' } }],
  }
  await one.resources([patient, doctor, team])
  const [seen] = relation(one)
  expect(seen).toEqual({ start: Date.parse('2026-01-01T00:00:00Z'), end: undefined, basis: 'careteam', w: 1 })
})

test('as of another day, periods move by whole days so that this day is today', async () => {
  const one = await store()
  const visit = encounter('e', { start: '2020-01-01T08:00:00Z', end: '2020-01-01T09:00:00.000Z' })
  const asOf = Date.parse('2020-01-10')
  await one.resources([patient, doctor, visit], { asOf })
  const days = Math.floor((NOW - asOf) / DAY)
  const [seen] = relation(one)
  expect(seen?.start).toBe(Date.parse('2020-01-01T08:00:00Z') + days * DAY)
  expect(Number(seen?.start)).toBeLessThan(NOW)
  expect(Number(seen?.end)).toBeGreaterThan(NOW)
})

test('of many encounters the live one counts, then the later end, whatever the order and the import', async () => {
  const visits = [
    encounter('old', { start: '2025-01-01T00:00:00Z', end: '2025-01-02T00:00:00Z' }),
    encounter('live', { start: '2026-11-10T00:00:00Z', end: '2026-11-11T00:00:00Z' }),
    encounter('future', { start: '2027-06-01T00:00:00Z', status: 'planned' }),
  ]
  const one = await store()
  const other = await twin(one)
  await one.resources([patient, doctor, ...visits])
  await other.resources([patient, doctor])
  for (const visit of visits.toReversed()) await other.resources([visit])
  const [seen] = relation(one)
  expect(seen?.start).toBe(Date.parse('2026-11-10T00:00:00Z'))
  const [later] = relation(other)
  expect({ ...later, w: 0 }).toEqual({ ...seen, w: 0 })
})

test('a relation that is as good already is not written again', async () => {
  const one = await store()
  const all = [patient, doctor, encounter('e', { start: '2026-11-01T08:00:00Z', end: '2026-11-01T09:00:00Z' })]
  await one.resources(all)
  const before = one.memory.rows()
  await one.resources(all)
  expect(one.memory.rows()).toEqual(before)
})

test.each([
  ['better', '2026-12-24T08:00:00.000Z', { end: Date.parse('2027-01-23T08:00:00.001Z'), w: 1 }],
  ['worse', '2026-11-01T09:00:00.000Z', { end: Date.parse('2026-12-02T08:00:00.001Z'), w: 2 }],
])('a %s relation that somebody else writes meanwhile is compared again, not overwritten', async (_, end, expected) => {
  const theirs = encounter('theirs', { start: '2026-11-01T08:00:00Z', end })
  const ours = encounter('ours', { start: '2026-11-01T08:00:00Z', end: '2026-11-02T08:00:00.000Z' })
  const fresh = await store()
  await fresh.resources([patient, doctor, theirs])
  const written = fresh.memory.rows().filter(({ table, row }) => table === 'directory' && 'basis' in row)
  expect(written).toHaveLength(2)
  let isFirst = true
  const one = await twin(await emptied(fresh), {
    through: (table) => ({
      ...table,
      async transact(actions, options) {
        const relates = actions.some((action) => action.do === 'put' && 'basis' in action.row)
        if (relates && isFirst) {
          isFirst = false
          const puts = written.map(({ table: name, row }) => ({ do: 'put' as const, table: name, row }))
          await table.transact(puts, { token: 'somebody else' })
        }
        return table.transact(actions, options)
      },
    }),
  })
  await one.resources([patient, doctor, ours])
  expect(isFirst).toBe(false)
  expect(relation(one)).toMatchObject([expected, expected])
})

/** The same tenant as it was made. */
async function emptied(full: Store): Promise<Store> {
  const { memory } = full
  for (const { table, row } of memory.rows()) {
    if (table === 'keys' && !String(row.pk).includes('#K#P#')) continue
    if (table === 'directory' && /#T$|#U#/.test(String(row.pk)) && !String(row.sk).startsWith('P#')) continue
    const key = { table, pk: String(row.pk), sk: String(row.sk) }
    await memory.transact([{ do: 'remove', key }], { token: crypto.randomUUID() })
  }
  return full
}

describe('the better of two relations', () => {
  const time = fc.integer({ min: -5, max: 5 })
  const relations: fc.Arbitrary<Relation> = fc.record({
    patient: fc.constant('p'),
    actor: fc.constant('a'),
    start: time,
    end: fc.option(time),
    basis: fc.constantFrom('encounter', 'careteam'),
  })

  test('does not depend on which comes first', () => {
    fc.assert(
      fc.property(relations, relations, (a, b) => {
        expect(better(a, b, 0)).toEqual(better(b, a, 0))
      }),
    )
  })

  test('does not depend on how many are grouped', () => {
    fc.assert(
      fc.property(relations, relations, relations, (a, b, c) => {
        expect(better(better(a, b, 0), c, 0)).toEqual(better(a, better(b, c, 0), 0))
      }),
    )
  })

  test('is one that is live, if any is', () => {
    const live = ({ start, end }: Relation) => start <= 0 && (end === null || 0 < end)
    fc.assert(fc.property(relations, relations, (a, b) => live(better(a, b, 0)) === (live(a) || live(b))))
  })
})

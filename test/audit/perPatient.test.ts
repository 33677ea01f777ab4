import { type AuditEntry, believe, entriesOf, entryIn, entryLine, findChain, requestRows } from '@wardgraph/audit'
import { expect, test } from 'vitest'
import { clinic, entry, idOf, north } from './fixture.ts'

const [john, mary, finding] = [idOf('john'), idOf('mary'), idOf('finding')]

/** The rows of a request with the keys of their chain, which begins with them. */
async function written(change: Partial<AuditEntry>) {
  const { lanes, keysOf } = await clinic()
  const lease = await lanes.lease(north)
  const keys = keysOf(north, lease.chain)
  const { rows } = requestRows({ lease, entry: entry(change), keys })
  return { keys, rows, records: rows.flatMap((row) => believe(row, keys) ?? []) }
}

test('an audit row is believed under the key of its chain, as it was written and where, and not otherwise', async () => {
  const { keys, rows, records } = await written({})
  const { keys: other } = await written({})
  expect(records).toHaveLength(2)
  const [, row] = rows
  if (row === undefined) throw new Error('there are two rows')
  expect(believe(row, other)).toBeUndefined()
  for (const change of [
    { r: row.r.replace('DOCTOR', 'NURSE') },
    { m: new Uint8Array(35) },
    { m: row.m.slice(1) },
    { m: undefined },
    { r: 1 },
    { sk: '0000000002' },
    { pk: row.pk.replace('n', 'm') },
    { more: 'x' },
  ])
    expect([change, believe({ ...row, ...change }, keys)]).toEqual([change, undefined])
  expect(findChain(row.pk)).toMatchObject({ tenant: north })
  for (const pk of ['000000000000#D', `${north}#A#short`, `${row.pk}#`, undefined])
    expect(findChain(pk)).toBeUndefined()
})

test('a genesis, and a request that names no patient, are nobody’s', async () => {
  const { records } = await written({ disclosed: [[null, 'Organization', idOf('org'), ['name']]], ties: [] })
  expect(records.map(entriesOf)).toEqual([[], []])
})

test('a request is an entry for each patient it names: types, field names and counts, refusals apart', async () => {
  const { records } = await written({
    disclosed: [
      [john, 'Observation', finding, ['valueQuantity', 'code']],
      [john, 'Observation', idOf('other'), ['code', 'issued~']],
      [john, 'Patient', john, ['name']],
      [null, 'Practitioner', idOf('dora'), ['name']],
    ],
    changed: [[john, 'Observation', finding, ['status'], 2]],
    denied: [
      [mary, 'Patient', mary, ['telecom']],
      [mary, 'Encounter', null, []],
    ],
    ties: [
      [john, 'CARE_TEAM', 'encounter'],
      [mary, 'TENANT', null],
    ],
  })
  const [ofJohn, ofMary, ...more] = records.flatMap(entriesOf).toSorted((a) => (a.patient === john ? -1 : 1))
  expect(more).toEqual([])
  expect(ofJohn).toEqual({
    patient: john,
    time: '2026-11-22T08:00:00.000Z',
    chain: records[1]?.chain,
    seq: 1,
    person: idOf('ann'),
    membership: idOf('ann in north'),
    role: 'DOCTOR',
    purpose: 'TREAT',
    relation: 'CARE_TEAM',
    basis: 'encounter',
    origin: 'graphql',
    kind: 'query',
    roots: ['Query.patient'],
    outcome: 'OK',
    read: [
      ['Observation', ['code', 'issued~', 'valueQuantity'], 2],
      ['Patient', ['name'], 1],
    ],
    changed: [['Observation', ['status'], 1]],
    denied: [],
  })
  expect(ofMary).toMatchObject({
    patient: mary,
    relation: 'TENANT',
    read: [],
    changed: [],
    denied: [
      ['Encounter', [], 0],
      ['Patient', ['telecom'], 1],
    ],
  })
})

test('under a broken glass the purpose is ETREAT, whatever the request stated; without a caller nobody is named', async () => {
  const [, broken] = (await written({ ties: [[john, 'BREAK_GLASS', idOf('grant')]] })).records.map(entriesOf)
  expect(broken).toMatchObject([{ purpose: 'ETREAT', relation: 'BREAK_GLASS', basis: idOf('grant') }])
  const [, nobody] = (await written({ caller: null, operation: null, ties: [] })).records.map(entriesOf)
  expect(nobody).toMatchObject([
    { person: null, membership: null, role: null, purpose: null, relation: null, roots: [] },
  ])
})

test('what did not fit into one record is carried on in entries of their own', async () => {
  const disclosed = Array.from({ length: 6_000 }, (_, i) => [john, 'Observation', idOf(`o${i}`), ['code']] as const)
  const { records } = await written({ disclosed })
  const entries = records.flatMap(entriesOf)
  expect(entries.length).toBeGreaterThan(1)
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1))
  const counted = entries.map(({ read: [[, , records] = ['', [], 0]] }) => records)
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(6_000)
  expect(entries.every(({ relation }) => relation === 'CARE_TEAM')).toBe(true)
})

test('an entry is the same line whenever it is made, and is read back from it', async () => {
  const { records, keys, rows } = await written({})
  const lines = records.flatMap(entriesOf).map(entryLine)
  expect(rows.flatMap((row) => entriesOf(believe(row, keys) ?? fail())).map(entryLine)).toEqual(lines)
  expect(lines.map(entryIn)).toEqual(records.flatMap(entriesOf))
})

function fail(): never {
  throw new Error('not believed')
}

import { type Rotating, rotateSubjects } from '@wardgraph/api'
import { toFhir } from '@wardgraph/fhir'
import { expect, test } from 'vitest'
import { damageOf } from '../fixtures/recorded.ts'
import { exported } from './export.fixture.ts'
import { counts, NOW, type Seen, type Store, snapshot, twin } from './importStore.ts'
import {
  both,
  chart,
  fill,
  LATER,
  MISFIT,
  NOTHING,
  opaque,
  recordsSince,
  upcastOf,
  withoutCounter,
} from './upcast.fixture.ts'

test('what came before its type is stored as a new import stores it', async () => {
  const { old, fresh } = await both(fill)
  const one = await twin(old)
  expect(opaque(one)).toHaveLength(13)
  expect(await upcastOf(one)).toEqual({
    tenant: 'north',
    looked: 13,
    upcast: 11,
    types: Object.fromEntries(LATER.map((type) => [type, 1])),
    kept: [{ type: 'Procedure', code: 'NO_PATIENT', count: 1 }],
    // The member that is nowhere, and the finding that is not here yet.
    unresolved: 2,
  })
  expect(withoutCounter(one)).toEqual(withoutCounter(fresh))
  // A Claim, which has no type yet.
  expect(opaque(one)).toHaveLength(1)
  expect(await upcastOf(one)).toEqual({ ...NOTHING, looked: 1 })
})

test('after an upcast every resource leads back to its source', async () => {
  const { old } = await both(fill)
  const one = await twin(old)
  await upcastOf(one)
  const { policy } = one.services
  for (const { resource } of chart().entry) {
    if (!LATER.includes(resource.resourceType)) continue
    const [{ opened }, ...others] = one.current(resource.resourceType, resource.id) as [Seen, ...Seen[]]
    const { OPAQUE, ...classes } = opened
    const content = Object.assign({}, ...Object.values(classes))
    const rest = OPAQUE as Readonly<Record<string, unknown>>
    expect(others).toEqual([])
    // What stands in no chart is kept whole, and nothing of it in fields.
    const isWhole = Object.keys(classes).length === 0
    expect(isWhole).toBe(resource.id.endsWith('16'))
    expect(isWhole ? rest : toFhir({ policy, type: resource.resourceType, content, rest })).toEqual(resource)
  }
})

test('importing the same again after an upcast, or before it, changes nothing', async () => {
  const { old } = await both(fill)
  const one = await twin(old)
  const earlier = await fill(one)
  await upcastOf(one)
  const later = await fill(one)
  for (const report of [earlier, later])
    for (const type of [...LATER, 'Claim'])
      expect(counts(report, type), type).toMatchObject({ created: 0, updated: 0, rejected: 0 })
})

test('every row that an upcast writes or takes away is on record, with what is changed by it', async () => {
  const { old } = await both(fill)
  const one = await twin(old)
  await upcastOf(one)
  expect(damageOf(one).filter(({ table }) => table === 'records')).toEqual([])
  const records = recordsSince(old, one)
  const changes: readonly (readonly unknown[])[] = records.flatMap(({ changed }) => changed)
  expect(changes.map(([, type]) => type).sort()).toEqual([...LATER, 'Procedure'].sort())
  const [condition] = changes.filter(([, type]) => type === 'Condition')
  expect(condition).toEqual([
    one.id('Patient', 'patient-1'),
    'Condition',
    one.id('Condition', '0a000000-0000-4000-8000-000000000004'),
    expect.arrayContaining(['code', 'subject', 'encounter', 'asserter', 'onsetDateTime']),
    1,
  ])
  for (const record of records)
    expect(record).toMatchObject({ origin: 'import', outcome: 'OK', caller: { role: 'SERVICE', purpose: 'HOPERAT' } })
})

test('what does not fit its type stays as it is, with a code, and its old versions with it', async () => {
  const { old } = await both(async (into) => {
    await fill(into)
    await into.resources([MISFIT])
    await into.resources([{ ...MISFIT, note: [{ text: 'again' }] }])
  })
  const one = await twin(old)
  const rowsOf = (of: Store) => snapshot(of).filter(({ id }) => id === of.id('Condition', 'misfit'))
  expect(rowsOf(one)).toHaveLength(2)
  expect(await upcastOf(one)).toMatchObject({
    upcast: 11,
    kept: [
      { type: 'Condition', code: 'WRONG_TYPE', count: 1 },
      { type: 'Procedure', code: 'NO_PATIENT', count: 1 },
    ],
  })
  expect(rowsOf(one)).toEqual(rowsOf(old))
  // One that fits by now takes its place.
  const report = await one.resources([{ ...MISFIT, onsetDateTime: '2015-04' }])
  expect(counts(report, 'Condition')).toMatchObject({ updated: 1 })
  await upcastOf(one)
  const places = rowsOf(one).map(({ place, marks }) => [
    place.split(' ')[1]?.split('#').toSpliced(2, 1).join('#'),
    marks.v,
  ])
  expect(places).toEqual([
    ['H#co#00000001', 1],
    ['H#co#00000002', 2],
    ['R#co', 3],
  ])
})

test('old versions follow their record, as they were', async () => {
  const again = chart()
  const problem = again.entry.find(({ resource }) => resource.resourceType === 'Condition')
  Object.assign(problem?.resource ?? {}, { onsetDateTime: '2016' })
  const { old, fresh } = await both(async (into) => {
    await fill(into)
    await into.resources([again])
  })
  const one = await twin(old)
  const lines: string[] = []
  await upcastOf(one, lines)
  expect(lines).toEqual(['1 older versions moved'])
  const versions = (of: Store) => snapshot(of).filter(({ place }) => place.includes(' H#'))
  expect(versions(one).map(({ place, marks }) => [place, marks.v])).toEqual(
    versions(fresh).map(({ place, marks }) => [place, marks.v]),
  )
  const [version] = versions(one)
  expect(version?.opened).toEqual(versions(old)[0]?.opened)
  expect(damageOf(one).filter(({ table }) => table === 'records')).toEqual([])
})

test('a record refers to one that has no type yet as to any other', async () => {
  const { old } = await both(fill)
  const one = await twin(old)
  const report = await one.resources([
    {
      ...{ resourceType: 'Procedure', id: 'later', status: 'completed', subject: { reference: 'Patient/patient-1' } },
      reasonReference: [{ reference: 'Condition/0a000000-0000-4000-8000-000000000004' }],
    },
  ])
  expect(report).toMatchObject({ resources: 1, unresolved: 0 })
  await upcastOf(one)
  expect(one.current('Procedure', 'later')).toMatchObject([
    {
      opened: {
        CLINICAL: { reasonReference: [{ reference: one.id('Condition', '0a000000-0000-4000-8000-000000000004') }] },
      },
    },
  ])
})
test('what is sealed anew before an upcast, and again after it, is what it was', async () => {
  const { old, fresh } = await both(fill)
  const one = await twin(old)
  const clock = { now: NOW }
  await renewed(one, clock)
  await upcastOf(one)
  await renewed(one, clock)
  const contents = (of: Store) => withoutCounter(of).filter(({ opened }) => Object.keys(opened).length > 0)
  expect(contents(one)).toEqual(contents(fresh))
  const sealedUnder = one.memory.rows().flatMap(({ table, row: { m } }) => (table === 'records' ? [m] : []))
  expect(new Set(sealedUnder.map((m) => Buffer.from(m as Uint8Array).readUInt16BE(1)))).toEqual(new Set([3]))
})

/** Gives every subject of a store a new key. */
async function renewed({ services, documents, keys, memory }: Store, clock: { now: number }) {
  const rotating: Rotating = {
    services: { ...services, now: () => clock.now },
    documents,
    tenant: keys.tenant,
    scan: async function* (name) {
      for (const { table, row } of memory.rows()) if (table === name) yield row
    },
    until: async (at) => {
      clock.now = Math.max(clock.now, at)
    },
    onProgress: () => {},
  }
  expect(await rotateSubjects(rotating)).toBe(0)
}

test('what is not upcast yet, or cannot be, leaves with an export as it came', async () => {
  const { old } = await both(async (into) => {
    await fill(into)
    await into.resources([MISFIT])
  })
  const types = async () => (await exported(old)).report.types
  const before = await types()
  expect(before).toMatchObject({ Condition: expect.any(Number), Procedure: expect.any(Number) })
  await upcastOf(old)
  expect(await types()).toEqual(before)
})

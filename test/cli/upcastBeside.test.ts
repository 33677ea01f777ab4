import {
  jobMember,
  memberKey,
  memberPeriodAction,
  opaqueKey,
  recordKey,
  type Table,
  TableError,
} from '@wardgraph/records'
import { expect, test } from 'vitest'
import { damageOf } from '../fixtures/recorded.ts'
import { beside, counts, NOW, type Seen, type Store, snapshot, twin } from './importStore.ts'
import { both, fill, NOTHING, opaque, recordsSince, stoppedAt, upcastOf } from './upcast.fixture.ts'

const down = () => Promise.reject(new TableError('UNAVAILABLE'))

test('an upcast stopped at any transaction and run again stores what one that was not stopped stores', async () => {
  const many = Array.from({ length: 60 }, (_, n) => ({
    ...{ resourceType: 'Condition', id: `c${n}`, subject: { reference: 'Patient/patient-1' } },
    code: { text: `problem ${n}` },
  }))
  const { old } = await both(async (into) => {
    await fill(into)
    await into.resources(many)
    await into.resources(many.slice(0, 45).map((one) => ({ ...one, onsetDateTime: '2019' })))
  })
  const whole = await twin(old)
  const start = whole.memory.calls.transact
  await upcastOf(whole)
  const transactions = whole.memory.calls.transact - start
  expect(transactions).toBeGreaterThan(3)
  for (let n = 1; n <= transactions; n += 1)
    for (const how of ['before', 'after'] as const) {
      const broken = await twin(old, { through: stoppedAt(n, how, down) })
      await expect(upcastOf(broken), `${how} ${n}`).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      const again = await twin(broken)
      await upcastOf(again)
      expect(snapshot(again), `${how} ${n}`).toEqual(snapshot(whole))
    }
})

/** A Condition of before, and the same changed at its source since. */
const CONDITION = { resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/patient-1' } }
const CHANGED = { ...CONDITION, onsetDateTime: '2019' }
const oneCondition = () =>
  both(async (into) => {
    await fill(into)
    await into.resources([CONDITION])
  })
const rowsOfCondition = (of: Store): Seen[] => snapshot(of).filter(({ id }) => id === of.id('Condition', 'c'))
const UPDATED = [
  { marks: { v: 1 }, opened: { OPAQUE: CONDITION } },
  { marks: { v: 2 }, opened: { CLINICAL: { onsetDateTime: '2019' } } },
]

test('a changed record that is imported before the upcast takes the place of the one without a type', async () => {
  const { old } = await oneCondition()
  const one = await twin(old)
  expect(counts(await one.resources([CHANGED]), 'Condition')).toMatchObject({ created: 0, updated: 1 })
  expect(rowsOfCondition(one)).toMatchObject(UPDATED)
  expect(rowsOfCondition(one).every(({ place }) => place.includes('#co#'))).toBe(true)
  await upcastOf(one)
  expect(rowsOfCondition(one)).toMatchObject(UPDATED)
  expect(damageOf(one).filter(({ table }) => table === 'records')).toEqual([])
})

/** A table before whose first transaction something else happens. */
function interrupted(between: () => Promise<unknown>) {
  let done = false
  return (table: Table): Table => ({
    ...table,
    async transact(actions, options) {
      if (!done) {
        done = true
        await between()
      }
      return table.transact(actions, options)
    },
  })
}

test('a changed record that is imported in the middle of the upcast ends as one record with a type', async () => {
  const { old } = await oneCondition()
  const one = await twin(old)
  const upcasting = beside(one, { through: interrupted(() => one.resources([CHANGED])) })
  expect(await upcastOf(upcasting)).toMatchObject({ looked: 14, upcast: 11 })
  expect(rowsOfCondition(one)).toMatchObject(UPDATED)
  expect(opaque(one)).toHaveLength(1)
})

test('a changed record that is upcast in the middle of its import ends as one record with a type', async () => {
  const { old } = await oneCondition()
  const one = await twin(old)
  const importing = beside(one, { through: interrupted(() => upcastOf(one)) })
  expect(counts(await importing.resources([CHANGED]), 'Condition')).toMatchObject({ created: 0, updated: 1 })
  const [version, current] = rowsOfCondition(one)
  expect([version?.marks.v, current?.marks.v]).toEqual([1, 2])
  expect(current).toMatchObject(UPDATED[1] ?? {})
  expect(opaque(one)).toHaveLength(1)
})

test('two upcasts at once end as one does', async () => {
  const { old } = await oneCondition()
  const [one, whole] = [await twin(old), await twin(old)]
  await upcastOf(whole)
  const both = [upcastOf(beside(one)), upcastOf(beside(one))]
  const [first, second] = await Promise.all(both)
  expect((first?.upcast ?? 0) + (second?.upcast ?? 0)).toBe(12)
  expect(snapshot(one)).toEqual(snapshot(whole))
})

test('a record that a version before has written again since is told, and both stay', async () => {
  const { old } = await oneCondition()
  const one = await twin(old)
  await upcastOf(one)
  const place = { type: 'Condition', id: one.id('Condition', 'c'), patient: one.id('Patient', 'patient-1') }
  const [row] = await old.memory.get([opaqueKey(one.keys.tenant, place)])
  await one.memory.transact([{ do: 'put', table: 'records', row: row ?? {} }], { token: 'again' })
  const rows = rowsOfCondition(one)
  expect(rows).toHaveLength(2)
  const kept = [{ type: 'Condition', code: 'TWICE', count: 1 }]
  expect(await upcastOf(one)).toEqual({ ...NOTHING, looked: 2, kept })
  expect(rowsOfCondition(one)).toEqual(rows)
})

test('a row that is not what was written stops the upcast, on record, and stays', async () => {
  const { old } = await oneCondition()
  const one = await twin(old)
  const { memory, services, id, keys } = one
  const place = { type: 'Condition', id: id('Condition', 'c'), patient: id('Patient', 'patient-1') }
  const [row] = await memory.get([opaqueKey(keys.tenant, place)])
  const forged = { ...row, v: 7, pk: String(row?.pk), sk: String(row?.sk) }
  await memory.transact([{ do: 'put', table: 'records', row: forged }], { token: 'forged' })
  await expect(upcastOf(one)).rejects.toMatchObject({ code: 'INTEGRITY' })
  expect(await memory.get([opaqueKey(keys.tenant, place)])).toEqual([forged])
  expect(await memory.get([recordKey(services.policy, keys.tenant, place)])).toEqual([undefined])
  const damage = recordsSince(old, one).filter(({ outcome }) => outcome === 'INTEGRITY')
  expect(damage).toMatchObject([{ origin: 'import', changed: [] }])
})

test('an upcast whose membership has ended writes nothing', async () => {
  const { old } = await oneCondition()
  const one = await twin(old)
  const { memory, keys } = one
  const key = memberKey(keys.tenant, jobMember(keys, { job: 'import', tenantName: 'north' }))
  const [row] = await memory.get([key])
  const action = memberPeriodAction(keys, row ?? {}, { start: null, end: NOW })
  await memory.transact([action], { token: 'ended' })
  const rows = one.rows()
  await expect(upcastOf(one)).rejects.toMatchObject({ code: 'MEMBERSHIP_ENDED' })
  expect(one.rows()).toEqual(rows)
})

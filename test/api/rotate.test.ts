import { rotateRoot, rotateSubjects } from '@wardgraph/api'
import { TableError } from '@wardgraph/records'
import { describe, expect, test } from 'vitest'
import { copyOf } from '../fixtures/clinic.ts'
import { damageOf } from '../fixtures/recorded.ts'
import { stopping } from '../fixtures/stopping.ts'
import { CHART, chart, ready, versions } from './rotate.fixture.ts'

describe('a new root of a tenant', () => {
  test('binds and wraps everything; the old one is opened by KMS no more; what people see is what they saw', async () => {
    const made = await ready()
    const before = await chart(made)
    expect(before.body.data.patient.observations.nodes).toHaveLength(3)
    expect(await rotateRoot(made.rotating, { under: undefined })).toBe(0)
    expect(versions(made, ['keys', 'directory', 'sessions', 'disclosures'])).toEqual(new Set([2]))
    expect((await chart(made)).body).toEqual(before.body)
    const cold = await copyOf(made, { now: made.services.now })
    made.calls.decrypt = 0
    expect((await chart({ ...made, query: cold.query })).body).toEqual(before.body)
    expect(made.calls.decrypt).toBe(1)
    expect(damageOf(made)).toEqual([])
  })

  test('is made once: a rotation that is stopped anywhere goes on with it, and nothing is lost', async () => {
    const { stop, through } = stopping()
    const made = await ready(through)
    const before = await chart(made)
    let stopped = 0
    for (let after = 1; ; after += 1) {
      stop.after = after
      const damaged = await rotateRoot(made.rotating, { under: undefined }).catch((error: unknown) => error)
      stop.after = 0
      expect((await chart(made)).body).toEqual(before.body)
      if (damaged === 0) break
      expect(damaged).toBeInstanceOf(TableError)
      stopped += 1
    }
    expect(stopped).toBeGreaterThan(2)
    const roots = await made.memory.query({ table: 'keys', pk: `${made.north.tenant}#K`, prefix: 'root#' })
    expect(roots.map(({ sk, b }) => [sk, b !== undefined])).toEqual([
      ['root#1', false],
      ['root#2', true],
    ])
    expect(damageOf(made)).toEqual([])
  })

  test('leaves a row that is not what was written as it is, says so, and makes it no better', async () => {
    const made = await ready()
    const forged = made.memory.rows().find(({ row }) => String(row.pk) === `${made.north.tenant}#T`)
    const row = { ...forged?.row, rules: '{}' }
    await made.memory.transact([{ do: 'put', table: 'directory', row }], { token: crypto.randomUUID() })
    expect(await rotateRoot(made.rotating, { under: undefined })).toBe(1)
    expect(await made.memory.get([{ table: 'directory', pk: `${made.north.tenant}#T`, sk: 'rules' }])).toEqual([row])
    expect(damageOf(made)).toMatchObject([{ kind: 'changed', sk: 'rules' }])
  })
})

describe('new keys of the subjects of a tenant', () => {
  test('seal every row, old versions too; the old keys are gone; what people see is what they saw', async () => {
    const made = await ready()
    const { query, doctor, ada } = made
    const contact = `mutation M($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) { patient { version } } }`
    const input = {
      patient: ada,
      expectedVersion: 1,
      idempotencyKey: 'k',
      telecom: [{ system: 'phone', value: '555-0199' }],
    }
    expect((await query(made.support, contact, { variables: { input } })).body.errors).toBeUndefined()
    const before = await chart(made)
    const rows = made.memory.rows().filter(({ table }) => table === 'records')
    expect(rows.some(({ row }) => String(row.sk).startsWith('H#'))).toBe(true)
    expect(await rotateSubjects(made.rotating)).toBe(0)
    expect(versions(made, ['records'])).toEqual(new Set([2]))
    const keys = made.memory.rows().filter(({ row }) => String(row.pk).startsWith(`${made.north.tenant}#K#`))
    for (const { row } of keys) expect(Object.keys(row).sort()).toEqual(['f2', 'k2', 'm', 'pk', 'sk', 'w'])
    expect((await query(doctor, CHART, { variables: { id: ada } })).body).toEqual(before.body)
    expect(damageOf(made)).toEqual([])
    // Only the counter of writes has moved: nobody who read a version before has to read it again.
    const after = made.memory.rows().filter(({ table }) => table === 'records')
    const said = (found: typeof rows) =>
      found.map(({ row: { pk, sk, v, t, c, q, s, a } }) => ({ pk, sk, v, t, c, q, s, a }))
    expect(said(after)).toEqual(said(rows))
  })

  test('come between the reading and the writing of a mutation, and it is made all the same', async () => {
    let between: (() => Promise<unknown>) | undefined
    const made = await ready((table) => ({
      ...table,
      transact: async (...of) => {
        const rotate = between
        between = undefined
        await rotate?.()
        return table.transact(...of)
      },
    }))
    const { query, support, ada } = made
    const [areMade, isAsked, areSealed, isAnswered] = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
    let waits = 0
    const until = async (at: number) => {
      waits += 1
      if (waits > 1) {
        areSealed?.resolve()
        await isAnswered?.promise
      }
      await made.rotating.until(at)
      areMade?.resolve()
      await isAsked?.promise
    }
    const rotation = rotateSubjects({ ...made.rotating, until })
    await areMade?.promise
    between = async () => {
      isAsked?.resolve()
      await areSealed?.promise
    }
    const contact = `mutation M($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) { patient { version } } }`
    const telecom = [{ system: 'phone', value: '555-0199' }]
    const input = { patient: ada, expectedVersion: 1, idempotencyKey: 'k', telecom }
    const { body } = await query(support, contact, { variables: { input } })
    expect(body).toEqual({ data: { updatePatientContact: { patient: { version: 2 } } } })
    expect(between).toBeUndefined()
    isAnswered?.resolve()
    expect(await rotation).toBe(0)
    expect((await chart(made)).body.data.patient.telecom).toEqual([{ value: '555-0199' }])
    expect(damageOf(made)).toEqual([])
  })

  test('lose nothing that is written between the reading of a row and its sealing', async () => {
    let between: (() => Promise<unknown>) | undefined
    const made = await ready((table) => ({
      ...table,
      transact: async (actions, options) => {
        if (actions.some((action) => action.do === 'put' && action.table === 'records')) {
          const write = between
          between = undefined
          await write?.()
        }
        return table.transact(actions, options)
      },
    }))
    const { query, support, ada } = made
    const contact = `mutation M($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) { patient { version } } }`
    const telecom = [{ system: 'phone', value: '555-0199' }]
    const input = { patient: ada, expectedVersion: 1, idempotencyKey: 'k', telecom }
    between = () => query(support, contact, { variables: { input } })
    expect(await rotateSubjects(made.rotating)).toBe(0)
    expect((await chart(made)).body.data.patient.telecom).toEqual([{ value: '555-0199' }])
    expect(versions(made, ['records'])).toEqual(new Set([2]))
    expect(between).toBeUndefined()
    expect(damageOf(made)).toEqual([])
  })

  test('are begun once: stopped anywhere, the rotation goes on, and what is read meanwhile is right', async () => {
    const { stop, through } = stopping()
    const made = await ready(through)
    const before = await chart(made)
    let stopped = 0
    for (let after = 1; ; after += 1) {
      stop.after = after
      const damaged = await rotateSubjects(made.rotating).catch((error: unknown) => error)
      stop.after = 0
      expect((await chart(made)).body).toEqual(before.body)
      if (damaged === 0) break
      expect(damaged).toBeInstanceOf(TableError)
      stopped += 1
    }
    expect(stopped).toBeGreaterThan(2)
    expect(versions(made, ['records'])).toEqual(new Set([2]))
    expect(damageOf(made)).toEqual([])
    expect(await rotateSubjects(made.rotating)).toBe(0)
    expect(versions(made, ['records'])).toEqual(new Set([3]))
  })
})

import { type Rotating, rotateRoot, rotateSubjects } from '@wardgraph/api'
import { describe, expect, test } from 'vitest'
import { damageOf } from '../fixtures/recorded.ts'
import { chart, type Ready, ready, versions } from './rotate.fixture.ts'

/** The keys of KMS that the roots are under; null for one that KMS does not open. */
async function rootsOf({ memory, north }: Pick<Ready, 'memory' | 'north'>) {
  const rows = await memory.query({ table: 'keys', pk: `${north.tenant}#K`, prefix: 'root#' })
  return rows.map(({ sk, b, kms }) => [sk, b === undefined ? null : kms])
}

const STOPPED = new Error('stopped')
const stopped = (rotating: Rotating): Rotating => ({ ...rotating, until: () => Promise.reject(STOPPED) })

describe('a root', () => {
  test('is not taken away by a run that has waited for the one before it', async () => {
    const made = await ready()
    const before = await chart(made)
    let looks = 0
    const scan: Rotating['scan'] = async function* (table) {
      yield* made.rotating.scan(table)
      if (table !== 'disclosures') return
      looks += 1
      if (looks !== 1) return
      await rotateRoot(made.rotating, { under: undefined })
      await expect(rotateRoot(stopped(made.rotating), { under: undefined })).rejects.toBe(STOPPED)
      made.clock.now += 600_000
    }
    expect(await rotateRoot({ ...made.rotating, scan }, { under: undefined })).toBe(0)
    expect(looks).toBe(1)
    expect((await chart(made)).body).toEqual(before.body)
    expect(await rotateRoot(made.rotating, { under: undefined })).toBe(0)
    expect(versions(made, ['keys', 'directory', 'sessions', 'disclosures'])).toEqual(new Set([3]))
    expect(damageOf(made)).toEqual([])
  })

  test('is under the KMS key that is asked for, also where another was begun under another', async () => {
    const made = await ready()
    await expect(rotateRoot(stopped(made.rotating), { under: undefined })).rejects.toBe(STOPPED)
    expect(await rotateRoot(made.rotating, { under: 'second' })).toBe(0)
    expect(await rootsOf(made)).toEqual([
      ['root#1', null],
      ['root#2', null],
      ['root#3', 'second'],
    ])
    await expect(rotateRoot(stopped(made.rotating), { under: 'third' })).rejects.toBe(STOPPED)
    expect(await rotateRoot(made.rotating, { under: 'third' })).toBe(0)
    expect((await rootsOf(made)).slice(2)).toEqual([
      ['root#3', null],
      ['root#4', 'third'],
    ])
    expect(damageOf(made)).toEqual([])
  })
})

describe('the keys of subjects', () => {
  test('come to their end under writers who write a row each time that it has been read', async () => {
    const written = { times: 0 }
    const made = await ready((table) => ({
      ...table,
      transact: async (actions, options) => {
        const sealed = actions.filter(
          (action) => action.do === 'put' && action.table === 'records' && action.if?.is === 'bound',
        )
        // One that is alone in its transaction was read just before.
        if (sealed.length > 1 && written.times < 20) await write()
        return table.transact(actions, options)
      },
    }))
    const { query, support, ada } = made
    const contact = `mutation M($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) { patient { version } } }`
    const write = async () => {
      written.times += 1
      const telecom = [{ system: 'phone', value: `555-${written.times}` }]
      const input = { patient: ada, expectedVersion: written.times, idempotencyKey: `k${written.times}`, telecom }
      expect((await query(support, contact, { variables: { input } })).body.errors).toBeUndefined()
    }
    expect(await rotateSubjects(made.rotating)).toBe(0)
    expect(written.times).toBeLessThan(5)
    expect((await chart(made)).body.data.patient.telecom).toEqual([{ value: `555-${written.times}` }])
    expect(versions(made, ['records'])).toEqual(new Set([2]))
    expect(damageOf(made)).toEqual([])
  })

  test('are alone only once nobody holds a row any more that was read before it was sealed anew', async () => {
    const times: { sealed: number; alone: number[] } = { sealed: 0, alone: [] }
    const made = await ready((table) => ({
      ...table,
      transact: async (actions, options) => {
        for (const action of actions) {
          if (action.do !== 'put' || action.if?.is !== 'bound') continue
          if (action.table === 'records') times.sealed = made.clock.now
          else if (action.table === 'keys' && action.row.k1 === undefined) times.alone.push(made.clock.now)
        }
        return table.transact(actions, options)
      },
    }))
    expect(await rotateSubjects(made.rotating)).toBe(0)
    expect(times.alone.length).toBeGreaterThan(2)
    // A request may take ten seconds, an import a minute.
    expect(Math.min(...times.alone) - times.sealed).toBeGreaterThan(60_000)
  })

  test('are not taken away by a run that has waited for the ones before them', async () => {
    const made = await ready()
    const before = await chart(made)
    let waits = 0
    const until = async (at: number) => {
      await made.rotating.until(at)
      waits += 1
      if (waits !== 2) return
      await rotateSubjects(made.rotating)
      await expect(rotateSubjects(stopped(made.rotating))).rejects.toBe(STOPPED)
      made.clock.now += 600_000
    }
    expect(await rotateSubjects({ ...made.rotating, until })).toBe(0)
    expect(waits).toBe(2)
    expect((await chart(made)).body).toEqual(before.body)
    // The one that was stopped is gone on with, and no other is begun.
    expect(await rotateSubjects(made.rotating)).toBe(0)
    expect(versions(made, ['records'])).toEqual(new Set([3]))
    expect(damageOf(made)).toEqual([])
  })
})

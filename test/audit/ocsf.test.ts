import { ocsfEvent } from '@wardgraph/audit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RequestRecord } from '../../packages/audit/src/record.ts'
import { idOf } from './fixture.ts'
import { ocsfProblems } from './ocsfChecks.ts'
import { full, john, opening, request } from './outFixture.ts'
import { anyRequest } from './randomRecord.ts'

const of = (change: Partial<RequestRecord>) => ocsfEvent(request(change))
const mutation = { kind: 'mutation', roots: ['Mutation.breakGlass'], document: null } as const

describe('an OCSF event', () => {
  test('of a token that was refused is a failed authentication of nobody known', () => {
    const nothing = { disclosed: [], ties: [], opened: 0 }
    const event = of({
      outcome: 'UNAUTHENTICATED',
      status: 401,
      caller: null,
      session: null,
      operation: null,
      ...nothing,
    })
    expect(event).toMatchObject({
      class_uid: 3002,
      type_uid: 300201,
      status_id: 2,
      severity_id: 2,
      status_code: 'UNAUTHENTICATED',
      status_detail: 'HTTP 401',
      user: { name: 'Unknown', type_id: 0 },
    })
    expect(ocsfProblems(JSON.stringify(event))).toEqual([])
  })

  test('of a denial is a failure, of low severity; of a fault, or a broken glass, of medium', () => {
    const denied = [[null, 'Query', null, ['patients']]] as const
    const said = ({ status_id, status_code, severity_id }: ReturnType<typeof of>) => [
      status_id,
      status_code,
      severity_id,
    ]
    expect(said(of({ denied }))).toEqual([2, 'FORBIDDEN', 2])
    expect(said(of({ outcome: 'LIMIT_EXCEEDED' }))).toEqual([2, 'LIMIT_EXCEEDED', 2])
    for (const fault of ['INTERNAL', 'INTEGRITY'] as const) expect(said(of({ outcome: fault }))).toEqual([2, fault, 3])
    expect(said(of({ ties: [[john, 'BREAK_GLASS', idOf('glass')]] }))).toEqual([1, 'OK', 3])
    expect(said(of({}))).toEqual([1, 'OK', 1])
  })

  test('is an API activity that creates, reads or updates, or something else with a name', () => {
    const row = [john, 'Observation', idOf('pulse'), ['status']] as const
    const types = [
      of({}),
      of({ operation: mutation, changed: [[...row, 1]] }),
      of({ operation: mutation, changed: [[...row, 2]] }),
      of({ operation: mutation, disclosed: [], denied: [[john, 'Observation', null, []]] }),
      of({ operation: null, disclosed: [], outcome: 'BAD_USER_INPUT', status: 400 }),
    ].map(({ type_uid, activity_name }) => [type_uid, activity_name])
    expect(types).toEqual([
      [600302, 'Read'],
      [600301, 'Create'],
      [600303, 'Update'],
      [600399, 'Other'],
      [600300, 'Unknown'],
    ])
  })

  test('names each record once, and its fields where OCSF has no place for them', () => {
    const row = [john, 'Observation', idOf('pulse'), ['status']] as const
    const event = of({ disclosed: [row], changed: [[...row, 2]], denied: [[null, 'Query', null, ['patients']]] })
    const named = { patient: john, type: 'Observation', id: idOf('pulse'), fields: ['status'] }
    expect(event).toMatchObject({
      resources: [{ type: 'Observation', uid: idOf('pulse') }],
      unmapped: {
        disclosed: [named],
        changed: [{ ...named, version: 2 }],
        denied: [{ type: 'Query', fields: ['patients'] }],
      },
    })
  })

  test('of the opening of a chain is an event of the application, and tells the chain that was given up', () => {
    const event = ocsfEvent(opening())
    expect(event).toMatchObject({
      type_uid: 600299,
      unmapped: { closes: { chain: idOf('given up'), seq: 7 }, lane: 3 },
    })
    expect(ocsfProblems(JSON.stringify(event))).toEqual([])
  })

  test('of a time that is no moment is of the year 1970, and shows the time as it is spelled', () => {
    const time = '2026-13-01T00:00:00.000Z'
    expect(of({ time })).toMatchObject({ time: 0, metadata: { original_time: time } })
  })
})

test('the checks notice what is missing, empty, or of no value set', () => {
  const good = ocsfEvent(full())
  expect(ocsfProblems(JSON.stringify(good))).toEqual([])
  for (const bad of [
    { ...good, actor: undefined },
    { ...good, src_endpoint: {} },
    { ...good, api: { request: { uid: 'r-1' } } },
    { ...good, type_uid: 600300 },
    { ...good, severity_id: 9 },
    { ...good, class_uid: 6005 },
    { ...good, resources: [] },
    { ...good, time: 1.5 },
  ])
    expect(ocsfProblems(JSON.stringify(bad))).not.toEqual([])
})

test('every record makes an OCSF event that has what its class requires, and loses no row', () => {
  fc.assert(
    fc.property(anyRequest, (record) => {
      const event = ocsfEvent(record)
      expect(ocsfProblems(JSON.stringify(event))).toEqual([])
      const text = JSON.stringify(event.unmapped)
      for (const [, , id] of [...record.disclosed, ...record.changed, ...record.denied])
        if (id !== null) expect(text).toContain(id)
    }),
    { numRuns: 500 },
  )
})

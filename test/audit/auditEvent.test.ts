import { type AuditEvent, auditEvent } from '@wardgraph/audit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RequestRecord } from '../../packages/audit/src/record.ts'
import { auditEventProblems, balpProblems } from './auditEventChecks.ts'
import { idOf } from './fixture.ts'
import { full, john, mary, opening, request } from './outFixture.ts'
import { anyRequest, patients } from './randomRecord.ts'

const pulse = idOf('pulse')

function about(patient: string, record: RequestRecord): AuditEvent {
  const event = auditEvent({ record, patient })
  if (event === undefined) throw new Error('the record does not name the patient')
  return event
}
const john2 = (change: Partial<RequestRecord>) => about(john, request(change))
const details = (event: AuditEvent) =>
  event.entity.flatMap(({ detail = [] }) => detail.map(({ type, valueString }) => `${type}: ${valueString}`))
const profile = (event: AuditEvent) => event.meta?.profile[0]?.replace(/.*\./, '')

describe('an event about one patient', () => {
  test('is not made of a record that names the patient in no row, nor of the opening of a chain', () => {
    const others = request({ disclosed: [[mary, 'Patient', mary, ['name']]], ties: [[mary, 'CARE_TEAM', null]] })
    const nobody = request({ disclosed: [[null, 'Membership', idOf('ann in north'), ['role']]], ties: [] })
    const tiedOnly = request({ disclosed: [], ties: [[john, 'CARE_TEAM', null]] })
    for (const record of [others, nobody, tiedOnly, opening()])
      expect(auditEvent({ record, patient: john })).toBeUndefined()
  })

  test('shows no row, tie or id of another patient that the record names', () => {
    const event = john2({
      disclosed: [
        [john, 'Patient', john, ['name']],
        [mary, 'Observation', pulse, ['code']],
        [null, 'Organization', idOf('house'), ['telecom']],
      ],
      changed: [[mary, 'Patient', mary, ['birthDate'], 2]],
      denied: [[mary, 'Encounter', idOf('visit'), ['period']]],
      ties: [
        [mary, 'BREAK_GLASS', idOf('glass')],
        [john, 'TENANT', null],
      ],
    })
    const text = JSON.stringify(event)
    for (const hidden of [
      mary,
      pulse,
      idOf('house'),
      idOf('visit'),
      idOf('glass'),
      'birthDate',
      'BREAK_GLASS',
      'ETREAT',
    ])
      expect(text).not.toContain(hidden)
    expect([event.outcome, event.action]).toEqual(['0', 'R'])
  })

  test('withholds the id of a link, which is the other chart', () => {
    const linked = john2({ disclosed: [], changed: [[john, 'Link', mary, ['state'], 1]] })
    expect(JSON.stringify(linked)).not.toContain(mary)
    expect(details(linked)).toEqual(expect.arrayContaining(['changed: state', 'withheld: id']))
    expect(profile(linked)).toBeUndefined()
  })

  test('has an id that is neither the event about another patient nor another record', () => {
    const disclosed = [
      [john, 'Patient', john, []],
      [mary, 'Patient', mary, []],
    ] as const
    const ids = [
      about(john, request({ disclosed })).id,
      about(mary, request({ disclosed })).id,
      about(john, request({ disclosed, seq: 9_999_999_999 })).id,
    ]
    expect(new Set(ids).size).toBe(3)
    expect(Math.max(...ids.map(({ length }) => length))).toBe(64)
  })
})

describe('the outcome of an event', () => {
  test('is a minor failure where something of the patient was denied, also beside what was disclosed', () => {
    const denied = [[john, 'Patient', john, ['observations']]] as const
    for (const change of [{ denied }, { denied, disclosed: [] }]) {
      const event = john2(change)
      expect([event.outcome, event.outcomeDesc]).toEqual(['4', 'FORBIDDEN'])
      expect(details(event)).toContain('denied: observations')
      expect(profile(event)).toBeUndefined()
    }
    expect(john2({ denied: [[null, 'Query', null, ['patients']]] }).outcome).toBe('0')
  })

  test('is a minor failure where the request was refused, a serious one where a service failed', () => {
    const outcomeOf = (outcome: RequestRecord['outcome']) => {
      const event = john2({ outcome })
      expect(profile(event)).toBe(outcome === 'OK' ? 'PatientRead' : undefined)
      expect(event.outcomeDesc).toBe(outcome === 'OK' ? undefined : outcome)
      return event.outcome
    }
    for (const outcome of ['FORBIDDEN', 'BAD_USER_INPUT', 'LIMIT_EXCEEDED', 'CONFLICT', 'UNAUTHENTICATED'] as const)
      expect(outcomeOf(outcome)).toBe('4')
    for (const outcome of ['AUDIT_UNAVAILABLE', 'UNAVAILABLE', 'INTERNAL', 'INTEGRITY'] as const)
      expect(outcomeOf(outcome)).toBe('8')
    expect(outcomeOf('OK')).toBe('0')
  })

  test('of a mutation that was denied is neither a read nor a change', () => {
    const operation = { kind: 'mutation', roots: ['Mutation.labelRecord'], document: null } as const
    const event = john2({ operation, disclosed: [], denied: [[john, 'Observation', pulse, []]] })
    expect([event.action, event.subtype[0]?.code, event.outcome]).toEqual(['E', 'operation', '4'])
    expect(details(event)).toContain('denied: Observation')
  })
})

describe('a profile of BALP', () => {
  const one = [john, 'Observation', pulse, ['status']] as const
  const made = [...one, 1] as const

  test('is claimed for one record that was read, created or updated, and met', () => {
    const events = [
      john2({ disclosed: [one] }),
      john2({ disclosed: [one], changed: [made] }),
      john2({ disclosed: [], changed: [[john, 'Patient', john, ['telecom'], 2]] }),
      john2({ caller: null, session: null, operation: null, disclosed: [], changed: [[...one, 3]] }),
    ]
    expect(events.map(profile)).toEqual(['PatientRead', 'PatientCreate', 'PatientUpdate', 'PatientUpdate'])
    for (const event of events) expect(balpProblems({ ...event })).toEqual([])
    const whats = events.map(({ entity }) => entity[1]?.what?.reference)
    expect(whats).toEqual([
      `Observation/${pulse}`,
      `Observation/${pulse}/_history/1`,
      `Patient/${john}/_history/2`,
      `Observation/${pulse}/_history/3`,
    ])
  })

  test('is not claimed for several records', () => {
    const event = john2({ disclosed: [one, [john, 'Patient', john, ['name']]] })
    expect([profile(event), event.action]).toEqual([undefined, 'R'])
  })
})

test('a person is named with role and membership, and under a broken glass with its purpose first', () => {
  const purposes = (event: AuditEvent) => event.agent.at(-1)?.purposeOfUse?.map(({ coding: [one] }) => one?.code)
  expect(john2({}).agent.at(-1)).toMatchObject({
    requestor: true,
    who: { identifier: { system: 'urn:wardgraph:person', value: idOf('ann') } },
    altId: idOf('ann in north'),
    role: [{ coding: [{ code: 'DOCTOR' }] }],
  })
  expect(purposes(john2({}))).toEqual(['TREAT'])
  expect(purposes(about(john, full()))).toEqual(['ETREAT', 'TREAT'])
  const nobody = john2({ caller: null })
  expect(nobody.agent.filter(({ requestor }) => requestor)).toEqual([])
})

test('what FHIR has no type for is named by a system of ours, and a masked field as masked', () => {
  const event = john2({ disclosed: [[john, 'BreakGlass', idOf('glass'), ['period~']]] })
  expect(event.entity[1]?.what).toEqual({
    identifier: { system: 'urn:wardgraph:record:BreakGlass', value: idOf('glass') },
  })
  expect(details(event)).toContain('disclosed masked: period')
})

test('a time that is no moment is said to be unknown', () => {
  const event = john2({ time: '2026-13-01T00:00:00.000Z' })
  expect(event.recorded).toBeUndefined()
  expect(auditEventProblems(event)).toEqual([])
})

test('the checks notice an element that is missing, empty, strange, or of no value set', () => {
  const good = john2({})
  expect(auditEventProblems(good)).toEqual([])
  const [client, ...agents] = good.agent
  for (const bad of [
    { ...good, source: { ...good.source, observer: undefined } },
    { ...good, agent: [] },
    { ...good, agent: [{ ...client, requestor: undefined }, ...agents] },
    { ...good, agent: [{ ...client, requestor: true }, ...agents] },
    { ...good, type: { system: good.type.system, code: 'graphql' } },
    { ...good, outcome: '5' },
    { ...good, recorded: '2026-11-22' },
    { ...good, note: 'John' },
    { ...good, entity: [{}] },
    { ...good, meta: null },
  ])
    expect(auditEventProblems(bad)).not.toEqual([])
  expect(balpProblems({ ...good, outcome: '4' })).not.toEqual([])
})

test('every record makes an AuditEvent that FHIR takes, tells all of its patient and nothing of the others', () => {
  fc.assert(
    fc.property(anyRequest, fc.constantFrom(...patients), (record, patient) => {
      const { disclosed, changed, denied, ties } = record
      const event = auditEvent({ record, patient })
      const rows = [...disclosed, ...changed, ...denied]
      const own = rows.filter(([whose]) => whose === patient)
      expect(event === undefined).toBe(own.length === 0)
      if (event === undefined) return
      expect(auditEventProblems(event)).toEqual([])
      if (event.meta) expect(balpProblems({ ...event })).toEqual([])
      const told = details(event)
      for (const [, , , fields] of own)
        for (const field of fields) expect(told.some((line) => line.endsWith(`: ${field.replace('~', '')}`))).toBe(true)
      const text = JSON.stringify(event)
      for (const [other] of [...rows, ...ties])
        if (other !== null && other !== patient) expect(text).not.toContain(other)
    }),
    { numRuns: 500 },
  )
})

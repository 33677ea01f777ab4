import { readPolicy } from '@wardgraph/access'
import { KINDS, type Table } from '@wardgraph/records'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import type { Row } from '@wardgraph/vault'
import { upcast } from '../../packages/cli/src/upcast/upcast.ts'
import { type Seen, type Store, snapshot, store, twin } from './importStore.ts'

/** The types that came after the first release. */
export const LATER = [
  'AllergyIntolerance',
  'CarePlan',
  'CareTeam',
  'Condition',
  'Coverage',
  'DiagnosticReport',
  'DocumentReference',
  'Goal',
  'Immunization',
  'MedicationRequest',
  'Procedure',
]

/** The policy as it was before them. */
export const before = readPolicy({
  ...plan,
  records: Object.fromEntries(Object.entries(plan.records).filter(([type]) => !LATER.includes(type))),
})

/** What is imported while nobody knows the later types, as rows of that time were. */
export async function asBefore<T>(work: () => Promise<T>): Promise<T> {
  const kinds = KINDS as Map<string, NonNullable<ReturnType<typeof KINDS.get>>>
  const later = LATER.flatMap((type) => {
    const kind = kinds.get(type)
    return kind === undefined ? [] : [[type, kind] as const]
  })
  for (const [type] of later) kinds.delete(type)
  try {
    return await work()
  } finally {
    for (const [type, kind] of later) kinds.set(type, kind)
  }
}

/** A store of before, with what `fill` brings into it, and another that `fill` filled with today's policy. */
export async function both(fill: (into: Store) => Promise<unknown>) {
  const empty = await store()
  const old = await twin(empty, { policy: before })
  await asBefore(() => fill(old))
  const fresh = await twin(empty)
  await fill(fresh)
  return { old, fresh }
}

/** Upcasts a store's tenant. */
export function upcastOf({ services, documents, keys, memory }: Store, lines: string[] = []) {
  return upcast({
    services,
    documents,
    tenant: keys.tenant,
    tenantName: 'north',
    scan: async function* () {
      for (const { table, row } of memory.rows()) if (table === 'records') yield row
    },
    onProgress: (line) => lines.push(line),
  })
}

/** What is stored, opened, but for how often each row was written. */
export function withoutCounter(of: Store): readonly Seen[] {
  return snapshot(of).map((seen) => ({ ...seen, marks: { ...seen.marks, w: undefined } }))
}

/** A table of which everything fails once its nth transaction is asked for, or has happened and its reply is lost. */
export function stoppedAt(n: number, how: 'before' | 'after', down: () => Promise<never>) {
  let seen = 0
  let stopped = false
  return (table: Table): Table => ({
    get: (keys) => (stopped ? down() : table.get(keys)),
    query: (range) => (stopped ? down() : table.query(range)),
    async transact(actions, options) {
      seen += 1
      if (seen === n && how === 'before') stopped = true
      if (stopped) return down()
      await table.transact(actions, options)
      if (seen < n) return
      stopped = true
      await down()
    },
  })
}

/** One chart with every later type and what is odd of them, as a bundle whose references are `urn:uuid`. */
export function chart() {
  const uuid = (n: number) => `0a000000-0000-4000-8000-${String(n).padStart(12, '0')}`
  const urn = (n: number) => ({ reference: `urn:uuid:${uuid(n)}` })
  const of = (n: number, resource: { readonly resourceType: string }, id = uuid(n)) => ({
    fullUrl: `urn:uuid:${uuid(n)}`,
    resource: { ...resource, id },
  })
  const code = (text: string, value = text) => ({ coding: [{ system: 'http://example.org', code: value }], text })
  const [patient, visit, doctor, problem] = [urn(1), urn(2), urn(3), urn(4)]
  const entry = [
    // Another id than the URL says: only the chart tells whose the records are.
    of(1, { resourceType: 'Patient', name: [{ family: 'Example' }] } as never, 'patient-1'),
    of(2, { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' }, subject: patient } as never),
    of(3, { resourceType: 'Practitioner', name: [{ family: 'Doctor' }] } as never),
    of(4, {
      resourceType: 'Condition',
      ...{ subject: patient, encounter: visit, asserter: doctor, code: code('asthma', '195967001') },
      ...{ onsetDateTime: '2015-02-03', extension: [{ url: 'http://example.org/x', valueString: 'kept' }] },
      contained: [{ resourceType: 'Practitioner', id: 'inside' }],
      recorder: { reference: '#inside' },
    } as never),
    of(5, { resourceType: 'AllergyIntolerance', patient, recordedDate: '2014', code: code('peanut') } as never),
    of(6, {
      ...{ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: patient, addresses: [problem] },
      period: { start: '2015-03' },
    } as never),
    of(7, {
      ...{ resourceType: 'CareTeam', status: 'active', subject: patient, reasonReference: [problem] },
      participant: [{ member: doctor }, { member: { reference: 'urn:uuid:nowhere' } }],
    } as never),
    of(8, {
      ...{ resourceType: 'Coverage', status: 'active', beneficiary: patient, subscriber: { display: 'a parent' } },
      payor: [{ reference: 'Organization?identifier=urn:ids|insurer' }],
    } as never),
    of(9, {
      ...{ resourceType: 'DiagnosticReport', status: 'final', code: code('panel', '24323-8'), subject: patient },
      ...{ encounter: visit, performer: [doctor], effectiveDateTime: '2015-02-04T10:00:00Z' },
      result: [{ reference: 'Observation/not-here-yet' }],
    } as never),
    of(10, {
      ...{ resourceType: 'DocumentReference', status: 'current', subject: patient, date: '2015-02-04T10:00:00Z' },
      content: [{ attachment: { contentType: 'text/plain', data: 'dGV4dA==' } }],
    } as never),
    of(11, {
      ...{ resourceType: 'Goal', lifecycleStatus: 'active', description: code('less'), subject: patient },
      addresses: [problem],
    } as never),
    of(12, {
      ...{ resourceType: 'Immunization', status: 'completed', vaccineCode: code('flu', '140'), patient },
      occurrenceDateTime: '2015-10-01',
      performer: [{ actor: doctor }],
    } as never),
    of(13, {
      ...{ resourceType: 'MedicationRequest', status: 'active', intent: 'order', subject: patient, encounter: visit },
      ...{ medicationCodeableConcept: code('inhaler', '745752'), reasonReference: [problem], requester: doctor },
      authoredOn: '2015-02-03T11:00:00Z',
    } as never),
    of(14, {
      ...{ resourceType: 'Procedure', status: 'completed', subject: patient, code: code('spirometry') },
      performer: [{ actor: doctor }],
      performedPeriod: { start: '2015-02-03T11:00:00Z' },
    } as never),
    of(15, { resourceType: 'Claim', status: 'active', patient, total: { value: 1 } } as never),
    // In no chart, with an identifier that it is found by.
    of(16, {
      ...{ resourceType: 'Procedure', status: 'completed', code: code('of nobody') },
      ...{ subject: { display: 'a herd' }, identifier: [{ system: 'urn:ids', value: 'p-16' }] },
    } as never),
  ]
  return { resourceType: 'Bundle', type: 'collection', entry }
}

/** Whom a chart refers to by an identifier. */
export const INSURER = {
  ...{ resourceType: 'Organization', id: 'insurer', name: 'Insurer' },
  identifier: [{ system: 'urn:ids', value: 'insurer' }],
}

/** One that its type does not fit. */
export const MISFIT = {
  ...{ resourceType: 'Condition', id: 'misfit', subject: { reference: 'Patient/patient-1' } },
  onsetDateTime: 'in spring',
}

/** A store of before or of today with a chart. */
export const fill = (into: Store) => into.resources([INSURER, chart()])

/** The rows without a type. */
export const opaque = (of: Store) => of.rows().filter(({ pk, sk }) => /#xx#/.test(`${pk} ${sk}`))

/** What an upcast says that finds nothing to do. */
export const NOTHING = { tenant: 'north', upcast: 0, types: {}, kept: [], unresolved: 0 }

/** The audit records that one store has and the one that it was copied from does not. */
export function recordsSince(before: Store, { memory }: Store) {
  const placed = ({ pk, sk }: Row) => `${pk} ${sk}`
  const known = new Set(before.rows().map(placed))
  const rows = memory.rows().filter(({ table, row }) => table === 'audit' && !known.has(placed(row)))
  return rows.map(({ row }) => JSON.parse(String(row.r))).filter(({ outcome }) => outcome !== 'GENESIS')
}

import type { Segment } from '@wardgraph/schema/types'
import { LATER, type LeakWorld, type Model, type Where, WRITTEN } from './world.ts'

/** Two charts that differ in one thing, and the row of the grid that it belongs to. */
export interface Difference {
  readonly name: string
  readonly row: string
  readonly where: Where
  readonly a: Model
  readonly b: Model
}

type Record_ = Model['records'][number]
type Content = Record_['content']

const NORMAL: readonly Segment[] = ['NORMAL']
const SENSITIVE: readonly Segment[] = ['PART2', 'HIV', 'MENTAL_HEALTH', 'REPRODUCTIVE', 'PSYCHOTHERAPY', 'VIP']
/** Records that are hidden all at once: more than a page of them. */
const MANY = 30

/** Everything that two stores may differ in, for charts whose caller is near, far and elsewhere. */
export function differences(world: LeakWorld): readonly Difference[] {
  return (['TEAM', 'HOUSE', 'ELSEWHERE'] as const).flatMap((where) => {
    const base = chart(world, where)
    return [...values(base), ...presences(base), ...segments(base), ...consents(base)].map((one) => ({
      ...one,
      where,
      name: `${one.name}, ${where}`,
    }))
  })
}

type Unplaced = Omit<Difference, 'where'>

/** Vera with a visit and a finding, nothing of them sensitive. */
function chart(world: LeakWorld, where: Where): Model & { readonly patient: NonNullable<Model['patient']> } {
  const staff = { reference: where === 'ELSEWHERE' ? world.sigi : world.dora }
  const finding = (name: string, day: string) => observation(name, { effectiveDateTime: day, valueString: 'Normal' })
  return {
    patient: {
      segments: NORMAL,
      rules: [],
      at: WRITTEN,
      content: {
        active: true,
        name: [{ family: 'Vogt', given: ['Vera'] }],
        birthDate: '1980-05-06',
        gender: 'female',
        identifier: [{ system: 'urn:mrn', value: 'MRN-11112345', type: { coding: [{ code: 'MR' }] } }],
        maritalStatus: { text: 'Married' },
        telecom: [{ system: 'phone', value: '555-0111' }],
        address: [{ line: ['Main Street 1'], city: 'Town', postalCode: '10000' }],
        generalPractitioner: [staff],
      },
    },
    records: [
      {
        type: 'Encounter',
        name: 'visit-v',
        segments: NORMAL,
        at: WRITTEN,
        content: {
          status: 'finished',
          class: { code: 'AMB' },
          type: [{ text: 'Check-up' }],
          period: { start: '2026-02-01T09:00:00Z' },
          participant: [{ individual: staff }],
          reasonCode: [{ text: 'Cough' }],
        },
      },
      finding('finding-1', '2026-02-01T09:30:00Z'),
      finding('finding-2', '2026-02-03T09:30:00Z'),
    ],
  }
}

function observation(name: string, content: Content, segments = NORMAL): Record_ {
  const code = { coding: [{ system: 'http://loinc.org', code: '8867-4' }] }
  return { type: 'Observation', name, segments, at: WRITTEN, content: { status: 'final', code, ...content } }
}

/** A visit ahead: what a panel is sorted by. */
function planned(start: string, segments = NORMAL): Record_ {
  const content = { status: 'planned', class: { code: 'AMB' }, period: { start } }
  return { type: 'Encounter', name: 'ahead-v', segments, at: WRITTEN, content }
}
const [AHEAD, FURTHER] = ['2098-03-01T09:00:00Z', '2099-03-01T09:00:00Z']

/** One field with another value, class by class. */
function values(base: ReturnType<typeof chart>): Unplaced[] {
  const { patient, records } = base
  const ofPatient = (row: string, field: string, value: unknown): Unplaced => ({
    row,
    name: `the value of Patient.${field}`,
    a: base,
    b: { ...base, patient: { ...patient, content: { ...patient.content, [field]: value } } },
  })
  const ofRecord = (row: string, type: string, field: string, value: unknown): Unplaced => {
    const at = records.findIndex((one) => one.type === type)
    const changed = records.map((one, i) => (i === at ? { ...one, content: { ...one.content, [field]: value } } : one))
    return { row, name: `the value of ${type}.${field}`, a: base, b: { ...base, records: changed } }
  }
  const written = (type: string): Unplaced => {
    const later = records.map((one) => (one.type === type ? { ...one, at: LATER } : one))
    return { row: 'PROVENANCE', name: `when ${type}s were written`, a: base, b: { ...base, records: later } }
  }
  const number = (value: string) => [{ system: 'urn:mrn', value, type: { coding: [{ code: 'MR' }] } }]
  return [
    ofPatient('NAME', 'name', [{ family: 'Wolf', given: ['Vera'] }]),
    ofPatient('DEMOGRAPHIC', 'birthDate', '1980-11-12'),
    ofPatient('DEMOGRAPHIC', 'birthDate', '1979-05-06'),
    ofPatient('DEMOGRAPHIC', 'gender', 'male'),
    ofPatient('DEMOGRAPHIC', 'maritalStatus', null),
    ofPatient('IDENTIFIER', 'identifier', number('MRN-99992345')),
    ofPatient('IDENTIFIER', 'identifier', number('MRN-11119999')),
    ofPatient('CONTACT', 'telecom', [{ system: 'phone', value: '555-0999' }]),
    ofPatient('CONTACT', 'address', [{ line: ['High Street 9'], city: 'Ville', postalCode: '90000' }]),
    ofRecord('VISIT', 'Encounter', 'status', 'cancelled'),
    ofRecord('VISIT', 'Encounter', 'period', { start: '2026-02-01T11:00:00Z' }),
    {
      row: 'VISIT',
      name: 'when a visit is planned',
      a: { ...base, records: [...records, planned(AHEAD)] },
      b: { ...base, records: [...records, planned(FURTHER)] },
    },
    ofRecord('CLINICAL', 'Encounter', 'reasonCode', [{ text: 'Fever' }]),
    ofRecord('CLINICAL', 'Observation', 'valueString', 'Abnormal'),
    ofRecord('CLINICAL', 'Observation', 'effectiveDateTime', '2026-02-09T09:30:00Z'),
    ofRecord('CLINICAL', 'Observation', 'code', { coding: [{ system: 'http://loinc.org', code: '8480-6' }] }),
    { row: 'PROVENANCE', name: 'when Vera was written', a: base, b: { ...base, patient: { ...patient, at: LATER } } },
    written('Encounter'),
    written('Observation'),
  ]
}

/** A patient, a visit or findings that are there in one store only. */
function presences(base: ReturnType<typeof chart>): Unplaced[] {
  const without = (type: string) => ({ ...base, records: base.records.filter((one) => one.type !== type) })
  return [
    { row: 'a patient', name: 'whether Vera is there', a: base, b: { patient: null, records: [] } },
    { row: 'a record', name: 'whether there is a visit', a: base, b: without('Encounter') },
    { row: 'a record', name: 'whether there is a finding', a: base, b: without('Observation') },
    {
      row: 'a record',
      name: 'whether a visit is planned',
      a: base,
      b: { ...base, records: [...base.records, planned(AHEAD)] },
    },
    { row: 'a link', name: 'whether her chart is linked with another', a: base, b: { ...base, linked: true } },
    { row: 'REVIEW', name: 'whether somebody broke the glass', a: base, b: { ...base, broken: true } },
  ]
}

/** A record with a label beside the others, or none; one of two labels; the chart as a whole. */
function segments(base: ReturnType<typeof chart>): Unplaced[] {
  const row = 'a segment'
  const day = '2026-02-02T09:30:00Z'
  const beside = (...more: readonly Record_[]): Model => ({ ...base, records: [...base.records, ...more] })
  const note = (label: readonly Segment[]) =>
    observation('note-v', { effectiveDateTime: day, valueString: 'Note' }, label)
  const visit = (label: readonly Segment[]) => {
    const content = { status: 'finished', period: { start: day }, reasonCode: [{ text: 'Talk' }] }
    return { type: 'Encounter', name: 'talk-v', segments: label, at: WRITTEN, content }
  }
  const many = Array.from({ length: MANY }, (_, i) =>
    observation(`note-${i}`, { effectiveDateTime: day, valueString: `Note ${i}` }, ['PSYCHOTHERAPY']),
  )
  const head = (label: readonly Segment[]): Model => ({ ...base, patient: { ...base.patient, segments: label } })
  return [
    ...SENSITIVE.map((one) => ({
      row,
      name: `whether there is a finding labelled ${one}`,
      a: base,
      b: beside(note([one])),
    })),
    ...SENSITIVE.map((one) => ({
      row,
      name: `whether there is a visit labelled ${one}`,
      a: base,
      b: beside(visit([one])),
    })),
    ...SENSITIVE.map((one) => ({
      row,
      name: `whether a visit labelled ${one} is planned`,
      a: base,
      b: beside(planned(AHEAD, [one])),
    })),
    { row, name: `whether there are ${MANY} findings labelled PSYCHOTHERAPY`, a: base, b: beside(...many) },
    { row, name: 'with which of two labels', a: beside(note(['HIV'])), b: beside(note(['HIV', 'PSYCHOTHERAPY'])) },
    { row, name: 'whether the chart is labelled', a: head(['HIV']), b: head(['HIV', 'MENTAL_HEALTH']) },
    { row, name: 'whether a VIP is there', a: head(['VIP']), b: { patient: null, records: [] } },
  ]
}

/** A consent about others, about a role as a whole, and one that hides the very patient. */
function consents(base: ReturnType<typeof chart>): Unplaced[] {
  const under = (...rules: NonNullable<Model['patient']>['rules']): Model => ({
    ...base,
    patient: { ...base.patient, rules },
  })
  const other = { type: 'DENY', persons: ['z'.repeat(26)] }
  const nurses = { type: 'DENY', roles: ['NURSE'], classes: ['CLINICAL'] }
  const all = ['NAME', 'DEMOGRAPHIC', 'IDENTIFIER', 'CONTACT', 'VISIT', 'CLINICAL', 'CONSENT', 'OPAQUE', 'PROVENANCE']
  const denied = under({ type: 'DENY', roles: ['DOCTOR', 'NURSE', 'PATIENT'], classes: all })
  const row = 'a consent'
  return [
    { row: 'CONSENT', name: 'whether somebody else is denied', a: base, b: under(other) },
    { row: 'CONSENT', name: 'whom else it denies', a: under(other), b: under({ ...other, persons: ['y'.repeat(26)] }) },
    { row, name: 'whether nurses are denied findings', a: base, b: under(nurses) },
    {
      row,
      name: 'whether who is denied all of Vera is denied, or she is not there',
      a: denied,
      b: { patient: null, records: [] },
    },
    { row, name: 'a value behind a denial', a: denied, b: { ...denied, records: denied.records.slice(0, 2) } },
  ]
}

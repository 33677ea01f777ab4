import {
  breakGlassActions,
  linkActions,
  personId,
  proxyActions,
  type Relation,
  relationActions,
  shiftAction,
  unitAction,
  unitId,
} from '@wardgraph/records'
import { act } from '../fixtures/acts.ts'
import { type Clinic, clinic, type User } from '../fixtures/clinic.ts'
import type { Tenant } from './interpreter.ts'
import type { Planted } from './truthTable.ask.ts'
import { HOUR, type Row, ruleOf } from './truthTable.fixture.ts'
import { NOW } from './truthTable.rows.ts'

const OWN_PURPOSE: Readonly<Record<string, string>> = { DOCTOR: 'TREAT', NURSE: 'TREAT', PATIENT: 'PATRQT' }
/** Where the label of a row is, if not on the patient. */
const LABELLED: Readonly<Record<string, string>> = {
  ...{ VISIT: 'Encounter', REASON: 'Encounter', VISIT_LABEL: 'Encounter', FINDING_VISIT: 'Encounter' },
  ...{ FINDING: 'Observation', FINDING_LABEL: 'Observation', PERFORMER: 'Observation' },
  ...{ LINKED: 'other', LINKED_FINDING: 'other' },
}

/** A clinic, and what its tenants have decided. */
export type World = Clinic & { readonly rules: Tenant; readonly inside: boolean }

/** A clinic at the table's moment, with a review in its queue. */
export async function world(of: { readonly inside?: boolean } & Partial<Tenant> = {}): Promise<World> {
  const { inside = false, ...some } = of
  const hides = ['PART2', 'HIV', 'MENTAL_HEALTH', 'REPRODUCTIVE', 'PSYCHOTHERAPY']
  const rules: Tenant = { consent: 'PERMIT', ages: [{ from: 12, hides }], adult: 18, ...some }
  const made = await clinic({ now: () => NOW, rules: { ...rules, ownChart: inside ? 'INSIDE' : 'OUTSIDE' } })
  const patient = await made.write(made.north, { type: 'Patient', name: 'reviewed', content: {} })
  const doctor = await made.join(made.north, { username: 'reviewed', role: 'DOCTOR' })
  const { code } = await act(made, doctor, 'breakGlass', { patient, reason: 'unconscious' }, 'until')
  if (code !== 'OK') throw new Error(`no review: ${code}`)
  return { ...made, rules, inside }
}

/** Who asks, and what the patient has said of them, by the ids that they will have. */
export function castOf({ north }: World, row: Row, n: number) {
  const username = `row-${n}`
  const person = personId(username)
  const byPerson = !['DOCTOR', 'NURSE'].includes(row.role) || row.details.includes('by-person')
  const idOf = (name: string) => north.recordId({ system: 'fhir', type: 'Practitioner', id: `${name}-${n}` })
  const practitioner = byPerson ? null : idOf('caller')
  const actor = practitioner ?? person
  const ids: Record<string, string> = { '@caller': actor, '@person': person, '@other': idOf('other') }
  return {
    username,
    practitioner,
    actor,
    purpose: row.stated ?? OWN_PURPOSE[row.role] ?? 'HOPERAT',
    names: [person, actor],
    rules: row.rules.flatMap((rule) => ruleOf(rule, (name) => ids[name] ?? name) ?? []),
    /** The type of the record that bears the label. */
    kind: LABELLED[row.what] ?? 'Patient',
    nobody: idOf('nobody'),
  }
}
export type Cast = ReturnType<typeof castOf>

/** Writes what a row is about: a patient of its own, and a caller of its own. */
export async function plant(world: World, row: Row, n: number): Promise<Planted> {
  const { north, south, write, join } = world
  const cast = castOf(world, row, n)
  const { username, practitioner, actor, nobody } = cast
  const chart = await plantChart(world, { row, n, cast })
  const { patient } = chart
  const says = (word: string) => row.details.includes(word)
  if (says('own')) await join(north, { username, role: 'PATIENT', patient })
  const user = await join(row.tie === 'ELSEWHERE' ? south : north, {
    username,
    role: row.role,
    ...(says('hat-over') ? { end: NOW } : says('hat-until') ? { end: NOW + 1 } : {}),
    ...(row.role === 'PATIENT' ? { patient: row.tie === 'SELF' ? patient : nobody } : {}),
    ...(practitioner === null ? {} : { practitioner }),
  })
  await tieUp(world, { row, n, patient, user, actor })
  const other = await write(north, { type: 'Patient', name: `linked-${n}`, ...linkedOf(row) })
  if (row.what.startsWith('LINKED')) {
    const link = { patient, other, holds: true, wanted: null, w: 1 }
    await world.memory.transact(linkActions(north, link), { token: crypto.randomUUID() })
  }
  return { ...chart, other, user, rules: cast.rules }
}

function linkedOf(row: Row) {
  const content = { name: [{ family: 'Linked' }] }
  return { content, ...(row.what === 'LINKED' ? { segments: row.segments } : {}) }
}

/** The patient with a visit and a finding; the label is on the record that the row is about. */
async function plantChart({ north, write }: World, of: { readonly row: Row; readonly n: number; readonly cast: Cast }) {
  const { row, n, cast } = of
  const { actor, rules, kind } = cast
  const labelled = (type: string) => ({
    ...(kind === type ? { segments: row.segments } : {}),
    ...(kind === type && row.details.includes('AUTHOR') ? { author: actor } : {}),
  })
  const staff = await write(north, {
    type: 'Practitioner',
    name: `staff-${n}`,
    content: { name: [{ family: 'Staff' }] },
  })
  const place = await write(north, { type: 'Organization', name: `place-${n}`, content: { name: 'Place' } })
  const [mrn, family] = [`MRN-${10_000_000 + n}`, `Family${n}`]
  const consents = rules.length === 0 ? {} : { consents: [{ id: 'a'.repeat(26), rules }] }
  const patient = await write(north, {
    type: 'Patient',
    name: `patient-${n}`,
    ...labelled('Patient'),
    content: {
      name: [{ family }],
      gender: 'female',
      ...(row.birthDate === null ? {} : { birthDate: row.birthDate }),
      identifier: [{ value: mrn }],
      telecom: [{ value: '555-0100' }],
      generalPractitioner: [{ reference: staff }],
      managingOrganization: { reference: place },
      ...consents,
    },
  })
  const subject = { reference: patient }
  const visit = await write(north, {
    type: 'Encounter',
    name: `visit-${n}`,
    patient,
    ...labelled('Encounter'),
    content: {
      status: 'finished',
      subject,
      period: { start: '2026-01-01T09:00:00Z' },
      reasonCode: [{ text: 'Reason' }],
    },
  })
  const finding = await write(north, {
    type: 'Observation',
    name: `finding-${n}`,
    patient,
    ...labelled('Observation'),
    content: {
      status: 'final',
      subject,
      encounter: { reference: visit },
      performer: [{ reference: staff }],
      valueString: 'Value',
    },
  })
  return { patient, visit, finding, mrn, family, birthDate: row.birthDate }
}

/** Writes the facts of a row's tie. */
async function tieUp(
  { north, memory }: World,
  of: { readonly row: Row; readonly n: number; readonly patient: string; readonly user: User; readonly actor: string },
): Promise<void> {
  const { row, n, patient, user, actor } = of
  const says = (word: string) => row.details.includes(word)
  const put = (actions: Parameters<typeof memory.transact>[0]) =>
    memory.transact(actions, { token: crypto.randomUUID() })
  const period = {
    start: says('soon') ? NOW + 1 : says('from-now') ? NOW : NOW - HOUR,
    end: says('until-now') || says('unit-ended') ? NOW : says('until-next') ? NOW + 1 : null,
  }
  const ends = { patient, actor, ...period }
  if (row.tie === 'PROXY' || says('registered'))
    await put(proxyActions(north, { ...ends, person: user.person, ...row.scope, w: 1 }))
  if (says('kin') || says('once-kin')) {
    const end = says('once-kin') ? NOW : null
    const guard = { basis: 'GUARDIAN', classes: null, segments: null, w: 1 }
    await put(proxyActions(north, { patient, person: user.person, start: NOW - HOUR, end, ...guard }))
  }
  if (row.tie === 'BREAK_GLASS') {
    const [where, membership] = [
      says('elsewhere') ? (user.practitioner ?? '') : patient,
      says('other-hat') ? 'b'.repeat(26) : user.membership,
    ]
    const grant = { membership, grant: 'g'.repeat(26), end: period.end ?? NOW + HOUR / 2 }
    await put(breakGlassActions(north, { ...ends, patient: where, ...grant, w: 1 }))
  }
  const plain = { start: NOW - HOUR, end: null }
  if (row.tie === 'BREAK_GLASS' && says('team'))
    await put(relationActions(north, { ...ends, ...plain, basis: 'careteam', w: 1 }))
  const unit = row.details.find((word) => word.startsWith('unit'))
  if (row.tie === 'CARE_TEAM' && unit === undefined)
    await put(relationActions(north, { ...ends, basis: 'careteam', w: 1 }))
  if (unit !== undefined) await put(unitActions(north, { unit, n, ends, person: user.person }))
}

/** A shift on an inner unit, and which of the units is in the team. */
function unitActions(
  north: World['north'],
  of: {
    readonly unit: string
    readonly n: number
    readonly ends: Omit<Relation, 'basis'>
    readonly person: string
  },
) {
  const { unit, n, ends, person } = of
  const idOf = (name: string) => unitId(north.tenant, `${name}-${n}`)
  const [inner, outer, other] = [idOf('inner'), idOf('outer'), idOf('other')]
  const team = unit === 'unit-around' ? outer : unit === 'unit-other' ? other : inner
  const shift = unit === 'unit-within' ? { unit: outer, path: [outer] } : { unit: inner, path: [inner, outer] }
  const end = unit === 'unit-off' ? NOW : NOW + HOUR
  return [
    unitAction(north, { id: outer, name: `outer-${n}`, path: [outer] }),
    unitAction(north, { id: inner, name: `inner-${n}`, path: [inner, outer] }),
    unitAction(north, { id: other, name: `other-${n}`, path: [other] }),
    ...relationActions(north, { ...ends, actor: team, basis: 'careteam', w: 1 }),
    shiftAction(north, { ...shift, person, start: NOW - HOUR, end, w: 1 }),
  ]
}

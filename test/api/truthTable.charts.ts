import {
  breakGlassActions,
  personId,
  proxyActions,
  relationActions,
  shiftAction,
  unitAction,
  unitId,
} from '@wardgraph/records'
import type { Role, Segment } from '@wardgraph/schema/types'
import fc from 'fast-check'
import type { User } from '../fixtures/clinic.ts'
import type { Question, Rule, Ties } from './interpreter.ts'
import { HOUR, UNREADABLE } from './truthTable.fixture.ts'
import type { World } from './truthTable.plant.ts'
import { NOW } from './truthTable.rows.ts'

const SENSITIVE: readonly Segment[] = ['PART2', 'HIV', 'MENTAL_HEALTH', 'REPRODUCTIVE', 'PSYCHOTHERAPY', 'VIP']
const CLASSES = ['NAME', 'DEMOGRAPHIC', 'IDENTIFIER', 'CONTACT', 'VISIT', 'CLINICAL', 'CONSENT']
const ROLES: readonly Role[] = ['DOCTOR', 'NURSE', 'PATIENT', 'SUPPORT', 'ADMIN', 'PRIVACY', 'SERVICE']
const PURPOSES: Readonly<Record<string, readonly string[]>> = {
  ...{ DOCTOR: ['TREAT'], NURSE: ['TREAT'], PATIENT: ['PATRQT'], SUPPORT: ['HOPERAT', 'HPAYMT'] },
  ...{ ADMIN: ['HOPERAT'], PRIVACY: ['HOPERAT'], SERVICE: ['HOPERAT'] },
}
/** Over, to come, and under way. */
const PERIODS: readonly object[] = [
  { end: '2026-06-15T12:00:00Z' },
  { start: '2026-06-15T12:00:01Z' },
  { start: '2026-06-15T12:00:00Z' },
  { end: '2026-06-16T12:00:00Z' },
  { start: '2026-06-14T12:00:00Z', end: '2026-06-16T12:00:00Z' },
]

const BORN = [12, 14, 16, 18].flatMap((age) => [`${2026 - age}-06-15`, `${2026 - age}-06-16`]).concat('2013', '2011-02')

const some = <T>(list: readonly T[]) => fc.subarray([...list], { minLength: 1, maxLength: 3 })
const label = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Segment[]>(['NORMAL']) },
  { weight: 4, arbitrary: fc.subarray([...SENSITIVE], { minLength: 1, maxLength: 2 }) },
)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary })
/** `persons` are names of `plantCase`'s. */
const rule = fc
  .record({
    type: fc.constantFrom('PERMIT', 'DENY'),
    classes: maybe(some(CLASSES)),
    segments: maybe(some<Segment>(['NORMAL', 'PART2', ...SENSITIVE])),
    roles: maybe(some(ROLES.slice(0, 4))),
    persons: maybe(some(['actor', 'person', 'other'])),
    purposes: maybe(some(['TREAT', 'ETREAT', 'HOPERAT', 'HPAYMT', 'PATRQT'])),
    period: fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constantFrom(...PERIODS) }),
    wrong: fc.oneof(
      { weight: 19, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.constantFrom(...Object.values(UNREADABLE)) },
    ),
  })
  .map(({ period, wrong, ...named }) => {
    const kept = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
    return { ...kept, ...period, ...wrong } as unknown as Rule
  })

const chart = fc.record({
  head: fc.oneof({ weight: 3, arbitrary: fc.constant<Segment[]>(['NORMAL']) }, { weight: 1, arbitrary: label }),
  // In part of the clinics: 12 today and tomorrow, 14, 16 and 18 today and tomorrow, in between, of age, not known.
  birthDate: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom('1970-03-05', null) },
    { weight: 4, arbitrary: fc.constantFrom(...BORN) },
  ),
  rules: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Rule[]>([]) },
    { weight: 3, arbitrary: fc.array(rule, { minLength: 1, maxLength: 3 }) },
  ),
  // For staff: in the team, by a unit, not any more; for whoever it is.
  team: fc.constantFrom('live', 'live', 'unit', 'off', 'ended', 'none'),
  glass: fc.constantFrom('none', 'none', 'none', 'live', 'ended', 'other'),
  proxy: fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 5,
      arbitrary: fc.record({
        basis: fc.constantFrom('PARENT', 'PARENT', 'GUARDIAN', 'EXECUTOR'),
        classes: maybe(some(CLASSES).map((list) => [...new Set(['NAME', ...list])])).map((list) => list ?? null),
        segments: maybe(some(SENSITIVE).map((list) => ['NORMAL', ...list])).map((list) => list ?? null),
        live: fc.constantFrom(true, true, true, false),
      }),
    },
  ),
  visits: fc.array(fc.record({ label, author: fc.boolean() }), { maxLength: 3 }),
  findings: fc.array(fc.record({ label, author: fc.boolean(), visit: fc.nat(2), coded: fc.boolean() }), {
    maxLength: 5,
  }),
})
/** One caller and two charts of which each may be the caller's own. */
export const cases = fc.record({
  role: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...ROLES.slice(0, 4)) },
    { weight: 1, arbitrary: fc.constantFrom(...ROLES) },
  ),
  purpose: fc.nat(1),
  byPerson: fc.boolean(),
  own: fc.constantFrom('none', 'none', 'none', 'first'),
  charts: fc.tuple(chart, chart),
})
export type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

/** A record as it was written, and what it leads to. */
export interface Written {
  readonly type: string
  readonly id: string
  readonly segments: readonly Segment[]
  readonly author: boolean
  readonly content: Readonly<Record<string, unknown>>
  /** Fields that lead to other records. */
  readonly leads: Readonly<Record<string, readonly Written[]>>
  readonly chart: WrittenChart | null
}
export interface WrittenChart {
  readonly ties: Ties
  readonly birthDate: string | null
  readonly consent: readonly Rule[]
}
export interface PlantedCase {
  readonly user: User
  readonly purpose: string
  readonly names: readonly string[]
  readonly patients: readonly Written[]
}

/** What the interpreter is asked about a record. */
export function question(world: World, { user, purpose, names }: PlantedCase, record: Written): Question {
  const { chart: patient, type, segments, author } = record
  return {
    tenant: world.rules,
    now: NOW,
    caller: { role: user.role, purpose, names },
    patient,
    record: { type, segments, author },
  }
}

let cast = 0
/** Writes a case: a caller and two charts, none of which anything else is about. */
export async function plantCase(world: World, of: Case): Promise<PlantedCase> {
  const { north } = world
  cast += 1
  const username = `case-${cast}`
  const person = personId(username)
  const id = (name: string) => north.recordId({ system: 'fhir', type: 'Practitioner', id: `${name}-${cast}` })
  const byPerson = of.byPerson || !['DOCTOR', 'NURSE'].includes(of.role)
  const actor = byPerson ? person : id('actor')
  const staff = await world.write(north, {
    type: 'Practitioner',
    name: `doc-${cast}`,
    content: { name: [{ family: 'Dorn' }] },
  })
  const doc: Written = { type: 'Practitioner', id: staff, ...PLAIN, content: { name: [{ family: 'Dorn' }] } }
  const named: Readonly<Record<string, string>> = { actor, person, other: id('other') }
  const own = world.north.recordId({ system: 'fhir', type: 'Patient', id: `chart-${cast}-0` })
  const member = of.own === 'first' ? own : id('nobody')
  if (of.own === 'first' && of.role !== 'PATIENT')
    await world.join(north, { username, role: 'PATIENT', patient: member })
  const user = await world.join(north, {
    username,
    role: of.role,
    ...(of.role === 'PATIENT' ? { patient: member } : byPerson ? {} : { practitioner: actor }),
  })
  const patients: Written[] = []
  for (const [n, one] of of.charts.entries()) {
    const consent = one.rules.map((rule) =>
      rule.persons ? { ...rule, persons: rule.persons.map((name) => named[name] ?? name) } : rule,
    )
    const isOwn = of.own === 'first' && n === 0
    patients.push(await plantOne(world, { one, n, consent, actor, user, doc, isOwn }))
  }
  const purposes = PURPOSES[of.role] ?? []
  return { user, purpose: purposes[of.purpose % purposes.length] ?? '', names: [person, actor], patients }
}
const PLAIN = { segments: [], author: false, leads: {}, chart: null }

interface One {
  readonly one: Case['charts'][number]
  readonly n: number
  readonly consent: readonly Rule[]
  readonly actor: string
  readonly user: User
  readonly doc: Written
  readonly isOwn: boolean
}

async function plantOne(world: World, of: One): Promise<Written> {
  const { one, n, consent, actor, doc } = of
  const { write, north } = world
  const name = `chart-${cast}-${n}`
  const head = {
    name: [{ family: `Case${cast}x${n}` }],
    gender: 'other',
    ...(one.birthDate === null ? {} : { birthDate: one.birthDate }),
    identifier: [{ value: `MRN-${cast}${n}-00012345` }],
    telecom: [{ value: '555-0100' }],
    ...(consent.length === 0 ? {} : { consents: [{ id: 'a'.repeat(26), rules: consent }] }),
  }
  const content = { ...head, generalPractitioner: [{ reference: doc.id }] }
  const patient = await write(north, { type: 'Patient', name, content, segments: one.head })
  const chart = { ties: await tieUp(world, of, patient), birthDate: one.birthDate, consent }
  const visits: Written[] = []
  const findings: Written[] = []
  const shown = { ...head, ...('consents' in head ? { consents: [{ id: 'a'.repeat(26) }] } : {}) }
  const leads = { generalPractitioner: [doc], observations: findings, encounters: visits }
  const self: Written = {
    type: 'Patient',
    id: patient,
    segments: one.head,
    author: false,
    content: shown,
    leads,
    chart,
  }
  const subject = { reference: patient }
  for (const [i, { label: segments, author }] of one.visits.entries()) {
    const own = { status: 'finished', reasonCode: [{ text: `Reason ${i}` }] }
    const period = { start: `2026-01-0${i + 1}T09:00:00Z` }
    const id = await write(north, {
      ...{ type: 'Encounter', name: `visit-${name}-${i}`, patient, content: { ...own, subject, period }, segments },
      ...(author ? { author: actor } : {}),
    })
    visits.push({ type: 'Encounter', id, segments, author, content: own, leads: { subject: [self] }, chart })
  }
  for (const [i, { label: segments, author, visit, coded }] of one.findings.entries()) {
    const at = visits[visit]
    const own = { status: 'final', valueString: `Value ${i}`, code: { coding: [{ code: coded ? 'yes' : 'no' }] } }
    const refs = { subject, performer: [{ reference: doc.id }], ...(at ? { encounter: { reference: at.id } } : {}) }
    const id = await write(north, {
      ...{ type: 'Observation', name: `finding-${name}-${i}`, patient, content: { ...own, ...refs }, segments },
      ...(author ? { author: actor } : {}),
    })
    const leads = { subject: [self], performer: [doc], encounter: at ? [at] : [] }
    findings.push({ type: 'Observation', id, segments, author, content: own, leads, chart })
  }
  return self
}

/** Writes the facts of a chart's ties, and says what they amount to for this caller. */
async function tieUp(world: World, of: One, patient: string): Promise<Ties> {
  const { north, memory, inside } = world
  const { one, n, actor, user, isOwn } = of
  const put = (actions: Parameters<typeof memory.transact>[0]) =>
    memory.transact(actions, { token: crypto.randomUUID() })
  const [start, asPatient] = [NOW - HOUR, user.role === 'PATIENT']
  if (one.team !== 'none') {
    const unit = one.team === 'unit' || one.team === 'off' ? unitId(north.tenant, `unit-${cast}-${n}`) : undefined
    const end = one.team === 'ended' ? NOW : null
    await put(relationActions(north, { patient, actor: unit ?? actor, start, end, basis: 'careteam', w: 1 }))
    if (unit !== undefined) {
      const shift = { unit, path: [unit], person: user.person, start, end: one.team === 'off' ? NOW : NOW + 1, w: 1 }
      await put([unitAction(north, { id: unit, name: `unit-${cast}-${n}`, path: [unit] }), shiftAction(north, shift)])
    }
  }
  if (one.glass !== 'none' && ['DOCTOR', 'NURSE'].includes(user.role)) {
    const membership = one.glass === 'other' ? 'b'.repeat(26) : user.membership
    const end = one.glass === 'ended' ? NOW : NOW + 1
    await put(breakGlassActions(north, { patient, actor, membership, grant: 'g'.repeat(26), start, end, w: 1 }))
  }
  // Of staff only what makes kin or does not beyond doubt: not what ends by itself.
  const stands = one.proxy !== null && (asPatient || one.proxy.basis === 'GUARDIAN') ? one.proxy : null
  if (stands !== null)
    await put(
      proxyActions(north, { ...stands, patient, person: user.person, start, end: stands.live ? null : NOW, w: 1 }),
    )
  const near = (isOwn || stands?.live) && !inside
  return {
    self: asPatient && isOwn,
    team: (one.team === 'live' || one.team === 'unit') && !near,
    glass: one.glass === 'live',
    ...(asPatient && stands?.live ? { proxy: stands } : {}),
  }
}

import {
  breakGlassActions,
  linkActions,
  personId,
  proxyActions,
  relationActions,
  shiftAction,
  unitAction,
  unitId,
} from '@wardgraph/records'
import type { Role, Segment } from '@wardgraph/schema/types'
import { act } from '../fixtures/acts.ts'
import { type Clinic, clinic, type User } from '../fixtures/clinic.ts'
import type { Outcome, Rule, Tenant, Ties } from './interpreter.ts'
import { isWhat, type Planted, type What } from './truthTable.ask.ts'
import { NOW } from './truthTable.rows.ts'

/** What a tie may say beyond its first word, beside the basis and scope of a proxy and the patient's birth date. */
const DETAILS: Readonly<Record<string, readonly string[]>> = {
  TENANT: ['own', 'kin', 'hat-over', 'AUTHOR'],
  ELSEWHERE: [],
  SELF: ['registered', 'hat-over'],
  PROXY: ['from-now', 'soon', 'until-next', 'until-now'],
  CARE_TEAM: [
    // ... the period of the relation: [start, end) from this very moment, from the next on; up to the next, up to this
    ...['from-now', 'soon', 'until-next', 'until-now'],
    // ... the membership's own end: at the next moment, at this one
    ...['hat-until', 'hat-over'],
    // ... the caller is the patient, or is registered to stand for it, or was until this moment
    ...['own', 'kin', 'once-kin'],
    // ... through the person where there is no practitioner; a unit on shift; a unit around the one on shift, within it,
    // another; a shift that ends now; a unit that was in the team until now
    ...['by-person', 'unit', 'unit-around', 'unit-within', 'unit-other', 'unit-off', 'unit-ended'],
    'AUTHOR',
  ],
  // ... of another membership of the same person; of another patient; by one of the care team
  BREAK_GLASS: ['until-next', 'until-now', 'soon', 'other-hat', 'elsewhere', 'team', 'own', 'AUTHOR'],
}
/** Of a tie with one of these, the relation does not hold. */
const VOID = 'soon until-now unit-within unit-other unit-off unit-ended other-hat elsewhere own kin'.split(' ')
const HOUR = 3_600_000
const at = (ms: number) => new Date(NOW + ms).toISOString()
/** The periods of a rule, from this moment. */
const PERIODS: Readonly<Record<string, Pick<Rule, 'start' | 'end'>>> = {
  now: { start: at(-HOUR), end: at(HOUR) },
  past: { start: at(-2 * HOUR), end: at(-HOUR) },
  future: { start: at(HOUR) },
  'from-now': { start: at(0) },
  'until-now': { end: at(0) },
  'until-next': { end: at(1) },
}
/** What makes a rule unreadable. */
export const UNREADABLE: Readonly<Record<string, object>> = {
  '?type': { type: 'ALLOW' },
  '?class': { classes: ['CLINICAL', 'GENETIC'] },
  '?segment': { segments: ['NORMAL', 'GENETIC'] },
  '?role': { roles: ['NURSE', 'DENTIST'] },
  '?purpose': { purposes: ['TREAT', 'CURIOSITY'] },
  '?empty': { classes: [] },
  '?period': { end: 'yesterday' },
}
const words = (text: string) => text.split(' ').filter(Boolean)
const CLASSES = words('STAFF NAME DEMOGRAPHIC IDENTIFIER CONTACT VISIT CLINICAL OPAQUE CONSENT REVIEW')
const SEGMENTS = words('NORMAL PART2 HIV MENTAL_HEALTH REPRODUCTIVE PSYCHOTHERAPY VIP')
const ROLES = words('ADMIN DOCTOR NURSE PATIENT SUPPORT PRIVACY SERVICE')
const PURPOSES = words('TREAT HPAYMT HOPERAT PATRQT ETREAT')
const BASES = words('PARENT GUARDIAN POWER_OF_ATTORNEY EXECUTOR')
const OUTCOMES = words('FULL MASKED DENIED ABSENT REFUSED')
const OWN_PURPOSE: Readonly<Record<string, string>> = { DOCTOR: 'TREAT', NURSE: 'TREAT', PATIENT: 'PATRQT' }
const BORN = '1970-03-05'

/** One line of the table, understood. */
export interface Row {
  /** As it stands in the table, for a message. */
  readonly line: string
  readonly what: What
  readonly role: Role
  readonly tie: string
  readonly details: readonly string[]
  readonly scope: { readonly basis: string; readonly classes: string[] | null; readonly segments: string[] | null }
  /** Null: there is none. */
  readonly birthDate: string | null
  readonly segments: readonly Segment[]
  readonly rules: readonly string[]
  readonly stated: string | null
  readonly outcome: Outcome
}

/** The rows of a table. @throws Error for a line that is not exactly a row, a heading or empty */
export function rowsOf(table: string): Row[] {
  const lines = table.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('# '))
  return lines.map((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    const [what = '', role = '', tied = '', label = '', consent = '', purpose = '', outcome = ''] = cells
    const must = (good: boolean, name: string) => {
      if (!good) throw new Error(`${name} is not understood in: ${line}`)
    }
    must(cells.length === 7, 'the number of columns')
    const [tie = '', ...details] = words(tied)
    const among = (list: readonly string[]) => details.filter((word) => list.includes(word))
    const dates = details.filter((word) => /^\d{4}(-\d\d){0,2}$/.test(word) || word === 'unknown')
    const bases = among(BASES)
    const [classes, scoped] = [among(CLASSES), among(SEGMENTS)]
    const rest = details.filter((word) => ![...dates, ...bases, ...classes, ...scoped].includes(word))
    must(
      rest.every((word) => DETAILS[tie]?.includes(word)),
      'tie',
    )
    must(tie === 'PROXY' ? bases.length === 1 && dates.length <= 1 : rest.length === details.length, 'tie')
    const segments = label === '-' ? ['NORMAL'] : words(label)
    must(
      segments.every((one) => SEGMENTS.includes(one)),
      'label',
    )
    const rules = consent === '-' ? [] : consent.split(';').map((rule) => rule.trim())
    for (const rule of rules) must(ruleOf(rule, (name) => name) !== undefined, 'consent')
    must(isWhat(what) && ROLES.includes(role) && OUTCOMES.includes(outcome), 'what, role or outcome')
    must(purpose === '-' || PURPOSES.includes(purpose), 'purpose')
    return {
      line: line.replaceAll(/ +/g, ' '),
      what: what as What,
      role: role as Role,
      tie,
      details: rest,
      scope: {
        basis: bases[0] ?? 'GUARDIAN',
        classes: classes.length === 0 ? null : classes,
        segments: scoped.length === 0 ? null : scoped,
      },
      birthDate: dates[0] === 'unknown' ? null : (dates[0] ?? BORN),
      segments: segments as Segment[],
      rules,
      stated: purpose === '-' ? null : purpose,
      outcome: outcome as Outcome,
    }
  })
}

/** A rule as stored, from its words; undefined if one is not understood. */
export function ruleOf(text: string, idOf: (name: string) => string): Rule | undefined {
  const rule: Record<string, unknown> = {}
  const add = (list: string, value: string) => {
    rule[list] = [...((rule[list] as string[] | undefined) ?? []), value]
  }
  for (const word of words(text)) {
    if (word === 'PERMIT' || word === 'DENY') rule.type = word
    else if (CLASSES.includes(word)) add('classes', word)
    else if (SEGMENTS.includes(word)) add('segments', word)
    else if (ROLES.includes(word)) add('roles', word)
    else if (PURPOSES.includes(word)) add('purposes', word)
    else if (['@caller', '@person', '@other'].includes(word)) add('persons', idOf(word))
    else if (PERIODS[word] ?? UNREADABLE[word]) Object.assign(rule, PERIODS[word] ?? UNREADABLE[word])
    else return undefined
  }
  return rule.type === undefined ? undefined : (rule as unknown as Rule)
}

/** What a row's tie amounts to, by hand. */
export function tiesOf({ tie, details, scope }: Row, { inside = false } = {}): Ties {
  const holds = !details.some((word) => VOID.includes(word) && !(inside && (word === 'own' || word === 'kin')))
  const team = { team: details.includes('team') }
  switch (tie) {
    case 'SELF':
      return { self: true }
    case 'PROXY':
      return holds ? { proxy: scope } : {}
    case 'CARE_TEAM':
      return { team: holds }
    case 'BREAK_GLASS':
      return { glass: holds || details.includes('own'), ...team }
    default:
      return {}
  }
}

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

/** Writes what a row is about: a patient of its own, and a caller of its own. */
export async function plant(world: World, row: Row, n: number): Promise<Planted> {
  const { north, south, write } = world
  const username = `row-${n}`
  const person = personId(username)
  const staff = row.role === 'DOCTOR' || row.role === 'NURSE'
  const byPerson = !staff || row.details.includes('by-person')
  const idOf = (name: string) => north.recordId({ system: 'fhir', type: 'Practitioner', id: `${name}-${n}` })
  const actor = byPerson ? person : idOf('caller')
  const names: Record<string, string> = { '@caller': actor, '@person': person, '@other': idOf('other') }
  const rules = row.rules.flatMap((rule) => ruleOf(rule, (name) => names[name] ?? name) ?? [])
  const chart = await plantChart(world, { row, n, actor, rules })
  const { patient } = chart
  const own = row.tie === 'SELF' ? patient : idOf('somebody')
  const ends = row.details.includes('hat-over')
    ? { end: NOW }
    : row.details.includes('hat-until')
      ? { end: NOW + 1 }
      : {}
  if (row.details.includes('own')) await world.join(north, { username, role: 'PATIENT', patient })
  const hat = { username, role: row.role, ...ends, ...(row.role === 'PATIENT' ? { patient: own } : {}) }
  const joined = await world.join(row.tie === 'ELSEWHERE' ? south : north, {
    ...hat,
    ...(byPerson ? {} : { practitioner: actor }),
  })
  await tieUp(world, { row, n, patient, user: joined, actor })
  const other = await write(north, { type: 'Patient', name: `linked-${n}`, ...linkedOf(row) })
  if (row.what.startsWith('LINKED')) {
    const link = { patient, other, holds: true, wanted: null, w: 1 }
    await world.memory.transact(linkActions(north, link), { token: crypto.randomUUID() })
  }
  const purpose = row.stated ?? OWN_PURPOSE[row.role] ?? 'HOPERAT'
  return { ...chart, other, user: joined, purpose, names: [person, actor], rules }
}

function linkedOf(row: Row) {
  const content = { name: [{ family: 'Linked' }] }
  return { content, ...(row.what === 'LINKED' ? { segments: row.segments } : {}) }
}

/** The patient with a visit and a finding; the label is on the record that the row is about. */
async function plantChart(
  { north, write }: World,
  of: { readonly row: Row; readonly n: number; readonly actor: string; readonly rules: readonly Rule[] },
) {
  const { row, n, actor, rules } = of
  const keys = row.tie === 'ELSEWHERE' ? north : north
  const kind = row.what.startsWith('LINKED')
    ? 'other'
    : /FINDING_VISIT|^VISIT$|VISIT_LABEL|REASON/.test(row.what)
      ? 'Encounter'
      : /^FINDING|PERFORMER/.test(row.what)
        ? 'Observation'
        : 'Patient'
  const labelled = (type: string) => ({
    ...(kind === type ? { segments: row.segments } : {}),
    ...(kind === type && row.details.includes('AUTHOR') ? { author: actor } : {}),
  })
  const staff = await write(keys, {
    type: 'Practitioner',
    name: `staff-${n}`,
    content: { name: [{ family: 'Staff' }] },
  })
  const place = await write(keys, { type: 'Organization', name: `place-${n}`, content: { name: 'Place' } })
  const [mrn, family] = [`MRN-${10_000_000 + n}`, `Family${n}`]
  const consents = rules.length === 0 ? {} : { consents: [{ id: 'a'.repeat(26), rules }] }
  const patient = await write(keys, {
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
  const visit = await write(keys, {
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
  const finding = await write(keys, {
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
  return { patient, visit, finding, mrn, family, birthDate: row.birthDate, kind }
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
  const unit = row.details.find((word) => word.startsWith('unit'))
  const plain = { start: NOW - HOUR, end: null }
  if (row.tie === 'BREAK_GLASS' && says('team'))
    await put(relationActions(north, { ...ends, ...plain, basis: 'careteam', w: 1 }))
  if (row.tie === 'CARE_TEAM' && unit === undefined)
    await put(relationActions(north, { ...ends, basis: 'careteam', w: 1 }))
  if (unit !== undefined) {
    const [inner, outer, else_] = ['inner', 'outer', 'else'].map((name) => unitId(north.tenant, `${name}-${n}`)) as [
      string,
      string,
      string,
    ]
    await put([
      unitAction(north, { id: outer, name: `outer-${n}`, path: [outer] }),
      unitAction(north, { id: inner, name: `inner-${n}`, path: [inner, outer] }),
      unitAction(north, { id: else_, name: `else-${n}`, path: [else_] }),
    ])
    const team = unit === 'unit-around' ? outer : unit === 'unit-other' ? else_ : inner
    await put(relationActions(north, { ...ends, actor: team, basis: 'careteam', w: 1 }))
    const shift = unit === 'unit-within' ? { unit: outer, path: [outer] } : { unit: inner, path: [inner, outer] }
    const end = unit === 'unit-off' ? NOW : NOW + HOUR
    await put([shiftAction(north, { ...shift, person: user.person, start: NOW - HOUR, end, w: 1 })])
  }
}

import { sdl } from '@wardgraph/schema/sdl'
import type { Segment } from '@wardgraph/schema/types'
import { buildSchema, getNamedType, isLeafType, isObjectType } from 'graphql'
import { expect } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { type ClinicOptions, policy, treat, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const schema = buildSchema(sdl)
const HOUR = 3_600_000
const SEGMENTS: readonly Segment[] = ['PART2', 'HIV', 'MENTAL_HEALTH', 'REPRODUCTIVE', 'PSYCHOTHERAPY', 'VIP']

export type Hospital = Awaited<ReturnType<typeof hospital>>

/**
 * Ada, and everybody who may stand in some relation to her: by the care team, by a shift or a place on a roster, by a
 * proxy, by a broken glass, by none of it any more, or not at all. A finding and a visit of hers for each segment.
 */
export async function hospital(options: ClinicOptions = {}) {
  const start = Date.now()
  const clock = { now: start }
  const made = await ward({ now: () => clock.now, ...options })
  const { north, ada, ben, support, admin, join, write } = made
  const must = async (as: User, name: string, input: Readonly<Record<string, unknown>>) => {
    const { body } = await act(made, as, name, input)
    expect([name, body.errors]).toEqual([name, undefined])
  }
  const at = (ms: number) => new Date(start + ms).toISOString()
  const staff = (username: string, role: 'DOCTOR' | 'NURSE' | 'SUPPORT', more: { end?: number } = {}) =>
    join(north, { username, role, ...more })
  const [nora, rosa, sue, ron, hob, deni, fay, late, kin, gone, brief] = await Promise.all([
    staff('nora', 'NURSE'),
    staff('rosa', 'NURSE'),
    staff('sue', 'NURSE'),
    staff('ron', 'SUPPORT'),
    staff('hob', 'NURSE'),
    staff('deni', 'DOCTOR'),
    staff('fay', 'DOCTOR'),
    staff('late', 'DOCTOR'),
    staff('kin', 'DOCTOR'),
    staff('gone', 'DOCTOR', { end: start - HOUR }),
    staff('brief', 'DOCTOR', { end: start + HOUR }),
  ])
  const pat = await join(north, { username: 'pat', role: 'PATIENT' })
  const par = await join(north, { username: 'par', role: 'PATIENT' })
  const kinHat = await join(north, { username: 'kin', role: 'PATIENT' })
  const other = await join(north, { username: 'ben', role: 'PATIENT', patient: ben })
  await must(admin, 'createUnit', { unit: 'ward-1' })
  await must(admin, 'createUnit', { unit: 'bay-2', within: 'ward-1' })
  await must(admin, 'createUnit', { unit: 'ward-9' })
  for (const [unit, username] of [
    ['ward-1', 'nora'],
    ['ward-1', 'rosa'],
    ['bay-2', 'sue'],
    ['ward-1', 'ron'],
    ['ward-9', 'hob'],
  ])
    await must(admin, 'rosterUnit', { unit, username })
  await must(admin, 'rosterUnit', { unit: 'ward-1', username: 'rosa', until: at(48 * HOUR) })
  await must(support, 'assignCareTeam', { patient: ada, unit: 'ward-1', until: at(72 * HOUR) })
  await must(nora, 'startShift', { unit: 'ward-1', until: at(8 * HOUR) })
  await must(sue, 'startShift', { unit: 'bay-2', until: at(4 * HOUR) })
  await must(hob, 'startShift', { unit: 'ward-9', until: at(4 * HOUR) })
  await must(fay, 'breakGlass', { patient: ada, reason: 'Unconscious in the hall', minutes: 30 })
  await must(support, 'assignProxy', {
    patient: ada,
    username: 'pat',
    basis: 'GUARDIAN',
    classes: ['NAME', 'CLINICAL'],
  })
  await must(support, 'assignProxy', { patient: ada, username: 'par', basis: 'PARENT' })
  await must(support, 'assignProxy', { patient: ada, username: 'kin', basis: 'EXECUTOR' })
  for (const user of [gone, kin, brief]) await treat(made, north, { patient: ada, actor: user.person })
  await treat(made, north, { patient: ada, actor: late.person, start: start - 9 * HOUR, end: start - HOUR })
  await write(north, { patient: ada, name: 'insured', type: 'Coverage', content: { status: 'active' } })
  const labelled: Record<string, Segment> = {}
  for (const segment of SEGMENTS) {
    const of = { patient: ada, name: segment, segments: [segment] }
    const coding = { code: { coding: [{ code: 'x' }] }, subject: { reference: ada } }
    const finding = { ...of, type: 'Observation', content: { status: 'final', valueString: 'x', ...coding } }
    labelled[await write(north, finding)] = segment
    const visit = { status: 'finished', class: { code: 'AMB' }, subject: { reference: ada } }
    labelled[await write(north, { ...of, type: 'Encounter', content: visit })] = segment
  }
  const { doctor, nurse, patient, privacy, service, stranger } = made
  const tied = [doctor, nurse, patient, nora, sue, fay, pat, par, kin, kinHat, brief]
  const untied = [rosa, ron, hob, deni, late, gone, other, support, admin, privacy, service]
  return { ...made, clock, start, at, must, labelled, users: [...tied, ...untied], rosa, ron, nora, deni, stranger }
}

/** Every field of a type, in a query. */
function fieldsOf(name: string): readonly string[] {
  const type = schema.getType(name)
  if (!isObjectType(type)) throw new Error(name)
  return Object.values(type.getFields()).map((field) =>
    isLeafType(getNamedType(field.type)) ? field.name : `${field.name} { __typename }`,
  )
}

const OWN = fieldsOf('Patient').join(' ')
const VISITS = `encounters(first: 20) { nodes { ${fieldsOf('Encounter').join(' ')} } }`
const INSURANCES = `coverages(first: 20) { nodes { ${fieldsOf('Coverage').join(' ')} } }`
const FINDINGS = `observations(first: 20) { nodes { ${fieldsOf('Observation').join(' ')} } }`

/** What the executor lets somebody read of Ada, asked for every field of every kind of record of hers. */
export async function readBy(made: Hospital, user: User) {
  const all = await Promise.all(policy.roles[user.role].map((purpose) => readUnder(made, user, purpose)))
  const union = (name: 'reads' | 'masked' | 'segments') => [...new Set(all.flatMap((one) => one[name]))].sort()
  const reads = union('reads')
  return { reads, masked: union('masked').filter((name) => !reads.includes(name)), segments: union('segments') }
}

type Outcome = 'WHOLE' | 'PART' | 'NONE'
interface Node {
  readonly id: string
}

async function readUnder(made: Hospital, user: User, purpose: string) {
  const outcomes = new Map<string, Set<Outcome>>()
  const note = (type: string, outcomeOf: (name: string) => Outcome) => {
    for (const [name, { class: dataClass }] of Object.entries(policy.records[type]?.fields ?? {}))
      outcomes.set(dataClass, (outcomes.get(dataClass) ?? new Set()).add(outcomeOf(name)))
  }
  const seen = new Set<string>()
  const ask = async (type: string, selection: string, list?: string) => {
    const query = `{ patient(id: "${made.ada}") { ${selection} } }`
    const { body } = await made.query(user, query, { headers: { 'x-purpose-of-use': purpose } })
    const nodes: readonly Node[] = body.data?.patient?.[list ?? '']?.nodes ?? []
    for (const { id } of nodes) seen.add(made.labelled[id] ?? 'NORMAL')
    const index = nodes.findIndex(({ id }) => made.labelled[id] === undefined)
    const there = list === undefined ? body.data?.patient != null : index >= 0
    const at = ['patient', ...(list === undefined ? [] : [list, 'nodes', index])].join('.')
    const denied = new Set((body.errors ?? []).map(({ path }: { path?: unknown[] }) => path?.join('.')))
    const masked = new Set((body.extensions?.masked ?? []).map((path: unknown[]) => path.join('.')))
    note(type, (name) => {
      if (!there || denied.has(`${at}.${name}`)) return 'NONE'
      return masked.has(`${at}.${name}`) ? 'PART' : 'WHOLE'
    })
  }
  await ask('Patient', OWN)
  await ask('Encounter', VISITS, 'encounters')
  await ask('Observation', FINDINGS, 'observations')
  await ask('Coverage', INSURANCES, 'coverages')
  const named = (test: (found: ReadonlySet<Outcome>) => boolean) =>
    [...outcomes].flatMap(([name, found]) => (test(found) ? [name] : [])).sort()
  return {
    reads: named((found) => found.size === 1 && found.has('WHOLE')),
    masked: named((found) => found.size > 1 || found.has('PART')),
    segments: [...seen].filter((name) => name !== 'NORMAL').sort(),
  }
}

/** The audit records of the access commands in a tenant, in the order of their chains. */
export function accessRecords({ memory }: Pick<Hospital, 'memory'>, tenant: string) {
  return memory
    .rows()
    .filter(({ table, row }) => table === 'audit' && String(row.pk).startsWith(`${tenant}#A#`))
    .map(({ row }) => JSON.parse(String(row.r)))
    .filter(({ origin }) => origin === 'access')
}

/** A code and an exit code, as a refused command ends with. */
export function refused(code: string, exit: number) {
  return expect.objectContaining({ code, exit, message: expect.stringMatching(/^[^\n]+\.$/) })
}

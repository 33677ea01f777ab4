import type { Segment } from '@wardgraph/schema/types'
import { expect } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { treat, type User } from '../fixtures/clinic.ts'
import { type HeldWard, MINUTE, moment, type Right, record } from './ended.fixture.ts'

type Arrange = (made: HeldWard) => Promise<Right>

const DAY = 24 * 60 * MINUTE
/** How long a right lasts here that is given until a moment: a whole number of seconds, as consents count. */
const LASTING = 10 * MINUTE

async function must(made: HeldWard, as: User, name: string, input: Readonly<Record<string, unknown>>, select?: string) {
  const { body, done } = await act(made, as, name, input, select)
  expect([name, body.errors]).toEqual([name, undefined])
  return done
}

/** Ends by the clock: at a moment, and not a millisecond before. */
function atMoment({ clock }: HeldWard, end: number): Pick<Right, 'before' | 'end'> {
  return { before: () => (clock.now = end - 1), end: () => (clock.now = end) }
}

/** A whole second, so long from now. */
function later({ clock }: HeldWard, ms = LASTING): number {
  return Math.ceil((clock.now + ms) / 1000) * 1000
}

/** Nora, on shift in ward 1 until a moment; the unit treats Ada and Ben. */
async function onShift(made: HeldWard, of: { readonly until: number; readonly placed?: number }) {
  const { north, ada, ben, admin, support, join } = made
  const nora = await join(north, { username: 'nora', role: 'NURSE' })
  await must(made, admin, 'createUnit', { unit: 'ward-1' })
  await must(made, admin, 'rosterUnit', { unit: 'ward-1', username: 'nora' })
  const until = of.placed === undefined ? {} : { until: moment(of.placed) }
  for (const patient of [ada, ben]) await must(made, support, 'assignCareTeam', { patient, unit: 'ward-1', ...until })
  await must(made, nora, 'startShift', { unit: 'ward-1', until: moment(of.until) })
  return { user: nora, patient: ada, write: record(made, nora, ada) }
}

/** Pat, who stands for Ada and Ben. */
async function standsFor(made: HeldWard, until?: number) {
  const { north, ada, ben, support, join } = made
  const pat = await join(north, { username: 'pat', role: 'PATIENT' })
  for (const patient of [ada, ben]) {
    const to = { patient, username: 'pat', basis: 'GUARDIAN' }
    await must(made, support, 'assignProxy', { ...to, ...(until === undefined ? {} : { until: moment(until) }) })
  }
  return { user: pat, patient: ada, write: contact(made, pat, ada) }
}

/** A new telephone number, whatever version the patient has by now. */
function contact(made: HeldWard, user: User, patient: string): Right['write'] {
  let version = 1
  const wishes = new Map<string, number>()
  return async (key = crypto.randomUUID()) => {
    const expectedVersion = wishes.get(key) ?? version
    const telecom = [{ system: 'phone', value: `555-${expectedVersion}` }]
    const input = { patient, expectedVersion, telecom, idempotencyKey: key }
    const answer = await act(made, user, 'updatePatientContact', input)
    if (answer.code === 'OK' && !wishes.has(key)) version += 1
    wishes.set(key, expectedVersion)
    return answer
  }
}

/** Fay, who has broken the glass for Ada and Ben for ten minutes. */
async function glassBroken(made: HeldWard) {
  const { north, ada, ben, join } = made
  const fay = await join(north, { username: 'fay', role: 'DOCTOR' })
  for (const patient of [ada, ben])
    await must(made, fay, 'breakGlass', { patient, reason: 'Unconscious', minutes: LASTING / MINUTE })
  return { user: fay, patient: ada, write: record(made, fay, ada) }
}

/** Ben, with three findings of a segment, treated by the nurse; Ben's rules, as the desk takes them down. */
async function ruled(made: HeldWard, segment: Segment, rule: Readonly<Record<string, unknown>> | null) {
  const { north, ben, nils, nurse, support, write } = made
  await treat(made, north, { patient: ben, actor: nils })
  const ids: string[] = []
  for (const name of ['one', 'two', 'three'])
    ids.push(
      await write(north, {
        type: 'Observation',
        name,
        patient: ben,
        segments: [segment],
        content: { status: 'final', code: { text: 'Finding' }, subject: { reference: ben }, valueString: name },
      }),
    )
  const rules = rule === null ? [] : [rule]
  const said = await must(
    made,
    support,
    'recordConsent',
    { patient: ben, expectedVersion: 1, rules },
    'patient { consents { id } }',
  )
  const consent: string | undefined = said.patient.consents?.[0]?.id
  const label = { patient: ben, observation: ids[0], segments: [segment] }
  const relabel: Right['write'] = (key = crypto.randomUUID()) =>
    act(made, nurse, 'labelRecord', { ...label, idempotencyKey: key })
  return { user: nurse, patient: ben, consent, relabel }
}

/** Rights that somebody takes away, in another environment, by what ends them. */
export const ENDED_BY_ACT: Readonly<Record<string, Arrange>> = {
  'a person’s place in a care team': async (made) => {
    const { nurse, ada, support, elsewhereAct } = made
    const end = () => elsewhereAct(support, 'endCareTeam', { patient: ada, username: 'nurse' })
    return { user: nurse, patient: ada, write: record(made, nurse, ada), end }
  },
  'a unit’s place in a care team': async (made) => {
    const right = await onShift(made, { until: later(made) })
    const { ada, ben, support, elsewhereAct } = made
    const end = async () => {
      for (const patient of [ada, ben]) await elsewhereAct(support, 'endCareTeam', { patient, unit: 'ward-1' })
    }
    return { ...right, end }
  },
  'a shift': async (made) => {
    const right = await onShift(made, { until: later(made) })
    return { ...right, end: () => made.elsewhereAct(right.user, 'endShift', { unit: 'ward-1' }) }
  },
  'a proxy': async (made) => {
    const right = await standsFor(made)
    const { ada, ben, support, elsewhereAct } = made
    const end = async () => {
      for (const patient of [ada, ben]) await elsewhereAct(support, 'endProxy', { patient, username: 'pat' })
    }
    return { ...right, end }
  },
  'a broken glass': async (made) => {
    const right = await glassBroken(made)
    const { ada, ben, elsewhereAct } = made
    const end = async () => {
      for (const patient of [ada, ben]) await elsewhereAct(right.user, 'endBreakGlass', { patient })
    }
    return { ...right, end }
  },
  'what a patient has not denied': async (made) => {
    const { user, patient } = await ruled(made, 'NORMAL', null)
    const rules = [{ type: 'DENY', roles: ['NURSE'], classes: ['CLINICAL'] }]
    const end = () => made.elsewhereAct(made.support, 'recordConsent', { patient, expectedVersion: 2, rules })
    return { user, patient, write: record(made, user, patient), end }
  },
  'a permission of Part 2': async (made) => {
    const { user, patient, consent, relabel } = await ruled(made, 'PART2', { type: 'PERMIT', segments: ['PART2'] })
    const back = { patient, consent, expectedVersion: 2, rules: [] }
    return { user, patient, write: relabel, end: () => made.elsewhereAct(made.support, 'recordConsent', back) }
  },
}

/** Rights that end by the clock. */
export const ENDED_BY_TIME: Readonly<Record<string, Arrange>> = {
  'a person’s place in a care team': async (made) => {
    const { north, ada, ben, support, join, write } = made
    const practitioner = await write(north, {
      type: 'Practitioner',
      name: 'eve',
      content: { name: [{ family: 'Eve' }] },
    })
    const eve = await join(north, { username: 'eve', role: 'DOCTOR', practitioner })
    const end = later(made)
    for (const patient of [ada, ben])
      await must(made, support, 'assignCareTeam', { patient, practitioner, until: moment(end) })
    return { user: eve, patient: ada, write: record(made, eve, ada), ...atMoment(made, end) }
  },
  'a unit’s place in a care team': async (made) => {
    const placed = later(made)
    return { ...(await onShift(made, { until: placed + MINUTE, placed })), ...atMoment(made, placed) }
  },
  'a shift': async (made) => {
    const until = later(made)
    return { ...(await onShift(made, { until })), ...atMoment(made, until) }
  },
  'a proxy': async (made) => {
    const until = later(made)
    return { ...(await standsFor(made, until)), ...atMoment(made, until) }
  },
  'a parent of somebody who comes of age': async (made) => {
    const { north, clock, support, join, write } = made
    const midnight = Math.floor(Date.now() / DAY) * DAY
    clock.now = midnight - MINUTE
    const pat = await join(north, { username: 'pat', role: 'PATIENT' })
    const born = new Date(midnight)
    born.setUTCFullYear(born.getUTCFullYear() - 18)
    const birthDate = born.toISOString().slice(0, 10)
    const kim = await write(north, { type: 'Patient', name: 'kim', content: { name: [{ family: 'Kern' }], birthDate } })
    for (const name of ['one', 'two', 'three'])
      await write(north, {
        type: 'Observation',
        name,
        patient: kim,
        content: { status: 'final', code: { text: 'Finding' }, subject: { reference: kim }, valueString: name },
      })
    await must(made, support, 'assignProxy', { patient: kim, username: 'pat', basis: 'PARENT' })
    return { user: pat, patient: kim, write: contact(made, pat, kim), ...atMoment(made, midnight) }
  },
  'a broken glass': async (made) => {
    const end = made.clock.now + LASTING
    return { ...(await glassBroken(made)), ...atMoment(made, end) }
  },
  'a permission of Part 2': async (made) => {
    const end = later(made)
    const rule = { type: 'PERMIT', segments: ['PART2'], end: moment(end) }
    const { user, patient, relabel } = await ruled(made, 'PART2', rule)
    return { user, patient, write: relabel, ...atMoment(made, end) }
  },
  'what a patient denies from then on': async (made) => {
    const end = later(made)
    const rule = { type: 'DENY', roles: ['NURSE'], classes: ['CLINICAL'], start: moment(end) }
    const { user, patient } = await ruled(made, 'NORMAL', rule)
    return { user, patient, write: record(made, user, patient), ...atMoment(made, end) }
  },
  'a membership': async (made) => {
    const { north, ada, clock, join } = made
    const end = clock.now + LASTING
    const locum = await join(north, { username: 'locum', role: 'DOCTOR', end })
    await treat(made, north, { patient: ada, actor: locum.person })
    return { user: locum, patient: ada, write: record(made, locum, ada), ...atMoment(made, end) }
  },
}

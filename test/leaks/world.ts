import { type Action, breakGlassActions, linkActions, proxyActions, relationActions } from '@wardgraph/records'
import type { Role, Segment } from '@wardgraph/schema/types'
import type { TenantKeys } from '@wardgraph/vault'
import type { Rule } from '../api/interpreter.ts'
import { act } from '../fixtures/acts.ts'
import type { User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

/** The moment of every request: nothing ends while it is compared. */
export const START = Date.now()
const DAY = 86_400_000
/** When charts are written, the moment as of which they are asked for, and one after it. */
export const [WRITTEN, AS_OF, LATER] = [START - 2 * DAY, START - DAY, START - DAY / 2]

/** Where Vera's chart is, and who is tied to it: her care team and all; nobody of staff; the other tenant. */
export type Where = 'TEAM' | 'HOUSE' | 'ELSEWHERE'

/** Somebody who asks, and the purpose that is stated. */
export interface Asker {
  readonly name: string
  readonly user: User
  readonly role: Role
  readonly purpose: string
  /** As what the asker is tied to Vera, by where she is. */
  readonly ties: Readonly<Partial<Record<Where, 'team' | 'self' | 'proxy' | 'glass'>>>
}

/** One chart as it is written: what two stores may differ in. */
export interface Model {
  /** Null: Vera is not there at all. */
  readonly patient: {
    readonly content: Content
    readonly segments: readonly Segment[]
    readonly rules: readonly Rule[]
    readonly at: number
  } | null
  readonly records: readonly {
    readonly type: string
    readonly name: string
    readonly content: Content
    readonly segments: readonly Segment[]
    /** When (ms) it was written. */
    readonly at: number
  }[]
  /** Whether somebody else broke the glass for Ben, which is on review. */
  readonly broken?: boolean
  /** Whether her chart is linked with another of her tenant, to whom nobody is tied. */
  readonly linked?: boolean
}
type Content = Readonly<Record<string, unknown>>

/** What a proxy of Vera is left. */
export const SCOPE = { basis: 'GUARDIAN', classes: ['NAME', 'VISIT'], segments: null } as const

/** The ward, and everybody who may ask about Vera, who is not there yet. */
export async function leakWorld() {
  const made = await ward({ now: () => START })
  const { north, south, join, write } = made
  const lena = await write(north, { type: 'Practitioner', name: 'lena', content: { name: [{ family: 'Lenz' }] } })
  const cora = await write(north, { type: 'Practitioner', name: 'cora', content: { name: [{ family: 'Corso' }] } })
  const sigi = await write(south, { type: 'Practitioner', name: 'sigi', content: { name: [{ family: 'Sieg' }] } })
  const vera = { north: idOf(north), south: idOf(south) }
  const staff = (username: string, role: Role, practitioner = lena) => join(north, { username, role, practitioner })
  const guardian = await join(north, { username: 'guardian', role: 'PATIENT' })
  const self = await join(north, { username: 'vera', role: 'PATIENT', patient: vera.north })
  const crash = await staff('crash', 'DOCTOR', cora)
  const stranger = await join(south, { username: 'sigi', role: 'DOCTOR', practitioner: sigi })
  const asker = (name: string, user: User, purpose: string, ties: Asker['ties'] = {}): Asker => ({
    name,
    user,
    role: user.role,
    purpose,
    ties,
  })
  const team = { TEAM: 'team' } as const
  const askers: readonly Asker[] = [
    // Before everybody else: what others look at may be put on the officer's queue.
    asker('the privacy officer', made.privacy, 'HOPERAT'),
    asker('a doctor of the team', made.doctor, 'TREAT', team),
    asker('a nurse of the team', made.nurse, 'TREAT', team),
    asker('another doctor', await staff('locum', 'DOCTOR'), 'TREAT'),
    asker('a doctor in an emergency', crash, 'TREAT', { TEAM: 'glass', HOUSE: 'glass' }),
    asker('another nurse', await staff('night', 'NURSE'), 'TREAT'),
    asker('the patient', self, 'PATRQT', { TEAM: 'self', HOUSE: 'self' }),
    asker('another patient', made.patient, 'PATRQT'),
    asker('a guardian', guardian, 'PATRQT', { TEAM: 'proxy' }),
    asker('registration', made.support, 'HOPERAT'),
    asker('billing', made.support, 'HPAYMT'),
    asker('an administrator', made.admin, 'HOPERAT'),
    asker('a feed', made.service, 'HOPERAT'),
    asker('a doctor elsewhere', stranger, 'TREAT', { ELSEWHERE: 'team' }),
  ]
  const otto = await join(north, { username: 'otto', role: 'DOCTOR' })
  return { ...made, askers, vera, guardian, crash, cora, lena, sigi, otto }
}
export type LeakWorld = Awaited<ReturnType<typeof leakWorld>>

function idOf(keys: TenantKeys): string {
  return keys.recordId({ system: 'fhir', type: 'Patient', id: 'vera' })
}

/** Vera's id, where she is. */
export function veraOf({ vera }: LeakWorld, where: Where): string {
  return where === 'ELSEWHERE' ? vera.south : vera.north
}

/** Writes Vera's chart into one store. */
export async function plant(side: LeakWorld, where: Where, model: Model): Promise<void> {
  const { write, memory } = side
  const keys = where === 'ELSEWHERE' ? side.south : side.north
  const patient = veraOf(side, where)
  if (model.patient !== null) {
    const { content, segments, rules, at } = model.patient
    const consents = rules.length === 0 ? {} : { consents: [{ id: 'a'.repeat(26), rules }] }
    await write(keys, { type: 'Patient', name: 'vera', segments, content: { ...content, ...consents }, at })
    const put = async (actions: Action[]) => memory.transact(actions, { token: crypto.randomUUID() })
    const period = { patient, start: START - DAY, end: null, w: 1 }
    const treats = { TEAM: [side.dora, side.nils], HOUSE: [], ELSEWHERE: [side.sigi] }[where]
    for (const actor of treats) await put(relationActions(keys, { ...period, actor, basis: 'careteam' }))
    if (where === 'TEAM') await put(proxyActions(keys, { ...period, ...SCOPE, person: side.guardian.person }))
    const { membership } = side.crash
    const glass = { ...period, actor: side.cora, membership, grant: 'g'.repeat(26), end: START + DAY }
    if (where !== 'ELSEWHERE') await put(breakGlassActions(keys, glass))
    const other = where === 'ELSEWHERE' ? side.cleo : side.ben
    if (model.linked) await put(linkActions(keys, { patient, other, holds: true, wanted: null, w: 1 }))
  }
  for (const { type, name, content, segments, at } of model.records)
    await write(keys, { type, name, patient, segments, content: { ...content, subject: { reference: patient } }, at })
  if (model.broken) await act(side, side.otto, 'breakGlass', { patient: side.ben, reason: 'No pulse' })
}

import { type Caller, type Fact, type Label, Standing, type TenantRules } from '@wardgraph/access'
import { as, IN_TEAM, NORMAL, NOW, policy, RULES } from './policy.fixture.ts'

/** One caller and what is known of Ann at one moment: a doctor of her care team unless said. */
export interface Case {
  readonly caller?: Caller
  readonly facts?: readonly Fact[]
  /** Rules of one consent of Ann's. */
  readonly consent?: readonly object[]
  /** `Patient.consents` as stored, where it is not one consent with rules. */
  readonly consents?: unknown
  readonly birthDate?: unknown
  readonly rules?: Partial<TenantRules>
  readonly now?: number
}

/** Every data class, by hand. */
export const ALL: readonly string[] = [
  'CLINICAL',
  'CONSENT',
  'CONTACT',
  'COVERAGE',
  'DEMOGRAPHIC',
  'IDENTIFIER',
  'NAME',
  'OPAQUE',
  'PROVENANCE',
  'REVIEW',
  'STAFF',
  'VISIT',
]

/** Bits of a label, as `schema/policy.graphql` gives them. */
export const [PART2, HIV, MENTAL_HEALTH, REPRODUCTIVE, PSYCHOTHERAPY, VIP] = [2, 4, 8, 16, 32, 64]

/** A doctor whom rules may name by practitioner (dora) or person (u1). */
export const DORA: Caller = { ...as('DOCTOR'), actor: 'dora', practitioner: 'dora' }

/** The glass of Ann's chart broken by the membership that acts, without end unless said. */
export function glass(of: { membership?: string; start?: number; end?: number } = {}): Fact {
  const { membership = 'm1', start = null, end = null } = of
  return { relation: 'BREAK_GLASS', start, end, membership, grant: 'grant1' }
}

/** Somebody stands for Ann. */
export function proxy(of: Partial<Extract<Fact, { relation: 'PROXY' }>> = {}): Fact {
  return { relation: 'PROXY', start: null, end: null, basis: 'GUARDIAN', classes: null, segments: null, ...of }
}

/** A PATIENT who is not Ann. */
export const ROB: Caller = { ...as('PATIENT'), subject: 'u2', actor: 'u2', patient: 'rob' }

/** How the caller stands to Ann. */
export function standing(of: Case): Standing {
  const { caller = DORA, facts = IN_TEAM, consent, birthDate, now = NOW } = of
  const { consents = consent === undefined ? undefined : [{ id: 'c1', rules: consent }] } = of
  const rules = { ...RULES, ...of.rules }
  return new Standing({ policy, rules, caller, now }, 'ann', { facts, consents, birthDate })
}

/** The data classes that are left to the caller of a record in Ann's chart, NORMAL unless said. */
export function left(of: Case, segments = NORMAL.segments): string[] {
  return classesOf(of, { segments, author: false }, { head: false })
}

/** The same of Ann's own record. */
export function leftOfHead(of: Case, segments = NORMAL.segments): string[] {
  return classesOf(of, { segments, author: false }, { head: true })
}

function classesOf(of: Case, label: Label, record: { head: boolean }): string[] {
  const { classes } = standing(of).reach(label, record)
  return Object.keys(policy.classes).filter((_, index) => (classes & (1 << index)) !== 0)
}

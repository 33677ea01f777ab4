import { randomBytes } from 'node:crypto'
import { spanOf } from '@wardgraph/fhir'
import { RECORD_ID } from '@wardgraph/records'
import type { Consent, ConsentRuleInput, Patient, RecordConsentInput } from '@wardgraph/schema/types'
import { base32 } from '@wardgraph/vault'
import { fulfil, type Ready, refuse } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'

/** What a patient permits and denies. */
export const consent: readonly Registered[] = [entry('Mutation.recordConsent', recordConsent)]

/** So many rules are read with the patient by every decision. */
const MOST_RULES = 50
/** They are in the patient's row, which every decision opens and which holds 400 KB. */
const MOST_CHARACTERS = 50_000

async function recordConsent(call: Call) {
  const input = call.args.input as RecordConsentInput // coerced by the schema
  const { patient, idempotencyKey, rules } = input
  const replaced = input.consent ?? null
  for (const rule of rules) checkRule(rule)
  const { seeker, caller } = call.scope
  if (!seeker.asPatient && caller.kin.has(patient))
    return refuse(call, 'Somebody else takes down what you, or whom you stand for, permit.')
  return fulfil(call, {
    field: 'patient',
    patient,
    idempotencyKey,
    type: 'Patient',
    record: { of: patient, expectedVersion: input.expectedVersion },
    fields: ['consents'],
    stage(ready) {
      const { scope, head, key, permit } = ready
      const known = consentsOf(ready)
      if (replaced !== null && !known.some(({ id }) => id === replaced))
        throw badInput('consent: there is no such consent.')
      const recorded = new Date(scope.now).toISOString()
      const written = { id: replaced ?? base32(randomBytes(16)), recorded, rules: rules.map(named) }
      const others = known.filter(({ id }) => id !== replaced)
      // One that is taken back stays, without rules: a source that repeats it does not revive it.
      const consents = [...others, written]
      if (consents.reduce((all, one) => all + one.rules.length, 0) > MOST_RULES)
        throw badInput(`A patient has ${MOST_RULES} rules at most.`)
      if (JSON.stringify(consents).length > MOST_CHARACTERS)
        throw badInput('The consents of this patient are too long.')
      const content = { consents }
      return scope.writer.update(head, { type: 'Patient', id: head.id, patient: null, permit, key, content })
    },
  })
}

function consentsOf({ scope, head }: Ready): readonly Consent[] {
  const of = { type: 'Patient', id: head.id, patient: head.id }
  const permit = scope.handover.controlPermit(of, ['Patient.consents'])
  const { consents } = scope.reader.open(permit, head) as Pick<Patient, 'consents'> // as it was written
  return consents ?? []
}

/** @throws ReplyError BAD_USER_INPUT */
function checkRule(rule: ConsentRuleInput): void {
  const { classes, segments, roles, persons, purposes, start, end } = rule
  if ([classes, segments, roles, persons, purposes].some((list) => list?.length === 0))
    throw badInput('rules: an empty list concerns nothing; leave it out for all.')
  if (persons?.some((id) => !RECORD_ID.test(id))) throw badInput('rules.persons: expected ids.')
  const [from, to] = [start, end].map((text) => (text ? spanOf(text)?.start : undefined))
  if (from !== undefined && to !== undefined && to <= from) throw badInput('rules: end is not after start.')
}

/** The rule without what it does not name, its period as instants. */
function named(rule: ConsentRuleInput): Record<string, unknown> {
  const { start, end, ...rest } = rule
  const at = (text: string) => new Date(spanOf(text)?.start ?? Number.NaN).toISOString()
  const kept = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined)
  return { ...Object.fromEntries(kept), ...(start ? { start: at(start) } : {}), ...(end ? { end: at(end) } : {}) }
}

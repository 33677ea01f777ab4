import { randomBytes } from 'node:crypto'
import { segmentsOf } from '@wardgraph/fhir'
import type { CodeableConceptInput, RecordObservationInput } from '@wardgraph/schema/types'
import { base32 } from '@wardgraph/vault'
import { chart } from './chart.ts'
import { ReplyError } from './errors.ts'
import { labelBits } from './label.ts'
import { fulfil } from './mutation.ts'
import { reference } from './reference.ts'
import { type Call, entry, type Registered } from './registry.ts'

/** Findings: in a chart, the ways from them, and the recording of new ones. */
export const observation: readonly Registered[] = [
  entry('Mutation.recordObservation', recordObservation),
  chart('Patient.observations', 'Observation'),
  reference('Observation.subject'),
  reference('Observation.encounter'),
  reference('Observation.performer'),
  reference('Observation.hasMember'),
  reference('Observation.derivedFrom'),
]

/** FHIR R4 value set observation-status. */
const STATUSES = new Set([
  'registered',
  'preliminary',
  'final',
  'amended',
  'corrected',
  'cancelled',
  'entered-in-error',
  'unknown',
])
const COMPONENT_VALUES = ['valueQuantity', 'valueCodeableConcept', 'valueString'] as const
const VALUES = [...COMPONENT_VALUES, 'component'] as const

async function recordObservation(call: Call) {
  const input = call.args.input as RecordObservationInput // coerced by the schema
  checkObservation(input)
  const { scope } = call
  const { patient, idempotencyKey, segments, ...sent } = input
  // A null is not written, so it is no field of the record and none of its audit record.
  const given: Partial<typeof sent> = Object.fromEntries(Object.entries(sent).filter(([, value]) => isGiven(value)))
  const { practitioner } = scope.caller
  const content = {
    ...given,
    status: given.status ?? 'final',
    effectiveDateTime: given.effectiveDateTime ?? new Date(scope.now).toISOString(),
    issued: new Date(scope.now).toISOString(),
    subject: { reference: patient },
    ...(practitioner === null ? {} : { performer: [{ reference: practitioner }] }),
  }
  const id = base32(randomBytes(16))
  const said = segmentsOf({ resourceType: 'Observation', ...content })
  const label = { segments: labelBits(scope, [...said, ...(segments ?? [])]), author: scope.caller.actor }
  return fulfil(call, {
    field: 'observation',
    patient,
    idempotencyKey,
    type: 'Observation',
    id,
    label,
    fields: Object.keys(content),
    stage: ({ permit, key }) => scope.writer.create({ type: 'Observation', id, patient, permit, key, content, label }),
  })
}

/** @throws ReplyError BAD_USER_INPUT, naming the field only */
function checkObservation(input: RecordObservationInput): void {
  const refuse = (detail: string) => new ReplyError('BAD_USER_INPUT', { detail })
  const present = VALUES.filter((name) => isGiven(input[name]))
  if (present.length !== 1) throw refuse(`Send exactly one of ${VALUES.join(', ')}.`)
  if (!coded(input.code)) throw refuse('code: expected a coding with a code, or a text.')
  if (input.status && !STATUSES.has(input.status)) throw refuse('status: expected a code of FHIR observation-status.')
  if (!holdsValue(input)) throw refuse('The value is empty, or is no finite number.')
  if (input.component?.length === 0) throw refuse('component: expected at least one.')
  for (const component of input.component ?? []) {
    if (!coded(component.code)) throw refuse('component.code: expected a coding with a code, or a text.')
    if (COMPONENT_VALUES.filter((name) => isGiven(component[name])).length !== 1 || !holdsValue(component))
      throw refuse(`component: expected exactly one of ${COMPONENT_VALUES.join(', ')}, not empty.`)
  }
}

const isGiven = (value: unknown) => value !== null && value !== undefined

/** Whether what is given says anything: graphql-js takes 1e400 for infinity, which JSON cannot hold. */
function holdsValue({
  valueQuantity,
  valueCodeableConcept,
  valueString,
}: Pick<RecordObservationInput, (typeof COMPONENT_VALUES)[number]>): boolean {
  if (isGiven(valueQuantity) && !Number.isFinite(valueQuantity?.value)) return false
  if (valueCodeableConcept && !coded(valueCodeableConcept)) return false
  return !isGiven(valueString) || Boolean(valueString?.trim())
}

function coded({ coding, text }: CodeableConceptInput): boolean {
  return Boolean(text?.trim()) || (coding ?? []).some(({ code }) => Boolean(code?.trim()))
}

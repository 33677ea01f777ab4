import type { Content, Stored } from '@wardgraph/records'
import type { CodeableConcept } from '@wardgraph/schema/types'
import { namedRecord, nameOf } from './chartRecord.ts'
import { coded } from './elementInput.ts'
import { fulfil } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'

/** Records that should never have been there: nothing is deleted. */
export const enteredInError: readonly Registered[] = [entry('Mutation.markEnteredInError', markEnteredInError)]

const CODE = 'entered-in-error'
const SYSTEMS = 'http://terminology.hl7.org/CodeSystem/'

/** How a type says it, where it is not by its `status`. */
const SAYS: Readonly<Record<string, Content>> = {
  Goal: { lifecycleStatus: CODE },
  // http://hl7.org/fhir/R4/condition.html con-5, http://hl7.org/fhir/R4/allergyintolerance.html ait-2: no clinical status then.
  Condition: { verificationStatus: coded(`${SYSTEMS}condition-ver-status`, CODE), clinicalStatus: null },
  AllergyIntolerance: {
    verificationStatus: coded(`${SYSTEMS}allergyintolerance-verification`, CODE),
    clinicalStatus: null,
  },
}

/** Whether a record says of itself that it should never have been there. */
export function isInError(scope: Scope, { type, id, patient, ...stored }: Stored): boolean {
  const [name = ''] = Object.keys(SAYS[type] ?? { status: CODE })
  const permit = scope.handover.controlPermit({ type, id, patient }, [`${type}.${name}`])
  const said = scope.reader.open(permit, { type, id, patient, ...stored })[name]
  const { coding } = Object(said) as Pick<CodeableConcept, 'coding'> // checked when it was written
  return said === CODE || (coding ?? []).some(({ code }) => code === CODE)
}

async function markEnteredInError(call: Call) {
  const { scope } = call
  const input = call.args.input as Readonly<Record<string, unknown>> // coerced by the schema
  const place = namedRecord(scope, input)
  if (place === undefined) throw badInput('Send the id of one record.')
  const { type, id } = place
  const content = SAYS[type] ?? { status: CODE }
  return fulfil(call, {
    field: nameOf(type),
    patient: String(input.patient),
    idempotencyKey: String(input.idempotencyKey),
    type,
    record: { of: id, expectedVersion: Number(input.expectedVersion) },
    fields: Object.keys(content),
    stage: ({ permit, key, before, label }) => scope.writer.update(before, { ...place, permit, key, content, label }),
  })
}

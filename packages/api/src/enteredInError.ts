import { isInError, markOfError } from '@wardgraph/fhir'
import type { Stored } from '@wardgraph/records'
import { namedRecord, nameOf } from './chartRecord.ts'
import { fulfil } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { lookInto } from './show.ts'

/** Records that should never have been there: nothing is deleted. */
export const enteredInError: readonly Registered[] = [entry('Mutation.markEnteredInError', markEnteredInError)]

/** Whether a record says of itself that it should never have been there. */
export function saysInError(scope: Scope, stored: Stored): boolean {
  const { type } = stored
  const coordinates = Object.keys(markOfError(type)).map((name) => `${type}.${name}`)
  return isInError(type, lookInto(scope, stored, coordinates))
}

async function markEnteredInError(call: Call) {
  const { scope } = call
  const input = call.args.input as Readonly<Record<string, unknown>> // coerced by the schema
  const place = namedRecord(scope, input)
  if (place === undefined) throw badInput('Send the id of one record.')
  const { type, id } = place
  const content = markOfError(type)
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

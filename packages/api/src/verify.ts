import { timingSafeEqual } from 'node:crypto'
import { isLeft } from '@wardgraph/access'
import { triesIn, triesKey, tryAction } from '@wardgraph/records'
import type { Patient, VerifyPatientInput } from '@wardgraph/schema/types'
import { normalise } from '@wardgraph/vault'
import { govern, type Ready, refuse } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import { NOTHING } from './staging.ts'

/** Whether somebody at the telephone knows what only the patient should. */
export const verify: readonly Registered[] = [entry('Mutation.verifyPatient', verifyPatient)]

const TRIES = 3

function verifyPatient(call: Call) {
  const { patient, birthDate, identifier, idempotencyKey } = call.args.input as VerifyPatientInput // coerced by the schema
  const asked = birthDate ? ('birthDate' as const) : ('identifier' as const)
  const answer = birthDate ?? identifier
  if (!answer?.trim() || (birthDate && identifier)) throw badInput('Send exactly one of birthDate and identifier.')
  let matches = false
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'EXISTING',
    async effect(ready, { done }) {
      const { keys, caller, now } = ready.scope
      if (!mayCompare(ready, asked)) return refuse(call)
      const of = { person: caller.subject, patient, now }
      const known = triesIn(keys, await ready.scope.load(triesKey(keys, of)))
      if (!done && known >= TRIES) return refuse(call, 'There were three tries today.')
      matches = stored(ready, asked).some((value) => isSame(ready, value, answer))
      if (done) return NOTHING
      return {
        actions: [tryAction(keys, { ...of, known })],
        changed: [[patient, 'Verification', caller.subject, [asked], known + 1]],
      }
    },
    answer: () => ({ matches }),
  })
}

/** What the patient denies is not compared either: the answer would tell something of it. */
function mayCompare({ scope, head, standing }: Ready, asked: 'birthDate' | 'identifier'): boolean {
  const label = scope.reader.label(head, [])
  if (label === null) return false
  const reach = standing.reach(label, { head: true })
  return isLeft({ policy: scope.services.policy, reach, coordinate: `Patient.${asked}` })
}

/** What is stored of it, opened for this comparison alone. */
function stored({ scope, head }: Ready, asked: 'birthDate' | 'identifier'): string[] {
  const of = { type: 'Patient', id: head.id, patient: head.id }
  const permit = scope.handover.controlPermit(of, [`Patient.${asked}`])
  const { birthDate, identifier } = scope.reader.open(permit, head) as Pick<Patient, 'birthDate' | 'identifier'> // as it was written
  if (asked === 'birthDate') return birthDate ? [birthDate] : []
  return (identifier ?? []).flatMap(({ value }) => (value ? [value] : []))
}

function isSame({ scope }: Ready, value: string, answer: string): boolean {
  const [a, b] = [value, answer].map((text) =>
    scope.keys.payloadHash({ purpose: 'verify', payload: normalise('exact', text) }),
  )
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

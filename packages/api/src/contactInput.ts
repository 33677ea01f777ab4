import type { UpdatePatientContactInput } from '@wardgraph/schema/types'
import { ReplyError } from './errors.ts'

/** FHIR R4 value sets contact-point-system, contact-point-use and address-use. */
const SYSTEMS = new Set(['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other'])
const USES = new Set(['home', 'work', 'temp', 'old', 'mobile', 'billing'])
const MAX_ENTRIES = 20
const MAX_TEXT = 500

/** Refuses contact data that FHIR would refuse, naming the field only. @throws ReplyError BAD_USER_INPUT */
export function checkContact({ telecom, address }: UpdatePatientContactInput): void {
  const refuse = (detail: string) => new ReplyError('BAD_USER_INPUT', { detail })
  // Many clients send null for a variable that is not set, and nobody means to lose data by that.
  if (telecom === null || address === null)
    throw refuse('null is not taken: leave the field out, or send [] to remove.')
  if ((telecom?.length ?? 0) > MAX_ENTRIES || (address?.length ?? 0) > MAX_ENTRIES)
    throw refuse(`Send at most ${MAX_ENTRIES} entries.`)
  for (const { system, value, use } of telecom ?? []) {
    if (!SYSTEMS.has(system)) throw refuse('telecom.system: expected a code of FHIR contact-point-system.')
    if (use && !USES.has(use)) throw refuse('telecom.use: expected a code of FHIR contact-point-use.')
    if (value.trim() === '') throw refuse('telecom.value: expected text.')
  }
  for (const { use } of address ?? [])
    if (use && !USES.has(use)) throw refuse('address.use: expected a code of FHIR address-use.')
  if (JSON.stringify([telecom, address]).length > MAX_TEXT * MAX_ENTRIES) throw refuse('The contact data is too long.')
}

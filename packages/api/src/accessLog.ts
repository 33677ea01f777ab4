import { admitsCall } from '@wardgraph/access'
import type { PatientEntry } from '@wardgraph/audit'
import { RECORD_ID } from '@wardgraph/records'
import type { ListOf } from './connection.ts'
import { loggedPage, memberIn } from './disclosures.ts'
import { refuse } from './mutation.ts'
import { reference } from './reference.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { headOf, relate } from './show.ts'

/** Who saw my record: for the patient, and who stands for the patient in everything. */
export const accessLog: readonly Registered[] = [
  entry('Query.myAccessLog', myAccessLog),
  reference('AccessLogEntry.practitioner'),
]

async function myAccessLog(call: Call) {
  const { scope, args } = call
  const of: ListOf = { coordinate: 'Query.myAccessLog', parent: '', args }
  const patient = typeof args.patient === 'string' ? args.patient : scope.caller.patient
  // Somebody else's, and whose is not there, are refused alike.
  if (patient === null || !RECORD_ID.test(patient) || !(await isOwn(scope, patient))) return refuse(call)
  const page = await loggedPage(scope, { of, patient, field: 'accessLog' })
  return { ...page, nodes: await Promise.all(page.nodes.map((one) => entryOf(scope, one))) }
}

/**
 * Whether the caller is the patient or stands for it in everything: what is seen of a chart says something of what is in
 * it, so of whom a part is kept the log is kept whole.
 */
async function isOwn(scope: Scope, patient: string): Promise<boolean> {
  const { caller, services } = scope
  const standing = await relate(scope, headOf(patient))
  if (standing === undefined || !standing.isWhole) return false
  return admitsCall({ policy: services.policy, caller, bits: standing.tie.bits, call: 'Query.myAccessLog' })
}

/** Not which records it was: some of them may be hidden from the patient, as psychotherapy notes are. */
async function entryOf(scope: Scope, entry: PatientEntry) {
  const { time, role, purpose, relation, read, changed, denied } = entry
  const practitioner = scope.rules.accessLog === 'NAMES' ? (await memberIn(scope, entry))?.practitioner : null
  return {
    at: time,
    role,
    purpose,
    relation,
    practitioner: practitioner ? { reference: practitioner } : null,
    read: read.length > 0,
    changed: changed.length > 0,
    denied: denied.length > 0,
  }
}

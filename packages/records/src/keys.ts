import type { Policy } from '@wardgraph/access'
import type { Key } from './table.ts'

/** The form of every id of a record, person or membership. */
export const RECORD_ID = /^[a-z2-7]{26}$/

/** Where a record is: its type, its id and the patient it belongs to (null: none). */
export interface Place {
  readonly type: string
  readonly id: string
  readonly patient: string | null
}

/** The letters of a type in row keys; FHIR without a type of its own goes under `xx`. */
export function letters(policy: Policy, type: string): string {
  return policy.records[type]?.key ?? 'xx'
}

/** A record's row: a patient is the head of its partition, a patient's record a row in it, others stand alone. */
export function recordKey(policy: Policy, tenant: string, { type, id, patient }: Place): Key {
  const key = letters(policy, type)
  if (type === 'Patient') return { table: 'records', pk: `${tenant}#P#${id}`, sk: 'A' }
  if (patient === null) return { table: 'records', pk: `${tenant}#${key}#${id}`, sk: 'A' }
  return { table: 'records', pk: `${tenant}#P#${patient}`, sk: `R#${key}#${id}` }
}

/** An old version of a record, in the same partition. */
export function historyKey(key: string, { id, version }: { readonly id: string; readonly version: number }): string {
  return `H#${key}#${id}#${String(version).padStart(8, '0')}`
}

/** Who a record's key belongs to. */
export function keyRow(tenant: string, subject: string): Key {
  const kind = subject === 'staff' || subject === 'tenant' ? 'S' : 'P'
  return { table: 'keys', pk: `${tenant}#K#${kind}#${subject}`, sk: '-' }
}

/** The relation of a person or unit with a patient, on the patient's side. */
export function relationKey(
  tenant: string,
  { patient, actor }: { readonly patient: string; readonly actor: string },
): Key {
  return { table: 'directory', pk: `${tenant}#P#${patient}`, sk: `S#${actor}` }
}

/** The same relation on the person's side: the person's list. */
export function inverseKey(
  tenant: string,
  { patient, actor }: { readonly patient: string; readonly actor: string },
): Key {
  return { table: 'directory', pk: `${tenant}#U#${actor}`, sk: `P#${patient}` }
}

/** A person's membership. */
export function memberKey(tenant: string, person: string): Key {
  return { table: 'directory', pk: `${tenant}#U#${person}`, sk: 'A' }
}

/** The partition of one blind token; its sort keys are the ids of what is found by it. */
export function postingPartition(
  tenant: string,
  { index, token }: { readonly index: string; readonly token: string },
): string {
  return `${tenant}#X#${index}.1#${token}`
}

import type { Policy } from '@wardgraph/access'
import type { Row } from '@wardgraph/vault'
import { KINDS } from './kinds.ts'
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
  const chart = chartPartition(tenant, { type, patient })
  if (chart === undefined) return { table: 'records', pk: `${tenant}#${key}#${id}`, sk: 'A' }
  return { table: 'records', pk: chart, sk: `R#${key}#${id}` }
}

/** The partition in which records of this type stand in order: a patient's chart, or the tenant's queue. */
export function chartPartition(tenant: string, { type, patient }: Pick<Place, 'type' | 'patient'>): string | undefined {
  if (patient !== null) return `${tenant}#P#${patient}`
  return KINDS.get(type)?.queue ? `${tenant}#V` : undefined
}

/** Whose secret shift the order of a chart is under. */
export function chartOwner({ type, patient }: Pick<Place, 'type' | 'patient'>): string | undefined {
  return patient ?? (KINDS.get(type)?.queue ? 'queue' : undefined)
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

/** The postings by which a record's row says that it is found: partition keys. */
export function postingsOf({ q }: Row): readonly string[] {
  return typeof q === 'string' ? q.split(' ').filter(Boolean) : []
}

/** The index that a posting is of. */
export function indexOf(posting: string): string {
  return posting.split(/[#.]/)[2] ?? ''
}

/** The partition of one blind token; its sort keys are the ids of what is found by it. */
export function postingPartition(
  tenant: string,
  { index, token }: { readonly index: string; readonly token: string },
): string {
  return `${tenant}#X#${index}.1#${token}`
}

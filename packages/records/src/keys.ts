import type { Policy } from '@wardgraph/access'
import type { Row, TenantKeys } from '@wardgraph/vault'
import type { Posting } from './kind.ts'
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

/** Under these stands FHIR without a type of its own. */
const OPAQUE = 'xx'

/** The letters of a type in row keys; FHIR without a type of its own goes under `xx`. */
export function letters(policy: Policy, type: string): string {
  return policy.records[type]?.key ?? OPAQUE
}

/** A record's row: a patient is the head of its partition, a patient's record a row in it, others stand alone. */
export function recordKey(policy: Policy, tenant: string, place: Place): Key {
  return keyUnder(letters(policy, place.type), tenant, place)
}

/** Where a record stands that was stored before its type was one of the schema's, until an upcast. */
export function opaqueKey(tenant: string, place: Place): Key {
  return keyUnder(OPAQUE, tenant, place)
}

function keyUnder(key: string, tenant: string, { type, id, patient }: Place): Key {
  if (type === 'Patient') return { table: 'records', pk: `${tenant}#P#${id}`, sk: 'A' }
  const chart = chartPartition(tenant, { type, patient })
  if (chart === undefined) return { table: 'records', pk: `${tenant}#${key}#${id}`, sk: 'A' }
  return { table: 'records', pk: chart, sk: `R#${key}#${id}` }
}

/** A record as its row's keys tell of it: the type is null where only what is sealed says it. */
export interface FoundPlace extends Omit<Place, 'type'> {
  readonly type: string | null
}

/** What a row of the records table is about, current or an old version; undefined where no record is stored so. */
export function placeOf(policy: Policy, { pk, sk }: Row): FoundPlace | undefined {
  const [, kind, owner] = String(pk).split('#')
  const [place, within, id] = String(sk).split('#')
  const typed = (key: string | undefined) =>
    Object.entries(policy.records).find(([, record]) => record.key === key)?.[0] ?? null
  const isHead = within === undefined || within === kind
  if (kind === undefined || (place !== 'A' && place !== 'R' && place !== 'H')) return undefined
  if (isHead) return owner === undefined ? undefined : { type: typed(kind), id: owner, patient: null }
  return id === undefined ? undefined : { type: typed(within), id, patient: kind === 'P' ? (owner ?? null) : null }
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

/** What the old versions of a record begin with, in the same partition. */
export function historyPrefix(policy: Policy, { type, id }: Pick<Place, 'type' | 'id'>): string {
  return `H#${letters(policy, type)}#${id}#`
}

/** Where a version of a record is once another has followed it. */
export function historyKey(policy: Policy, of: Pick<Place, 'type' | 'id'> & { readonly version: number }): string {
  return historyPrefix(policy, of) + String(of.version).padStart(8, '0')
}

/** What a row of FHIR without a type of its own is: a record, or an old version of one. */
export function opaqueRow({ pk, sk }: Row): 'record' | 'version' | undefined {
  const [, kind] = String(pk).split('#')
  const [place, within] = String(sk).split('#')
  if (place === 'H') return within === OPAQUE ? 'version' : undefined
  return (place === 'R' ? within : kind) === OPAQUE ? 'record' : undefined
}

/** Who a record's key belongs to. */
export function keyRow(tenant: string, subject: string): Key {
  const kind = subject === 'staff' || subject === 'tenant' ? 'S' : 'P'
  return { table: 'keys', pk: `${tenant}#K#${kind}#${subject}`, sk: '-' }
}

/** The postings by which a record's row says that it is found: partition keys. */
export function postingsOf({ pk, q }: Row): readonly string[] {
  const [tenant] = String(pk).split('#')
  return typeof q === 'string' ? q.split(' ').map((posting) => `${tenant}#X#${posting}`) : []
}

/** Postings as a row names them, without what all of them begin with; none is no attribute. */
export function namedPostings(postings: Iterable<string>): { readonly q?: string } {
  const named = [...new Set(postings)].sort().map((pk) => pk.split('#').slice(2).join('#'))
  return named.length === 0 ? {} : { q: named.join(' ') }
}

/** Which attributes of a record's row are sealed: its classes, and the values that its postings are made of. */
export function partsOf(policy: Policy): (name: string) => boolean {
  return (name) => Object.hasOwn(policy.classes, name) || name.startsWith(VALUES)
}

/** An index's values in a record's row, in an attribute of its own, `Q.MRN`: what it is found by when the index root changes. */
export const VALUES = 'Q.'

/** The class id of such a part; no class has it. */
export const VALUES_CLASS = 255

/** The index that a posting is of. */
export function indexOf(posting: string): string {
  return posting.split(/[#.]/)[2] ?? ''
}

/** The partition of one blind token. */
export function postingPartition(
  tenant: string,
  { index, version, token }: { readonly index: string; readonly version: number; readonly token: string },
): string {
  return `${tenant}#X#${index}.${version}#${token}`
}

/**
 * The partitions of a posting, whose sort keys are the ids of what is found by it: first the one that it is written to,
 * then those of other versions of the index root, which what is not written anew yet is found by.
 */
export function postingPartitions(keys: TenantKeys, posting: Posting): readonly [string, ...string[]] {
  const [newest, ...others] = keys.indexTokens(posting)
  const partition = (of: typeof newest) => postingPartition(keys.tenant, { index: posting.index, ...of })
  return [partition(newest), ...others.map(partition)]
}

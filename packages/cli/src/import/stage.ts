import { type Caller, decideFeed, type Policy, segmentBits, type WritePermit } from '@wardgraph/access'
import type { Change } from '@wardgraph/audit'
import { isInError, markOfError } from '@wardgraph/fhir'
import {
  type Action,
  type Key,
  KINDS,
  keyRow,
  opaqueKey,
  openKey,
  ownerOf,
  type Place,
  recordKey,
  rowSize,
  sealOpaque,
  subjectOf,
  uniquesOf,
  versionsOf,
  type Writer,
} from '@wardgraph/records'
import {
  type LargePart,
  openItem,
  type Row,
  type SubjectKey,
  type TenantKeys,
  VaultError,
  verifyItem,
} from '@wardgraph/vault'
import type { RejectCode } from './report.ts'
import type { Target } from './resolver.ts'
import type { Rows } from './rows.ts'
import { isCurrent, remember, remembers } from './seenHashes.ts'
import type { Unit } from './unit.ts'

/** DynamoDB: an item holds 400 KB; this leaves room for its keys and marks. */
export const MAX_ROW = 350_000
/** DynamoDB takes 100 actions a transaction; the audit records need some of them. */
export const MAX_ACTIONS = 90

/** What became of a unit beside the rows that are stored. */
export type Staged =
  | { readonly unit: Unit; readonly outcome: 'rejected'; readonly code: RejectCode }
  | {
      readonly unit: Unit
      readonly outcome: 'unchanged'
      readonly patient: string | null
      /** Whether it is what the record holds now: then it is still what the patient permits. */
      readonly current: boolean
    }
  | {
      readonly unit: Unit
      readonly outcome: 'created' | 'updated'
      readonly patient: string | null
      readonly actions: readonly Action[]
      readonly changed: readonly Change[]
      /** What its row names, to be there before the row is. */
      readonly document: LargePart | undefined
      /**
       * The postings whose values it should have alone, with those of the same value under other versions of the index
       * root, and those it had so and has no more.
       */
      readonly uniques: {
        readonly has: readonly { readonly posting: string; readonly others: readonly string[] }[]
        readonly gone: readonly string[]
      }
    }

/** A unit that is to be written. */
export type Pending = Extract<Staged, { readonly actions: readonly Action[] }>

/** With what a batch of units is staged. */
export interface Staging {
  readonly policy: Policy
  readonly caller: Caller
  readonly keys: TenantKeys
  readonly writer: Writer
}

/** The keys of every row that staging a unit looks at. */
export function wantedKeys(unit: Unit, { policy, keys }: Staging): readonly Key[] {
  const { tenant } = keys
  return [
    ...placesOf(unit).flatMap((place) => [
      recordKey(policy, tenant, place),
      opaqueKey(tenant, place),
      keyRow(tenant, subjectOf(place)),
    ]),
    ...elsewhere(unit, { policy, tenant }).flat(),
    ...(unit.label.elsewhere.length === 0 ? [] : [keyRow(tenant, 'tenant'), keyRow(tenant, 'staff')]),
  ]
}

/** How many references of a unit lead to nothing, in this import or in the store. */
export function unresolvedOf(unit: Unit, { policy, keys, rows }: Staging & { readonly rows: Rows }): number {
  const lost = elsewhere(unit, { policy, tenant: keys.tenant }).filter((places) =>
    places.every((key) => rows.find(key) === undefined),
  )
  return unit.unresolved + lost.length
}

/** Decides what a unit comes to. @throws VaultError ERR_VAULT_INTEGRITY, ERR_VAULT_KEYS_MISSING */
export async function stage(unit: Unit, options: Staging & { readonly rows: Rows }): Promise<Staged> {
  const { policy, caller, keys, rows, writer } = options
  const places = placesOf(unit)
  const place =
    unit.type === 'Patient' ? places[0] : places.find((one) => rows.find(keyRow(keys.tenant, subjectOf(one))))
  if (place === undefined) return { unit, outcome: 'rejected', code: 'NO_PATIENT' }
  const { type, id } = place
  const patient = type === 'Patient' ? id : place.patient
  const decision = decideFeed({ policy, caller, type, id, patient, sent: sentOf(policy) })
  if (!decision.allow) return { unit, outcome: 'rejected', code: 'FORBIDDEN' }
  // One that came before its type and is not upcast yet is updated all the same, and so never there twice.
  const row = rows.find(recordKey(policy, keys.tenant, place)) ?? rows.find(opaqueKey(keys.tenant, place))
  const subject = subjectFor(place, { keys, rows, row })
  if (typeof subject === 'string') return { unit, outcome: 'rejected', code: subject }
  if (row !== undefined) {
    verifyItem({ key: subject.key, table: 'records', row })
    if (remembers(row.x, unit.source.hash))
      return { unit, outcome: 'unchanged', patient, current: isCurrent(row.x, unit.source.hash) }
  }
  const { permit } = decision
  const around = unit.label.elsewhere.flatMap((target) => labelsOf(target, { policy, keys, rows, owners: unit.owners }))
  return stageWrite(unit, { policy, keys, writer, place, patient, permit, row, subject, around })
}

/** What other systems send: not what stands in a queue of the tenant's own. */
function sentOf(policy: Policy): readonly string[] {
  return Object.keys(policy.records).filter((type) => !KINDS.get(type)?.queue)
}

interface Writing {
  readonly policy: Policy
  readonly keys: TenantKeys
  readonly writer: Writer
  readonly place: Place
  readonly patient: string | null
  readonly permit: WritePermit
  readonly row: Row | undefined
  readonly subject: Subject
  /** The labels of what it belongs to, as the store has them. */
  readonly around: readonly number[]
}

/** All that labels a record: itself, what it belongs to, and what it was labelled before: an import takes no label away. */
function labelFor(unit: Unit, of: Pick<Writing, 'policy' | 'keys' | 'place' | 'row' | 'around'>): number {
  const { policy, keys, place, row, around } = of
  const bits = segmentBits(policy)
  const owner = ownerOf(place) ?? 'tenant'
  const before =
    row?.s === undefined ? 0 : keys.openLabel({ patient: owner, type: place.type, id: place.id, label: row.s })
  const own = unit.label.segments.reduce((all, name) => all | (bits.get(name) ?? 0), 0)
  const normal = bits.get('NORMAL') ?? 0
  const all = [before, ...around].reduce((label, one) => label | one, own) & ~normal
  return all === 0 ? normal : all
}

/** The label of a stored record, under its MAC; nothing of one that is not there. @throws VaultError ERR_VAULT_INTEGRITY, ERR_VAULT_KEYS_MISSING */
function labelsOf(
  { type, id }: Target,
  of: { readonly policy: Policy; readonly keys: TenantKeys; readonly rows: Rows; readonly owners: readonly string[] },
): number[] {
  const { policy, keys, rows, owners } = of
  return [null, ...owners].flatMap((patient) => {
    const place = { type, id, patient }
    const row = rows.find(recordKey(policy, keys.tenant, place))
    const key = rows.find(keyRow(keys.tenant, subjectOf(place)))
    if (row?.s === undefined) return []
    // A label that cannot be looked at must not be taken for none.
    if (key === undefined) throw new VaultError('ERR_VAULT_KEYS_MISSING')
    const subject = subjectOf(place)
    const opened = openKey(keys, { subject, row: key })
    if (opened === undefined) return []
    verifyItem({ key: opened, table: 'records', row })
    return [keys.openLabel({ patient: patient ?? 'tenant', type, id, label: row.s })]
  })
}

async function stageWrite(unit: Unit, writing: Writing): Promise<Staged> {
  const { policy, keys, writer, place, patient, permit, row, subject, around } = writing
  const { content, opaque, siblings, source, identified: postings } = unit
  const label = { segments: labelFor(unit, { policy, keys, place, row, around }), author: unit.author }
  const { key } = subject
  const hashes = remember(row?.x, { hash: source.hash, siblings })
  if (row !== undefined && wasMarkedHere(writing, row)) return { unit, outcome: 'rejected', code: 'IN_ERROR' }
  try {
    const document = await sealOpaque(policy, { ...place, key, opaque })
    const named = document === undefined ? {} : { document: document.name }
    const draft = { ...place, permit, key, content, opaque, ...named, postings, hashes, label }
    const staged = row === undefined ? writer.create(draft) : writer.update({ ...place, row, key }, draft)
    const actions = [...subject.actions, ...staged.actions]
    if (rowSize(staged.stored.row) > MAX_ROW || actions.length > MAX_ACTIONS)
      return { unit, outcome: 'rejected', code: 'TOO_LARGE' }
    const changed: Change = [patient, place.type, place.id, Object.keys(content), Number(staged.stored.row.v)]
    const has = uniquesOf(place.type, staged.stored.row)
    const gone = uniquesOf(place.type, row).filter((posting) => !has.includes(posting))
    const outcome = row === undefined ? 'created' : 'updated'
    const versions = new Map(
      has.length === 0 ? [] : versionsOf(keys, staged.stored).map(([one, ...others]) => [one, others]),
    )
    const uniques = { has: has.map((posting) => ({ posting, others: versions.get(posting) ?? [] })), gone }
    return { unit, outcome, patient, actions, changed: [changed], document, uniques }
  } catch (error) {
    // What was mapped can only be too long for the vault.
    if (!(error instanceof VaultError) || error.code !== 'ERR_VAULT_INPUT') throw error
    return { unit, outcome: 'rejected', code: 'TOO_LARGE' }
  }
}

/** Whether people said here that the record should never have been there: no source brings it back to life. */
function wasMarkedHere({ place: { type, id }, permit, subject: { key } }: Writing, row: Row): boolean {
  const marks = Object.keys(markOfError(type))
  if (typeof row.e !== 'string' || !row.e.split(' ').some((name) => marks.includes(name))) return false
  const parts = openItem({ permit, key, table: 'records', row, type, id })
  return isInError(type, Object.assign({}, ...Object.values(parts)))
}

function placesOf({ type, id, owners }: Unit): readonly Place[] {
  return owners.length === 0 ? [{ type, id, patient: null }] : owners.map((patient) => ({ type, id, patient }))
}

function elsewhere(unit: Unit, of: { readonly policy: Policy; readonly tenant: string }): readonly (readonly Key[])[] {
  return unit.elsewhere.map(({ type, id }) =>
    [null, ...unit.owners].flatMap((patient) => {
      const place = { type, id, patient }
      return [recordKey(of.policy, of.tenant, place), opaqueKey(of.tenant, place)]
    }),
  )
}

/** A key that seals, and what writes it where it is new. */
interface Subject {
  readonly key: SubjectKey
  readonly actions: readonly Action[]
}

/** The key that seals a place; a patient not yet stored gets one, written with its head. A record whose key is gone gets none. */
function subjectFor(
  place: Place,
  of: { readonly keys: TenantKeys; readonly rows: Rows; readonly row: Row | undefined },
): Subject | 'NO_KEY' | 'ERASED' {
  const { keys, rows } = of
  const subject = subjectOf(place)
  const found = rows.find(keyRow(keys.tenant, subject))
  if (found !== undefined) {
    const key = openKey(keys, { subject, row: found })
    // Whom a certificate names stays erased, whatever a source says again.
    return key === undefined ? 'ERASED' : { key, actions: [] }
  }
  if (place.type !== 'Patient' || of.row !== undefined) return 'NO_KEY'
  const { key, row } = keys.createSubject(subject)
  return { key, actions: [{ do: 'put', table: 'keys', row, if: { is: 'absent' } }] }
}

import type { KeyObject } from 'node:crypto'
import { indexToken } from './blindIndex.ts'
import type { BoundedCache } from './cache.ts'
import { chartOrder, codeToken } from './chartOrder.ts'
import { type CursorOf, openCursor, sealCursor } from './cursor.ts'
import { VaultError } from './errors.ts'
import type { Field } from './frame.ts'
import { payloadHash, recordId, sessionHash } from './identifiers.ts'
import { checkItemMac, type MacContext, withItemMac } from './itemMac.ts'
import { authorToken, type Labelled, openLabel, sealLabel } from './label.ts'
import type { Row } from './row.ts'
import { createSubjectKey, openSubjectKey, type SubjectKey, type SubjectOf } from './subjectKey.ts'
import type { LastingKey, TenantOf, TenantRoot } from './tenantRoot.ts'

const subjectIds = /^[a-z2-7]{26}$/
const keysTable = 'keys'

/** An opened subject key and the very row that it was opened from. */
export interface KnownSubject {
  readonly row: Row
  readonly key: SubjectKey
}

interface Opened extends TenantOf {
  readonly root: TenantRoot
  readonly lasting: Readonly<Record<LastingKey, KeyObject>>
  readonly subjects: BoundedCache<KnownSubject>
  readonly now: () => number
}

/** The opened keys of one tenant; no key leaves it but the audit keys, as KeyObjects. */
export class TenantKeys {
  readonly tenant: string
  readonly #opened: Opened

  constructor(opened: Opened) {
    this.tenant = opened.tenant
    this.#opened = opened
  }

  /** The stored id of a source's record: 26 characters, the same whenever it is imported. */
  recordId(of: { system: string; type: string; id: string }): string {
    return recordId(this.#opened.lasting.id, of)
  }

  /** The name of a session in keys and audit: 26 characters. */
  sessionHash(session: string): string {
    return sessionHash(this.#opened.lasting.id, session)
  }

  /** 16 bytes that tell equal payloads of one purpose from others. */
  payloadHash(of: { purpose: string; payload: Field }): Uint8Array {
    return payloadHash(this.#opened.lasting.id, of)
  }

  /** Where a time (ms) sorts in this patient's chart: 16 hex digits, `-` when undated. @throws ERR_VAULT_INPUT */
  order(of: { patient: string; time: number | undefined }): string {
    return chartOrder(this.#opened.lasting.shift, of)
  }

  /** A code within this patient's chart: 16 hex digits. */
  codeToken(of: { patient: string; code: string }): string {
    return codeToken(this.#opened.lasting.shift, of)
  }

  /** Segment bits of a record, sealed. @throws ERR_VAULT_INPUT */
  sealLabel(of: Labelled & { segments: number }): string {
    return sealLabel(this.#opened.lasting.shift, of)
  }

  /** The segment bits that a row's label states; believe them under the row's MAC only. @throws ERR_VAULT_INTEGRITY */
  openLabel(of: Labelled & { label: unknown }): number {
    return openLabel(this.#opened.lasting.shift, of)
  }

  /** A record's author (a practitioner's or person's id): 16 hex digits that no other record shares. */
  authorToken(of: Labelled & { actor: string }): string {
    return authorToken(this.#opened.lasting.shift, of)
  }

  /** The blind index token of values that the caller has normalised: 52 characters. */
  indexToken(of: { index: string; values: readonly string[] }): string {
    return indexToken(this.#opened.lasting.ix, of)
  }

  /** The key that MACs one audit chain. */
  auditKey(chain: string): KeyObject {
    return this.#opened.root.audit(chain)
  }

  /** A row without subject (relation, consent, session, key, posting) with its `m`. @throws ERR_VAULT_INPUT */
  protect({ table, row }: { table: string; row: Row }): Row {
    return withItemMac(this.#mac(table), row)
  }

  /** Checks a row that `protect` made. @throws ERR_VAULT_INTEGRITY */
  verify({ table, row }: { table: string; row: Row }): void {
    checkItemMac(this.#mac(table), row)
  }

  /** A place in a list, sealed for `aad` (subject, operation, arguments): base64url. @throws ERR_VAULT_INPUT */
  sealCursor(plaintext: string, aad: string): string {
    return sealCursor(this.#cursor(aad), plaintext)
  }

  /** The place, or undefined for anything not sealed here for the same `aad`. */
  openCursor(text: string, aad: string): string | undefined {
    return openCursor(this.#cursor(aad), text)
  }

  /** A new key for a patient's id, `staff` or `tenant`, and its row; it counts only once the row is stored. */
  createSubject(subject: string): { row: Row; key: SubjectKey } {
    const { key, wrapped } = createSubjectKey(this.#subject(subject), this.#opened.root)
    const place = { pk: partitionKey(this.tenant, subject), sk: '-' }
    return { row: this.protect({ table: keysTable, row: { ...place, k1: wrapped } }), key }
  }

  /** The subject's key from its row, from memory if this very row was opened lately. @throws ERR_VAULT_INTEGRITY */
  openSubject({ subject, row }: { subject: string; row: Row }): SubjectKey {
    const { subjects, root, now } = this.#opened
    const name = partitionKey(this.tenant, subject)
    const known = subjects.find(name)
    if (known && sameRow(known.row, row)) return known.key
    this.verify({ table: keysTable, row })
    if (row.pk !== name || row.sk !== '-' || !(row.k1 instanceof Uint8Array)) {
      throw new VaultError('ERR_VAULT_INTEGRITY')
    }
    const key = openSubjectKey(this.#subject(subject), root, row.k1)
    subjects.keep(name, { row, key }, now())
    return key
  }

  #subject(subject: string): SubjectOf {
    return { deployment: this.#opened.deployment, tenant: this.tenant, subject }
  }

  #mac(table: string): MacContext {
    const { deployment, root } = this.#opened
    return { deployment, table, key: root.tmac, version: root.rootVersion }
  }

  #cursor(aad: string): CursorOf {
    return { key: this.#opened.root.cursor, deployment: this.#opened.deployment, tenant: this.tenant, aad }
  }
}

/** Where a subject's key is stored. @throws ERR_VAULT_INPUT for what is no subject */
function partitionKey(tenant: string, subject: string): string {
  if (subject === 'staff' || subject === 'tenant') return `${tenant}#K#S#${subject}`
  if (subjectIds.test(subject)) return `${tenant}#K#P#${subject}`
  throw new VaultError('ERR_VAULT_INPUT')
}

function sameRow(known: Row, row: Row): boolean {
  const names = Object.keys(row)
  return names.length === Object.keys(known).length && names.every((name) => sameAttribute(known[name], row[name]))
}

function sameAttribute(known: Row[string] | undefined, value: Row[string] | undefined): boolean {
  if (known instanceof Uint8Array && value instanceof Uint8Array) return Buffer.compare(known, value) === 0
  return known === value
}

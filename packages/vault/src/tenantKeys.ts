import type { KeyObject } from 'node:crypto'
import { indexToken } from './blindIndex.ts'
import type { BoundedCache } from './cache.ts'
import { chartOrder, codeToken } from './chartOrder.ts'
import { type CursorOf, openCursor, sealCursor } from './cursor.ts'
import { VaultError } from './errors.ts'
import type { Field } from './frame.ts'
import { payloadHash, recordId, sessionHash } from './identifiers.ts'
import { checkItemMac, type MacContext, withItemMac } from './itemMac.ts'
import { keysTable, type LastingKeys, subjectPartition, tenantMac } from './keyRows.ts'
import { authorToken, type Labelled, openLabel, sealLabel } from './label.ts'
import type { Row } from './row.ts'
import { newMaterial, SubjectKey, type SubjectOf, wrapSubjectKey } from './subjectKey.ts'
import { openSubjectRow } from './subjectRow.ts'
import { rootOf, type TenantOf, type TenantRoot } from './tenantRoot.ts'
import type { Versions } from './versions.ts'

/** An opened subject key and the very row that it was opened from. */
export interface KnownSubject {
  readonly row: Row
  readonly key: SubjectKey
}

interface Opened extends TenantOf {
  readonly roots: Versions<TenantRoot>
  readonly lasting: LastingKeys
  readonly subjects: BoundedCache<KnownSubject>
  readonly now: () => number
}

/** The keys of one audit chain: what its next record is bound with, and what bound one that names its version. */
export interface ChainKeys {
  readonly newest: { readonly version: number; readonly key: KeyObject }
  /** Undefined where there is none. */
  at(version: number): KeyObject | undefined
}

/** The token of an index under one version of its root. */
export interface IndexToken {
  readonly version: number
  readonly token: string
}

let inside: (keys: TenantKeys) => Opened

/** What a tenant's keys are made of; inside the package only. */
export function openedOf(keys: TenantKeys): Opened {
  return inside(keys)
}

/** The opened keys of one tenant; no key leaves it but the audit keys, as KeyObjects. */
export class TenantKeys {
  readonly tenant: string
  readonly #opened: Opened

  static {
    inside = (keys) => keys.#opened
  }

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

  /**
   * The blind index tokens of values that the caller has normalised, 52 characters each: the one that is written first,
   * then those that others may have written.
   */
  indexTokens(of: { index: string; values: readonly string[] }): readonly [IndexToken, ...IndexToken[]] {
    const { ix } = this.#opened.lasting
    const { newest } = ix
    const tokenOf = ({ version, key }: { version: number; key: KeyObject }) => ({ version, token: indexToken(key, of) })
    return [tokenOf(newest), ...ix.all.filter(({ version }) => version !== newest.version).map(tokenOf)]
  }

  /** The keys that MAC one audit chain. */
  auditKeys(chain: string): ChainKeys {
    const { roots, lasting } = this.#opened
    const { version, key } = roots.newest
    return {
      newest: { version, key: key.audit(chain) },
      at(wanted) {
        const root = roots.all.find((one) => one.version === wanted)?.key
        if (root !== undefined) return root.audit(chain)
        const replaced = lasting.replaced.find((one) => one.version === wanted)
        return replaced && rootOf(replaced.key).audit(chain)
      },
    }
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
    return sealCursor(this.#cursor(this.#opened.roots.newest.key, aad), plaintext)
  }

  /** The place, or undefined for anything not sealed here for the same `aad`. */
  openCursor(text: string, aad: string): string | undefined {
    for (const { key } of this.#opened.roots.all.toReversed()) {
      const place = openCursor(this.#cursor(key, aad), text)
      if (place !== undefined) return place
    }
    return undefined
  }

  /** A new key for a patient's id, `staff` or `tenant`, and its row; it counts only once the row is stored. */
  createSubject(subject: string): { row: Row; key: SubjectKey } {
    const { roots, now } = this.#opened
    const material = newMaterial()
    const k1 = wrapSubjectKey({ ...this.#subject(subject), version: 1 }, roots, material)
    const place = { pk: subjectPartition(this.tenant, subject), sk: '-' }
    const key = new SubjectKey(this.#subject(subject), [{ version: 1, from: 0, key: material }], now)
    return { row: this.protect({ table: keysTable, row: { ...place, k1 } }), key }
  }

  /**
   * The subject's key from its row, from memory if this very row was opened lately.
   * @throws ERR_VAULT_INTEGRITY, ERR_VAULT_SHREDDED
   */
  openSubject({ subject, row }: { subject: string; row: Row }): SubjectKey {
    const { subjects, roots, now } = this.#opened
    const name = subjectPartition(this.tenant, subject)
    const known = subjects.find(name)
    if (known && sameRow(known.row, row)) return known.key
    this.verify({ table: keysTable, row })
    if (row.pk !== name || row.sk !== '-') throw new VaultError('ERR_VAULT_INTEGRITY')
    const of = this.#subject(subject)
    const key = new SubjectKey(of, openSubjectRow(of, { roots, row }), now)
    subjects.keep(name, { row, key }, now())
    return key
  }

  #subject(subject: string): SubjectOf {
    return { deployment: this.#opened.deployment, tenant: this.tenant, subject }
  }

  #mac(table: string): MacContext {
    return tenantMac(this.#opened, { roots: this.#opened.roots, table })
  }

  #cursor({ cursor }: TenantRoot, aad: string): CursorOf {
    return { key: cursor, deployment: this.#opened.deployment, tenant: this.tenant, aad }
  }
}

function sameRow(known: Row, row: Row): boolean {
  const names = Object.keys(row)
  return names.length === Object.keys(known).length && names.every((name) => sameAttribute(known[name], row[name]))
}

function sameAttribute(known: Row[string] | undefined, value: Row[string] | undefined): boolean {
  if (known instanceof Uint8Array && value instanceof Uint8Array) return Buffer.compare(known, value) === 0
  return known === value
}

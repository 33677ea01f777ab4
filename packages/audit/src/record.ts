import type { origins } from './patterns.ts'

/** Rows handed to the caller: whose, type, id, names of the fields; patient is null where the record is nobody's chart. */
export type Disclosure = readonly [patient: string | null, type: string, id: string, fields: readonly string[]]

/** Rows written: as a disclosure, and the version after the change. */
export type Change = readonly [
  patient: string | null,
  type: string,
  id: string,
  fields: readonly string[],
  version: number,
]

/** The tables whose rows are named as they are written. */
export const linkedTables = ['records', 'directory', 'keys'] as const

/**
 * A row as it was written: where, its write counter (1 if it counts none), and the hash of all of it, its MAC included; or
 * `REMOVED` and the counter that it would have had.
 */
export type WrittenRow = readonly [
  table: (typeof linkedTables)[number],
  pk: string,
  sk: string,
  counter: number,
  hash: string,
]

/** The hash of a row that is taken away. */
export const REMOVED = '-'

/** What was asked for and refused; id is null where a whole root field or an unknown record was. */
export type Denial = readonly [patient: string | null, type: string, id: string | null, fields: readonly string[]]

/** As what the caller was at a patient: the relation, and what it rests on (a word, or the id of a grant). */
export type Tied = readonly [patient: string, relation: string, basis: string | null]

/** Who acted, under which membership and role, for which purpose of use. */
export interface AuditCaller {
  readonly person: string
  readonly membership: string
  readonly role: string
  readonly purpose: string
}

/** What ran: schema coordinates of its root fields, SHA-256 (hex) of the document with its literals stripped. */
export interface AuditOperation {
  readonly kind: 'query' | 'mutation' | 'import'
  readonly roots: readonly string[]
  readonly document: string | null
}

/** Every outcome of a request. */
export const outcomes = [
  'OK',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'LIMIT_EXCEEDED',
  'CONFLICT',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'AUDIT_UNAVAILABLE',
  'UNAVAILABLE',
  'INTERNAL',
  'INTEGRITY',
] as const

/** OK, or the code with which the whole request was answered; INTEGRITY: INTERNAL, because a stored row is not what was written. */
export type AuditOutcome = (typeof outcomes)[number]

/** What one request reports about itself; names, ids and counts, never a value. */
export interface AuditEntry {
  /** ISO 8601 in UTC with milliseconds. */
  readonly time: string
  /** Version of the running code. */
  readonly code: string
  /** The way in; `access`: the commands that say who can read what; `users`: those that change memberships. */
  readonly origin: (typeof origins)[number]
  readonly request: string
  readonly caller: AuditCaller | null
  /** Keyed hash of the session. */
  readonly session: string | null
  readonly operation: AuditOperation | null
  readonly outcome: AuditOutcome
  /** HTTP status; null where there is no HTTP. */
  readonly status: number | null
  readonly disclosed: readonly Disclosure[]
  readonly changed: readonly Change[]
  readonly denied: readonly Denial[]
  /** Every patient of these lists, once. */
  readonly ties: readonly Tied[]
  /** Sealed parts opened, whether or not their content was disclosed. */
  readonly opened: number
}

/** An entry, and the rows that its transaction writes. */
export interface WritingEntry extends AuditEntry {
  readonly written: readonly WrittenRow[]
}

/** The last record known of a chain that was given up after an unknown outcome. */
export interface Closed {
  readonly chain: string
  readonly seq: number
}

interface Place {
  readonly v: 1
  readonly tenant: string
  readonly chain: string
  readonly seq: number
  /** SHA-256 (hex) of the previous record's exact bytes; null at the genesis. */
  readonly prev: string | null
}

/** The first record of a chain. */
export interface GenesisRecord extends Place {
  readonly outcome: 'GENESIS'
  readonly time: string
  readonly code: string
  readonly environment: string
  readonly lane: number
  readonly closes: Closed | null
}

/** The record of one request, or of the part of it that did not fit into record `continues`. */
export interface RequestRecord extends Place, WritingEntry {
  readonly continues: number | null
}

/** One line of the audit trail. */
export type AuditRecord = GenesisRecord | RequestRecord

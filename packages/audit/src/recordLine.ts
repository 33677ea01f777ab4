import { AuditError } from './errors.ts'
import { exactly, type Guard, integer, listOf, nullOr, oneOf, shape, text, tuple } from './guard.ts'
import { kinds, origins, PATTERNS } from './patterns.ts'
import {
  type AuditCaller,
  type AuditOperation,
  type AuditRecord,
  type Change,
  type Closed,
  type Denial,
  type Disclosure,
  type GenesisRecord,
  linkedTables,
  outcomes,
  type RequestRecord,
  type Tied,
  type WrittenRow,
} from './record.ts'

const as = (pattern: keyof typeof PATTERNS): Guard<string> => text(new RegExp(`^(?:${PATTERNS[pattern]})$`))
const id = as('id')
const name = as('type')
const upper = as('upper')
/** A moment: ISO 8601 in UTC with milliseconds. */
export const isoTime: Guard<string> = as('time')
const code = as('code')
const count = integer()
/** Field names; a trailing ~ says that the value was disclosed masked. */
const fields = listOf(as('field'), 500)
const rows = 100_000

/** SHA-256 in lower-case hex. */
export const sha256Hex: Guard<string> = as('hash')

/** A chain's id: 26 characters base32. */
export const chainId: Guard<string> = id

/** A tenant's id, or the pseudo-tenant of requests that have none. */
export const tenantId: Guard<string> = as('tenant')

const place = { v: exactly(1), tenant: tenantId, chain: chainId }

const genesisRecord = shape<GenesisRecord>({
  ...place,
  seq: exactly(0),
  prev: exactly(null),
  outcome: exactly('GENESIS'),
  time: isoTime,
  code,
  environment: id,
  lane: integer({ most: 7 }),
  closes: nullOr(shape<Closed>({ chain: chainId, seq: count })),
})

const requestRecord = shape<RequestRecord>({
  ...place,
  seq: integer({ least: 1, most: 9_999_999_999 }),
  prev: sha256Hex,
  continues: nullOr(integer({ least: 1 })),
  outcome: oneOf(outcomes),
  time: isoTime,
  code,
  origin: oneOf(origins),
  request: as('request'),
  caller: nullOr(shape<AuditCaller>({ person: id, membership: id, role: upper, purpose: upper })),
  session: nullOr(as('session')),
  operation: nullOr(
    shape<AuditOperation>({
      kind: oneOf(kinds),
      roots: listOf(as('root'), 500),
      document: nullOr(sha256Hex),
    }),
  ),
  status: nullOr(integer({ least: 100, most: 599 })),
  disclosed: listOf(tuple<Disclosure>(nullOr(id), name, id, fields), rows),
  changed: listOf(tuple<Change>(nullOr(id), name, id, fields, count), rows),
  denied: listOf(tuple<Denial>(nullOr(id), name, nullOr(id), fields), rows),
  ties: listOf(tuple<Tied>(id, upper, nullOr(as('basis'))), rows),
  written: listOf(tuple<WrittenRow>(oneOf(linkedTables), as('pk'), as('sk'), count, as('row')), rows),
  opened: count,
})

function ordered(record: AuditRecord): AuditRecord {
  const { v, tenant, chain, seq, prev, time, code } = record
  if (record.outcome === 'GENESIS') {
    const { outcome, environment, lane, closes } = record
    const named = closes === null ? null : { chain: closes.chain, seq: closes.seq }
    return { v, tenant, chain, seq, prev, outcome, time, code, environment, lane, closes: named }
  }
  const {
    continues,
    outcome,
    origin,
    request,
    caller,
    session,
    operation,
    status,
    disclosed,
    changed,
    denied,
    ties,
    written,
    opened,
  } = record
  return {
    v,
    tenant,
    chain,
    seq,
    prev,
    continues,
    outcome,
    time,
    code,
    origin,
    request,
    caller: caller && {
      person: caller.person,
      membership: caller.membership,
      role: caller.role,
      purpose: caller.purpose,
    },
    session,
    operation: operation && { kind: operation.kind, roots: operation.roots, document: operation.document },
    status,
    disclosed,
    changed,
    denied,
    ties,
    written,
    opened,
  }
}

/**
 * The one line of JSON that a record is, keys in the order of the format; every string matches the tight pattern of
 * its place, so neither a value nor a line break can get in.
 * @throws AuditError ERR_AUDIT_INPUT
 */
export function encodeRecord(record: AuditRecord): string {
  if (!genesisRecord(record) && !requestRecord(record)) throw new AuditError('ERR_AUDIT_INPUT')
  return JSON.stringify(ordered(record))
}

/** The record that a line is, or undefined where the line is anything but one record's exact bytes. */
export function findRecord(line: string): AuditRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!genesisRecord(value) && !requestRecord(value)) return undefined
  return JSON.stringify(ordered(value)) === line ? value : undefined
}

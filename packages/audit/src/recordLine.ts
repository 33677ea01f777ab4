import { AuditError } from './errors.ts'
import { exactly, type Guard, integer, listOf, nullOr, oneOf, shape, text, tuple } from './guard.ts'
import {
  type AuditCaller,
  type AuditOperation,
  type AuditRecord,
  type Change,
  type Closed,
  type Denial,
  type Disclosure,
  type GenesisRecord,
  outcomes,
  type RequestRecord,
  type Tied,
} from './record.ts'

const id = text(/^[a-z2-7]{26}$/)
const name = text(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)
const upper = text(/^[A-Z][A-Z0-9_]{0,31}$/)
/** A moment: ISO 8601 in UTC with milliseconds. */
export const isoTime: Guard<string> = text(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/)
const code = text(/^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$/)
const count = integer()
/** Field names; a trailing ~ says that the value was disclosed masked. */
const fields = listOf(text(/^[A-Za-z_][A-Za-z0-9_]{0,63}~?$/), 500)
const rows = 100_000

/** SHA-256 in lower-case hex. */
export const sha256Hex: Guard<string> = text(/^[0-9a-f]{64}$/)

/** A chain's id: 26 characters base32. */
export const chainId: Guard<string> = id

/** A tenant's id, or the pseudo-tenant of requests that have none. */
export const tenantId: Guard<string> = text(/^(?:[a-z2-7]{12}|0{12})$/)

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
  origin: oneOf(['graphql', 'import', 'access', 'users']),
  request: text(/^[A-Za-z0-9_=-]{1,64}$/),
  caller: nullOr(shape<AuditCaller>({ person: id, membership: id, role: upper, purpose: upper })),
  session: nullOr(text(/^[a-z0-9]{26,64}$/)),
  operation: nullOr(
    shape<AuditOperation>({
      kind: oneOf(['query', 'mutation', 'import']),
      roots: listOf(text(/^[A-Za-z_][A-Za-z0-9_]{0,63}\.[A-Za-z_][A-Za-z0-9_]{0,63}$/), 500),
      document: nullOr(sha256Hex),
    }),
  ),
  status: nullOr(integer({ least: 100, most: 599 })),
  disclosed: listOf(tuple<Disclosure>(nullOr(id), name, id, fields), rows),
  changed: listOf(tuple<Change>(nullOr(id), name, id, fields, count), rows),
  denied: listOf(tuple<Denial>(nullOr(id), name, nullOr(id), fields), rows),
  ties: listOf(tuple<Tied>(id, upper, nullOr(text(/^[A-Za-z_]{1,32}$|^[a-z2-7]{26}$/))), rows),
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

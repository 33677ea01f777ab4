import { kinds, origins, PATTERNS } from './patterns.ts'
import { linkedTables, outcomes, type RequestRecord } from './record.ts'
import { findRecord } from './recordLine.ts'

/** Where a record stands in its chain: all that following the chain takes. */
export type RecordPlace = Pick<RequestRecord, 'tenant' | 'chain' | 'seq'> & { readonly prev: string | null }

const string = (pattern: string) => `"(?:${pattern})"`
const orNull = (pattern: string) => `(?:null|${pattern})`
const list = (item: string) => `\\[(?:${item}(?:,${item})*)?\\]`
const { tenant, id, hash, time, code, request, upper, session, root, type, field, basis, pk, sk, row } = PATTERNS
/** Fifteen digits are below 2^53; a longer number is for `findRecord` to judge. */
const count = '(?:0|[1-9][0-9]{0,14})'
const about = (subject: string) => `${orNull(string(id))},${string(type)},${subject},${list(string(field))}`
const caller = ['person', 'membership', 'role', 'purpose'].map((name, n) => `"${name}":${string(n < 2 ? id : upper)}`)
const operation = `{"kind":${string(kinds.join('|'))},"roots":${list(string(root))},"document":${orNull(string(hash))}}`

/** A record's line, its parts in the order of the format. */
const LINE = new RegExp(
  [
    `^{"v":1,"tenant":"(${tenant})","chain":"(${id})","seq":([1-9][0-9]{0,9}),"prev":"(${hash})"`,
    `,"continues":${orNull('[1-9][0-9]{0,14}')},"outcome":${string(outcomes.join('|'))},"time":${string(time)}`,
    `,"code":${string(code)},"origin":${string(origins.join('|'))},"request":${string(request)}`,
    `,"caller":${orNull(`{${caller.join(',')}}`)},"session":${orNull(string(session))}`,
    `,"operation":${orNull(operation)},"status":${orNull('[1-5][0-9]{2}')}`,
    `,"disclosed":${list(`\\[${about(string(id))}\\]`)}`,
    `,"changed":${list(`\\[${about(string(id))},${count}\\]`)}`,
    `,"denied":${list(`\\[${about(orNull(string(id)))}\\]`)}`,
    `,"ties":${list(`\\[${string(id)},${string(upper)},${orNull(string(basis))}\\]`)}`,
    `,"written":${list(`\\[${string(linkedTables.join('|'))},${string(pk)},${string(sk)},${count},${string(row)}\\]`)}`,
    `,"opened":${count}}$`,
  ].join(''),
)

/** A line so long has room for more rows or names than a record may have: it is read as a whole. */
const LONG = 2_000

/** As `findRecord`, for who needs no more of it: most lines are read by one pattern, which takes no others. */
export function findPlace(line: string): RecordPlace | undefined {
  if (line.length > LONG) return findRecord(line)
  const [, tenant, chain, seq, prev] = LINE.exec(line) ?? []
  if (tenant === undefined || chain === undefined || prev === undefined) return findRecord(line)
  return { tenant, chain, seq: Number(seq), prev }
}

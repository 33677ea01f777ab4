import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { ChainKeys } from '@wardgraph/vault'
import type { Head } from './head.ts'
import type { Lease } from './lanes.ts'
import type { AuditRecord, Closed, WritingEntry } from './record.ts'
import { encodeRecord, findRecord } from './recordLine.ts'
import { split } from './split.ts'

/** A row of the audit table: `r` is the record's exact line, `m` its 35 bytes of MAC. */
export type AuditRow = {
  readonly pk: string
  readonly sk: string
  readonly r: string
  readonly m: Uint8Array
}

/** A row of the directory table by which a chain is found; whoever writes it adds the tenant's item MAC. */
export type RegistryRow = {
  readonly pk: string
  readonly sk: string
  readonly environment: string
  readonly lane: number
  readonly opened: string
}

/** Ten digits, so that sort keys sort as numbers. */
export const seq10 = (seq: number): string => String(seq).padStart(10, '0')

/** The audit table's partition key of a chain. */
export const chainKey = ({ tenant, chain }: { readonly tenant: string; readonly chain: string }): string =>
  `${tenant}#A#${chain}`

/** Where the directory table has a chain: sixteen partitions a tenant, by the id's own hash, find every one without a scan. */
export const registryKey = ({ tenant, chain }: { readonly tenant: string; readonly chain: string }) => ({
  pk: `${tenant}#H#${sha256(chain).charAt(0)}`,
  sk: chain,
})

/** SHA-256 (hex) of the exact bytes of a record or file. */
export const sha256 = (bytes: string | Uint8Array): string => hash('sha256', bytes, 'hex')

const macFormat = 0x21

/** The MAC of a record, in the item MAC's layout: 0x21, u16 key version, HMAC-SHA256(chain key, SHA-256 of the record). */
function recordMac({ key, version }: ChainKeys['newest'], hash: string): Uint8Array {
  const mac = createHmac('sha256', key).update(Buffer.from(hash, 'hex')).digest()
  return new Uint8Array([macFormat, version >> 8, version & 0xff, ...mac])
}

/** Whether `m` is the MAC of the record of this hash under the version of the chain's key that it names. */
export function isRecordMac(keys: ChainKeys, { m, hash }: { readonly m: unknown; readonly hash: string }): boolean {
  if (!(m instanceof Uint8Array)) return false
  const version = ((m[1] ?? 0) << 8) | (m[2] ?? 0)
  const key = keys.at(version)
  if (key === undefined) return false
  const mac = recordMac({ key, version }, hash)
  return m.length === mac.length && timingSafeEqual(m, mac)
}

function link({ record, keys }: { readonly record: AuditRecord; readonly keys: ChainKeys }): {
  readonly row: AuditRow
  readonly head: Head
} {
  const { tenant, chain, seq } = record
  const r = encodeRecord(record)
  const head = { tenant, chain, seq, hash: sha256(r) }
  return { row: { pk: chainKey(record), sk: seq10(seq), r, m: recordMac(keys.newest, head.hash) }, head }
}

/** The row that a record's line was, under the newest key of its chain; undefined where the line is no record of it. */
export function findRow(of: {
  readonly line: string
  readonly tenant: string
  readonly chain: string
  readonly keys: ChainKeys
}): AuditRow | undefined {
  const { line: r, tenant, chain, keys } = of
  const record = findRecord(r)
  if (record?.tenant !== tenant || record.chain !== chain) return undefined
  return { pk: chainKey(record), sk: seq10(record.seq), r, m: recordMac(keys.newest, sha256(r)) }
}

/** The registry row of a chain as it was begun, by the line of its first record; undefined for any other line. */
export function findRegistry(line: string): RegistryRow | undefined {
  const record = findRecord(line)
  if (record?.outcome !== 'GENESIS') return undefined
  const { environment, lane, time } = record
  return { ...registryKey(record), environment, lane, opened: time }
}

/** The first row of a chain and the registry row by which it is found; both go into one transaction. */
export function genesis(options: {
  readonly tenant: string
  readonly chain: string
  readonly environment: string
  readonly lane: number
  readonly closes: Closed | null
  readonly time: string
  readonly code: string
  readonly keys: ChainKeys
}): { readonly row: AuditRow; readonly head: Head; readonly registry: RegistryRow } {
  const { keys, ...named } = options
  const { tenant, chain, environment, lane, time } = named
  const linked = link({ keys, record: { v: 1, seq: 0, prev: null, outcome: 'GENESIS', ...named } })
  const registry = { ...registryKey({ tenant, chain }), environment, lane, opened: time }
  return { ...linked, registry }
}

/** The next row of a chain. */
export function append(options: {
  readonly head: Head
  readonly entry: WritingEntry
  /** Sequence of the record that this one continues. */
  readonly continues: number | null
  readonly keys: ChainKeys
}): { readonly row: AuditRow; readonly head: Head } {
  const { head, entry, continues, keys } = options
  const { tenant, chain } = head
  return link({ keys, record: { ...entry, v: 1, tenant, chain, seq: head.seq + 1, prev: head.hash, continues } })
}

/**
 * All rows of one request on a leased lane, to be written in one transaction: the genesis and its registry row where
 * the chain is new, the record, and continuation records above 300 KB. `keys` are the tenant's audit keys of lease.chain.
 * After the write give `head` to `lease.commit`.
 * @throws AuditError ERR_AUDIT_INPUT
 */
export function requestRows(options: {
  readonly lease: Lease
  readonly entry: WritingEntry
  readonly keys: ChainKeys
}): {
  readonly rows: readonly AuditRow[]
  readonly registry: RegistryRow | null
  readonly head: Head
} {
  const { lease, entry, keys } = options
  const { tenant, chain, environment, lane, closes } = lease
  const { time, code } = entry
  const start =
    lease.head === null
      ? genesis({ tenant, chain, environment, lane, closes, time, code, keys })
      : { row: null, head: lease.head, registry: null }
  const rows = start.row === null ? [] : [start.row]
  let head = start.head
  let continues: number | null = null
  for (const piece of split(entry)) {
    const next = append({ head, entry: piece, continues, keys })
    continues ??= next.head.seq
    rows.push(next.row)
    head = next.head
  }
  return { rows, registry: start.registry, head }
}

import type { ChainKeys } from '@wardgraph/vault'
import { chainKey, isRecordMac, seq10, sha256 } from './chain.ts'
import type { AuditRecord } from './record.ts'
import { findRecord } from './recordLine.ts'

/** Where a partition key of the audit table says that its records belong; undefined for one that is no chain's, as the digests'. */
export function findChain(pk: unknown): { readonly tenant: string; readonly chain: string } | undefined {
  const [, tenant, chain] = /^([a-z2-7]{12}|0{12})#A#([a-z2-7]{26})$/.exec(String(pk)) ?? []
  return tenant === undefined || chain === undefined ? undefined : { tenant, chain }
}

/**
 * The record of one row, or undefined where it is not what was written there with a key of its chain: whoever can
 * write the table but not open the key makes none. That no other record is missing is what an export looks at.
 */
export function believe(row: Readonly<Record<string, unknown>>, keys: ChainKeys): AuditRecord | undefined {
  const { pk, sk, r, m, ...more } = row
  const record = typeof r === 'string' ? findRecord(r) : undefined
  if (record === undefined || typeof r !== 'string' || Object.keys(more).length > 0) return undefined
  if (pk !== chainKey(record) || sk !== seq10(record.seq)) return undefined
  return isRecordMac(keys, { m, hash: sha256(r) }) ? record : undefined
}

import { sha256 } from './chain.ts'
import { type DigestChain, type DigestFile, type DigestPayload, type DigestRow, digestRows } from './digest.ts'
import type { Turn } from './digestSigners.ts'
import { type Damage, distinct } from './kinds.ts'
import { signDigest } from './signDigest.ts'

/** What became of the trail since the digest before: chains that have grown, their files, and what does not verify. */
export interface News {
  readonly chains: readonly DigestChain[]
  readonly files: readonly DigestFile[]
  readonly anomalies: readonly Damage[]
}

/** A digest's file by its number. */
export interface NumberedDigest {
  readonly seq: number
  readonly file: string
}

/** A digest that somebody at hand has signed: what it says, and its file. */
export interface SignedDigest extends NumberedDigest {
  readonly payload: DigestPayload
}

/**
 * The digest after `last` (undefined: the first), with its rows for the audit table; `time` is ISO 8601 with milliseconds.
 * @throws AuditError ERR_AUDIT_SIGNER
 */
export async function nextDigest(options: {
  readonly last: NumberedDigest | undefined
  readonly time: string
  /** Time of the digest before: a clock that has gone back is not followed. */
  readonly notBefore: string | undefined
  readonly news: News
  readonly turn: Turn
}): Promise<SignedDigest & { readonly rows: readonly DigestRow[] }> {
  const { last, time, notBefore = time, news, turn } = options
  const seq = last === undefined ? 0 : last.seq + 1
  const byName = (one: { chain: string }, other: { chain: string }) => (one.chain < other.chain ? -1 : 1)
  const payload: DigestPayload = {
    v: 1,
    seq,
    time: time < notBefore ? notBefore : time,
    previous: last === undefined ? null : sha256(last.file),
    key: turn.by.fingerprint,
    successor: turn.successor,
    chains: news.chains.toSorted(byName),
    files: news.files,
    anomalies: distinct(news.anomalies),
  }
  const file = await signDigest(payload, turn.by)
  return { seq, file, payload, rows: digestRows({ seq, file }) }
}

import { sha256 } from './chain.ts'
import { type DigestChain, type DigestFile, type DigestRow, digestRows } from './digest.ts'
import { type Damage, distinct } from './kinds.ts'
import { type DigestSigner, signDigest } from './signDigest.ts'

/** What became of the trail since the digest before: chains that have grown, their files, and what does not verify. */
export interface News {
  readonly chains: readonly DigestChain[]
  readonly files: readonly DigestFile[]
  readonly anomalies: readonly Damage[]
}

/** A digest: its number and its file. */
export interface NumberedDigest {
  readonly seq: number
  readonly file: string
}

/**
 * The digest after `last` (undefined: the first), with its rows for the audit table; `time` is ISO 8601 with milliseconds.
 * @throws AuditError ERR_AUDIT_SIGNER
 */
export async function nextDigest(options: {
  readonly last: NumberedDigest | undefined
  readonly time: string
  readonly news: News
  readonly by: DigestSigner
}): Promise<NumberedDigest & { readonly rows: readonly DigestRow[] }> {
  const { last, time, news, by } = options
  const seq = last === undefined ? 0 : last.seq + 1
  const byName = (one: { chain: string }, other: { chain: string }) => (one.chain < other.chain ? -1 : 1)
  const file = await signDigest(
    {
      v: 1,
      seq,
      time,
      previous: last === undefined ? null : sha256(last.file),
      chains: news.chains.toSorted(byName),
      files: news.files,
      anomalies: distinct(news.anomalies),
    },
    by,
  )
  return { seq, file, rows: digestRows({ seq, file }) }
}

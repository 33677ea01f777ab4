import {
  archivedChain,
  type DigestSigners,
  digestAge,
  digestPath,
  findDigest,
  findLines,
  sha256,
  signedBy,
} from '@wardgraph/audit'
import type { Archive } from './archive.ts'
import { newestDigest } from './digests.ts'
import { logAlarm } from './log.ts'
import type { Directory } from './members.ts'

/** The signer writes a digest each minute; with none for so long (s) it stands still. */
const MAX_AGE = 15 * 60

/** What one check came to: digests and files that are what was signed, and how many are not, or are not there. */
export interface CheckedTrail {
  readonly digests: number
  readonly files: number
  readonly damaged: number
}

interface Options {
  readonly archive: Archive
  readonly signers: DigestSigners
  /** How many digests are looked at. */
  readonly most: number
}

type Digest = NonNullable<ReturnType<typeof findDigest>>

/**
 * Looks whether the newest digests, and the files that they name, lie under the lock as they were signed: the newest holds by
 * its signature, those before it by their hashes, files by theirs. An alarm where anything does not, or the newest is old.
 * What the digests themselves state as damage was an alarm when they were signed.
 * @throws TableError, AuditError ERR_AUDIT_DIGEST_KEY
 */
export async function checkTrail(
  { table, now }: Pick<Directory, 'table' | 'now'>,
  { archive, signers, most }: Options,
): Promise<CheckedTrail> {
  const stored = (await newestDigest(table, signers)).last?.seq ?? -1
  const sum = { digests: 0, files: 0, damaged: 0 }
  let last: { readonly digest: Digest | undefined; readonly hash: string | undefined } | undefined
  let seq = Math.max(0, stored + 1 - most)
  for (; ; seq += 1) {
    const bytes = await archive.find(digestPath(seq))
    // The newest of the table may be just on its way here.
    if (bytes === undefined && seq >= stored) break
    const found = bytes && findDigest(Buffer.from(bytes).toString('latin1'))
    const digest = found?.payload.seq === seq && follows(found, seq === 0 ? null : last?.hash) ? found : undefined
    sum[digest === undefined ? 'damaged' : 'digests'] += 1
    for (const { path, sha256: hash } of digest?.payload.files ?? [])
      if (archivedChain(path) !== undefined) sum[(await isWhole(archive, { path, hash })) ? 'files' : 'damaged'] += 1
    last = { digest, hash: bytes && sha256(bytes) }
  }
  const newest = last?.digest
  const isSigned = newest !== undefined && signedBy(signers, newest) !== undefined
  const isLate = digestAge({ newest: newest?.payload.time ?? null, now: now() }) > MAX_AGE
  if (!isSigned || isLate) sum.damaged += 1
  if (sum.damaged > 0) logAlarm('TRAIL_NOT_WHOLE')
  return sum
}

/** Whether a digest names the one before it; undefined: the one before was not looked at, or is not there. */
function follows({ payload }: Digest, before: string | null | undefined): boolean {
  return before === undefined || payload.previous === before
}

async function isWhole(archive: Archive, { path, hash }: { path: string; hash: string }): Promise<boolean> {
  const bytes = await archive.find(path)
  return bytes !== undefined && sha256(bytes) === hash && findLines(bytes) !== undefined
}

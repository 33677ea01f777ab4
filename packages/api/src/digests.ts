import {
  AuditError,
  type DigestSigners,
  digestKey,
  digestPath,
  digestSeqOf,
  isForeign,
  type SignedDigest,
  seq10,
  sha256,
  signedBy,
  storedDigest,
} from '@wardgraph/audit'
import { rowsOf, type Table } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import type { Archive } from './archive.ts'

/** The newest digest that one of the signers has signed; `strays`: rows among the digests that belong to none. */
export interface NewestDigest {
  readonly last: SignedDigest | undefined
  readonly strays: number
}

/**
 * Whoever may write the table must not be able to stop the signer: what is no digest is passed over, and counted.
 * @throws AuditError ERR_AUDIT_DIGEST_KEY where there is none, but one that names another key
 */
export async function newestDigest(table: Table, signers: DigestSigners): Promise<NewestDigest> {
  let strays = 0
  let foreign = false
  let group: { readonly seq: number; readonly rows: readonly Row[] } | undefined
  const found = () => {
    const stored = group && storedDigest({ ...group, genuine: (digest) => signedBy(signers, digest) !== undefined })
    strays += stored?.strays ?? group?.rows.length ?? 0
    if (group && !stored)
      foreign ||= storedDigest({ ...group, genuine: (one) => isForeign(signers, one) }) !== undefined
    return stored?.digest
  }
  for await (const row of rowsOf(table, { table: 'audit', pk: digestKey, descending: true })) {
    const seq = digestSeqOf(row.sk)
    if (seq === undefined) strays += 1
    else if (group?.seq === seq) group = { seq, rows: [row, ...group.rows] }
    else {
      const last = found()
      if (last) return { last, strays }
      group = { seq, rows: [row] }
    }
  }
  const last = found()
  if (last === undefined && foreign) throw new AuditError('ERR_AUDIT_DIGEST_KEY')
  return { last, strays }
}

/**
 * Digests that were written and not archived (a run was ended between, or an export made them) are archived now, the oldest
 * first: a run that is ended here leaves none out. Each is the one that the next names: who signed it may be at hand no more.
 */
export async function catchUp(of: {
  readonly table: Table
  readonly archive: Archive
  readonly last: SignedDigest | undefined
}): Promise<void> {
  const { table, archive, last } = of
  const missing: SignedDigest[] = []
  for (let digest = last; digest !== undefined; digest = await digestBefore(table, digest)) {
    if ((await archive.find(digestPath(digest.seq))) !== undefined) break
    missing.push(digest)
  }
  for (const { seq, file } of missing.toReversed()) await archive.put(digestPath(seq), Buffer.from(file))
}

async function digestBefore(table: Table, { payload }: SignedDigest): Promise<SignedDigest | undefined> {
  const seq = payload.seq - 1
  if (seq < 0) return undefined
  const rows = await table.query({ table: 'audit', pk: digestKey, prefix: `${seq10(seq)}#` })
  return storedDigest({ rows, seq, genuine: (_, file) => sha256(file) === payload.previous })?.digest
}

import type { KeyObject } from 'node:crypto'
import { digestKey, digestPath, digestSeqOf, type NumberedDigest, seq10, storedDigest } from '@wardgraph/audit'
import { rowsOf, type Table } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import type { Archive } from './archive.ts'

/** The newest digest that the key has signed; `strays`: rows among the digests that belong to none. */
export interface NewestDigest {
  readonly last: NumberedDigest | undefined
  readonly strays: number
}

/** Whoever may write the table must not be able to stop the signer: what is no digest is passed over, and counted. */
export async function newestDigest(table: Table, key: KeyObject): Promise<NewestDigest> {
  let strays = 0
  let group: { readonly seq: number; readonly rows: readonly Row[] } | undefined
  const found = () => {
    const stored = group && storedDigest({ ...group, key })
    strays += stored?.strays ?? group?.rows.length ?? 0
    return group && stored && { seq: group.seq, file: stored.file }
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
  return { last: found(), strays }
}

/**
 * Digests that were written and not archived (a run was ended between, or an export made them) are archived now, the oldest
 * first: a run that is ended here leaves none out.
 */
export async function catchUp(of: {
  readonly table: Table
  readonly archive: Archive
  readonly key: KeyObject
  readonly last: NumberedDigest | undefined
}): Promise<void> {
  const { table, archive, key, last } = of
  const missing: NumberedDigest[] = []
  for (let digest = last; digest !== undefined; digest = await digestAt({ table, key, seq: digest.seq - 1 })) {
    if ((await archive.find(digestPath(digest.seq))) !== undefined) break
    missing.push(digest)
  }
  for (const { seq, file } of missing.toReversed()) await archive.put(digestPath(seq), Buffer.from(file))
}

async function digestAt({
  table,
  key,
  seq,
}: {
  readonly table: Table
  readonly key: KeyObject
  readonly seq: number
}): Promise<NumberedDigest | undefined> {
  const rows = await table.query({ table: 'audit', pk: digestKey, prefix: `${seq10(seq)}#` })
  const stored = storedDigest({ rows, seq, key })
  return stored && { seq, file: stored.file }
}

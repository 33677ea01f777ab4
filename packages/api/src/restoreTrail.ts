import {
  AuditError,
  archivedChain,
  chainKey,
  type DigestChain,
  type DigestSigners,
  digestPath,
  digestRows,
  findDigest,
  findLines,
  findRegistry,
  findRow,
  registryKey,
  type SignedDigest,
  seq10,
  sha256,
  signedBy,
} from '@wardgraph/audit'
import { type Action, TableError } from '@wardgraph/records'
import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import type { Archive } from './archive.ts'
import { newestDigest } from './digests.ts'
import { together } from './groups.ts'
import { logAlarm } from './log.ts'
import type { Services } from './services.ts'
import { grown } from './signer.ts'

interface Restoring {
  readonly services: Pick<Services, 'table' | 'now'>
  readonly archive: Archive
  readonly signers: DigestSigners
  /** Undefined for a tenant that the copy does not have. */
  readonly keysOf: (tenant: string) => TenantKeys | undefined
}

/**
 * Puts back what the audit table lacks of the archive: records, where chains stand, and last the digests, so that the
 * signer goes on behind the newest one. The newest digest holds by its signature, those before it by their hashes, files by
 * theirs. Says how many records. @throws TableError, AuditError ERR_AUDIT_DIGEST_KEY
 */
export async function restoreTrail(of: Restoring): Promise<number> {
  const { table } = of.services
  const digests = await lostDigests(of)
  // What was archived as it was found may be forged, and gets no MAC here.
  const doubted = new Set(digests.flatMap(({ payload }) => payload.anomalies.flatMap(({ chain }) => chain ?? [])))
  const heads = new Map<string, DigestChain>()
  let records = 0
  for (const { payload } of digests)
    for (const { path, sha256: hash } of payload.files) {
      const head = payload.chains.find(({ chain }) => chain === archivedChain(path))
      const keys = head && of.keysOf(head.tenant)
      if (head === undefined || keys === undefined) continue
      heads.set(head.chain, head)
      const bytes = await of.archive.find(path)
      const lines = bytes !== undefined && sha256(bytes) === hash ? findLines(bytes) : undefined
      if (lines === undefined) doubted.add(head.chain)
      else if (!doubted.has(head.chain)) records += await putBack(of, { head, keys, lines })
    }
  for (const head of heads.values()) await register(of, head)
  for (const digest of digests) await put(table, digestRows(digest).map(absent))
  return records
}

/** The digests that are under the lock behind the newest one of the table, the oldest first. */
async function lostDigests({ services: { table }, archive, signers }: Restoring): Promise<readonly SignedDigest[]> {
  const { last } = await newestDigest(table, signers)
  const lost: SignedDigest[] = []
  let newest: ReturnType<typeof findDigest>
  for (let before = last; ; before = lost.at(-1)) {
    const seq = before === undefined ? 0 : before.seq + 1
    const bytes = await archive.find(digestPath(seq))
    if (bytes === undefined) break
    const file = Buffer.from(bytes).toString('latin1')
    newest = findDigest(file)
    if (
      newest?.payload.seq !== seq ||
      newest.payload.previous !== (before === undefined ? null : sha256(before.file))
    ) {
      logAlarm('DIGEST_FORKED')
      throw new TableError('CONDITION')
    }
    lost.push({ seq, file, payload: newest.payload })
  }
  if (newest !== undefined && signedBy(signers, newest) === undefined) throw new AuditError('ERR_AUDIT_DIGEST_KEY')
  return lost
}

/** Rows that are there stay: to write over a record is what the stream is read for. */
async function putBack(
  { services: { table } }: Restoring,
  of: { readonly head: DigestChain; readonly keys: TenantKeys; readonly lines: readonly Buffer[] },
): Promise<number> {
  const { tenant, chain } = of.head
  const keys = of.keys.auditKeys(chain)
  const rows = of.lines.flatMap((line) => findRow({ line: line.toString('latin1'), tenant, chain, keys }) ?? [])
  const there = await table.get(rows.map(({ pk, sk }) => ({ table: 'audit', pk, sk })))
  const lost = rows.filter((_, i) => there[i] === undefined)
  for (const some of together(lost.map((row) => [absent(row)]))) await put(table, some.flat())
  return lost.length
}

/** Notes how far a chain is archived, so that it is gone on with from there. */
async function register({ services: { table, now }, keysOf }: Restoring, head: DigestChain): Promise<void> {
  const keys = keysOf(head.tenant)
  const [there, first] = await table.get([
    { table: 'directory', ...registryKey(head) },
    { table: 'audit', pk: chainKey(head), sk: seq10(0) },
  ])
  const row: Row | undefined = there ?? findRegistry(String(first?.r))
  if (keys === undefined || row === undefined || Number(row.seq ?? -1) >= head.seq || !isOurs(keys, there)) return
  const raised = keys.protect({ table: 'directory', row: grown(row, head, now()) })
  await put(table, [{ do: 'put', table: 'directory', row: raised }])
}

/** A registry row that is not what was written stays as it is, for the signer to tell. */
function isOurs(keys: TenantKeys, row: Row | undefined): boolean {
  try {
    if (row !== undefined) keys.verify({ table: 'directory', row })
    return true
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_INTEGRITY') return false
    throw error
  }
}

const absent = (row: Row): Action => ({ do: 'put', table: 'audit', row, if: { is: 'absent' } })

function put(table: Services['table'], actions: readonly Action[]): Promise<void> {
  return table.transact(actions, { token: crypto.randomUUID() })
}

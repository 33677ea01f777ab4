import {
  archivePath,
  type DigestChain,
  findLines,
  type News,
  RowWalk,
  sha256,
  walkFiles,
  zipLines,
} from '@wardgraph/audit'
import { rowsOf } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import type { Archive } from './archive.ts'
import type { Services } from './services.ts'

/** A chain, and what was signed of it before. */
export interface OpenChain {
  readonly keys: TenantKeys
  readonly chain: string
  readonly signed: Pick<DigestChain, 'seq' | 'hash' | 'records'> | undefined
}

/** What is new of one chain and lies in the archive now; undefined: somebody else is archiving it. */
export async function archiveChain(
  { table }: Pick<Services, 'table'>,
  { archive, of }: { readonly archive: Archive; readonly of: OpenChain },
): Promise<News | undefined> {
  const { keys, chain, signed } = of
  const { tenant } = keys
  const walk = new RowWalk({ tenant, chain, key: keys.auditKey(chain), from: signed })
  const after = signed === undefined ? {} : { after: [String(signed.seq).padStart(10, '0')] }
  const rows = rowsOf(table, { table: 'audit', pk: `${tenant}#A#${chain}`, ...after })
  const files: News['files'][number][] = []
  const rewritten: News['anomalies'][number][] = []
  for await (const { first, lines } of walkFiles({ walk, rows })) {
    const archived = await put(archive, { chain, first, lines })
    if (archived === undefined) return undefined
    files.push(...archived.files)
    if (archived.differs !== null) rewritten.push({ chain, seq: archived.differs, kind: 'rewritten' })
  }
  const { head, anomalies } = walk.end()
  const grown = head !== undefined && head.seq !== signed?.seq
  return { chains: grown ? [head] : [], files, anomalies: [...anomalies, ...rewritten] }
}

interface Lines {
  readonly chain: string
  readonly first: number
  readonly lines: readonly string[]
}

interface Archived {
  readonly files: News['files']
  /** The sequence of the first line that is another in the archive, where it was put before. */
  readonly differs: number | null
}

/**
 * Puts lines into the archive. A file that is there already was put by a run that did not come to its digest: it stands,
 * and what is behind it goes into the next. Undefined: it holds more than is known here, so another run is at work.
 */
async function put(archive: Archive, { chain, first, lines }: Lines): Promise<Archived | undefined> {
  const path = archivePath({ chain, seq: first })
  const bytes = zipLines(lines)
  if (await archive.put(path, bytes)) return { files: [{ path, sha256: sha256(bytes) }], differs: null }
  const found = await archive.find(path)
  const there = found && findLines(found)
  if (there === undefined || there.length > lines.length) return undefined
  const differs = there.findIndex((line, i) => line.toString('latin1') !== lines[i])
  const file = { path, sha256: sha256(found ?? '') }
  const rest = lines.slice(there.length)
  const next = { chain, first: first + there.length, lines: rest }
  const behind = rest.length === 0 ? { files: [], differs: null } : await put(archive, next)
  if (behind === undefined) return undefined
  return { files: [file, ...behind.files], differs: differs < 0 ? behind.differs : first + differs }
}

import { archivePath, findChainOf } from './chainFile.ts'
import { digestPath, findDigest } from './digest.ts'
import type { DigestSigners } from './digestSigners.ts'
import type { ExportFile } from './export.ts'
import { type ListedFile, listFile, manifestPath, manifestText, publicKeyPath } from './manifest.ts'

/**
 * An archive as an export: its digests up to the first that is not there, the files that they name and that are there,
 * the key of the newest digest and the manifest. Nothing is verified; what is missing is missed when it is.
 */
export async function* archivedFiles({
  find,
  signers: { now, before },
}: {
  readonly find: (path: string) => Promise<Uint8Array | undefined>
  readonly signers: DigestSigners
}): AsyncGenerator<ExportFile, void, void> {
  const listed: ListedFile[] = []
  const named = new Set<string>()
  let { pem } = now
  for (let seq = 0, bytes = await find(digestPath(0)); bytes !== undefined; bytes = await find(digestPath(seq))) {
    const file = { path: digestPath(seq), bytes }
    const said = findDigest(Buffer.from(bytes).toString('latin1'))?.payload
    for (const { path } of said?.files ?? []) if (isArchived(path)) named.add(path)
    pem = before !== undefined && said?.key === before.fingerprint ? before.pem : now.pem
    listed.push(listFile(file))
    yield file
    seq += 1
  }
  for (const path of named) {
    const bytes = await find(path)
    if (bytes === undefined) continue
    listed.push(listFile({ path, bytes }))
    yield { path, bytes }
  }
  yield { path: publicKeyPath, bytes: Buffer.from(pem) }
  yield { path: manifestPath, bytes: Buffer.from(manifestText(listed)) }
}

const isArchived = (path: string): boolean => archivedChain(path) !== undefined

/** The chain of a file in the archive; undefined for one of an export, which its digest names and the archive does not have. */
export function archivedChain(path: string): string | undefined {
  const chain = findChainOf(path)
  return chain !== undefined && path.length === archivePath({ chain, seq: 0 }).length ? chain : undefined
}

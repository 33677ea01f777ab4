import { archivePath, findChainOf } from './chainFile.ts'
import { digestPath, findDigest } from './digest.ts'
import type { ExportFile } from './export.ts'
import { type ListedFile, listFile, manifestPath, manifestText, publicKeyPath } from './manifest.ts'

/**
 * An archive as an export: its digests up to the first that is not there, the files that they name and that are there,
 * the key and the manifest. Nothing is verified; what is missing is missed when it is.
 */
export async function* archivedFiles({
  find,
  pem,
}: {
  readonly find: (path: string) => Promise<Uint8Array | undefined>
  readonly pem: string
}): AsyncGenerator<ExportFile, void, void> {
  const listed: ListedFile[] = []
  const named = new Set<string>()
  for (let seq = 0, bytes = await find(digestPath(0)); bytes !== undefined; bytes = await find(digestPath(seq))) {
    const file = { path: digestPath(seq), bytes }
    for (const { path } of findDigest(Buffer.from(bytes).toString('latin1'))?.payload.files ?? [])
      if (isArchived(path)) named.add(path)
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

/** An export's digest names files of the export, which are not in the archive. */
function isArchived(path: string): boolean {
  const chain = findChainOf(path)
  return chain !== undefined && path.length === archivePath({ chain, seq: 0 }).length
}

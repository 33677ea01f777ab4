import { sha256 } from './chain.ts'

/** A file as the manifest lists it. */
export interface ListedFile {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

/** A file as it goes into the manifest. */
export function listFile({ path, bytes }: { readonly path: string; readonly bytes: Uint8Array }): ListedFile {
  return { path, sha256: sha256(bytes), bytes: bytes.length }
}

/** The export's table of contents. */
export const manifestPath = 'manifest.json'

/** The key beside the export; the one file that nothing covers, since whoever verifies brings a key of their own. */
export const publicKeyPath = 'public-key.pem'

/** The manifest's exact text: a function of the digests and the chain files alone, so a verifier makes it again. */
export function manifestText(files: readonly ListedFile[]): string {
  const sorted = files.map(({ path, sha256, bytes }) => ({ path, sha256, bytes }))
  sorted.sort((one, other) => (one.path < other.path ? -1 : 1))
  return `${JSON.stringify({ v: 1, files: sorted }, null, 1)}\n`
}

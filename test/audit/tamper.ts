import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Files } from './fixture.ts'

const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The lines of a chain's only file. */
export const linesOf = (files: Files, chain: string): string[] =>
  gunzipSync(bytesOf(files, `chains/${chain}/000000.ndjson.gz`))
    .toString()
    .trimEnd()
    .split('\n')

/** The bytes of a file that is there. */
export function bytesOf(files: Files, path: string): Uint8Array {
  const bytes = files.get(path)
  if (bytes === undefined) throw new Error('no such file')
  return bytes
}

/** The export with other bytes in one file, undefined for none. */
export function withFile(files: Files, path: string, bytes: Uint8Array | undefined): Files {
  const changed = new Map(files)
  changed.delete(path)
  return bytes === undefined ? changed : changed.set(path, bytes)
}

/** The export with other lines in a chain's only file. */
export const withLines = (files: Files, chain: string, change: (lines: string[]) => string[]): Files =>
  withFile(files, `chains/${chain}/000000.ndjson.gz`, gzipSync(`${change(linesOf(files, chain)).join('\n')}\n`))

/** What a forger does last: makes the manifest agree with the other files. */
export function withNewManifest(files: Files): Files {
  const listed = [...files]
    .filter(([path]) => path !== 'manifest.json' && path !== 'public-key.pem')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, bytes]) => ({ path, sha256: hex(bytes), bytes: bytes.length }))
  return withFile(files, 'manifest.json', Buffer.from(`${JSON.stringify({ v: 1, files: listed }, null, 1)}\n`))
}

/** Links every record from a place on to the one before it, as a forger without any key can. */
export function relink(lines: string[], from = 0): string[] {
  let previous: string | null = null
  return lines.map((line, seq) => {
    if (seq < from) {
      previous = hex(Buffer.from(line))
      return line
    }
    const record: Record<string, unknown> = { ...JSON.parse(line), seq, prev: previous }
    const linked = JSON.stringify(record)
    previous = hex(Buffer.from(linked))
    return linked
  })
}

/** A second verifier, written on its own: files, links and heads under the last digest, nothing about signatures. */
export function plainVerifier(files: Files): { good: boolean; chains: number; records: number } {
  const text = (path: string) => Buffer.from(bytesOf(files, path)).toString()
  const last =
    [...files.keys()]
      .filter((path) => path.startsWith('digests/'))
      .sort()
      .at(-1) ?? ''
  const digest = JSON.parse(JSON.parse(text(last)).payload)
  let good = digest.anomalies.length === 0
  let records = 0
  for (const { path, sha256 } of digest.files) good &&= files.has(path) && hex(bytesOf(files, path)) === sha256
  const ids = new Set([...files.keys()].filter((path) => path.startsWith('chains/')).map((path) => path.split('/')[1]))
  for (const id of ids) {
    let previous: string | null = null
    const paths = [...files.keys()].filter((path) => path.startsWith(`chains/${id}/`)).sort()
    for (const path of paths) {
      for (const line of gunzipSync(bytesOf(files, path)).toString().split('\n').slice(0, -1)) {
        good &&= line.startsWith('{') && JSON.parse(line).prev === previous
        previous = hex(Buffer.from(line))
        records += 1
      }
    }
    good &&= digest.chains.find(({ chain }: { chain: string }) => chain === id)?.hash === previous
  }
  return { good, chains: ids.size, records }
}

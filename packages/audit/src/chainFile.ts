import { gunzipSync, gzipSync } from 'node:zlib'
import { seq10 } from './chain.ts'

/** A chain file holds at most this many records. */
export const recordsPerFile = 10_000

/** A chain file is closed once its lines reach this many bytes; one row of DynamoDB's 400 KB can go beyond it. */
export const bytesPerFile = 16 * 1024 * 1024

const mostBytes = bytesPerFile + 1024 * 1024

/** Where a chain's file lies in an export. */
export const chainPath = ({ chain, file }: { readonly chain: string; readonly file: number }): string =>
  `chains/${chain}/${String(file).padStart(6, '0')}.ndjson.gz`

/** Where a chain's file lies in the archive: by the sequence of its first record. */
export const archivePath = ({ chain, seq }: { readonly chain: string; readonly seq: number }): string =>
  `chains/${chain}/${seq10(seq)}.ndjson.gz`

/** A chain file's path, in an export or the archive. */
export const chainFilePath = /^chains\/([a-z2-7]{26})\/(?:[0-9]{6}|[0-9]{10})\.ndjson\.gz$/

/** The chain a path belongs to, or undefined where it is no chain file's path. */
export const findChainOf = (path: string): string | undefined => chainFilePath.exec(path)?.[1]

/** Lines as gzip with no time, no name and no platform in its header (RFC 1952: MTIME 0, OS 255). */
export function zipLines(lines: readonly string[]): Uint8Array {
  const bytes = gzipSync(`${lines.join('\n')}\n`, { level: 9 })
  bytes[9] = 255
  return bytes
}

/** The lines in a chain file, or undefined where it does not unzip, is larger than any export makes it, or ends early. */
export function findLines(bytes: Uint8Array): readonly Buffer[] | undefined {
  let content: Buffer
  try {
    content = gunzipSync(bytes, { maxOutputLength: mostBytes })
  } catch {
    return undefined
  }
  if (content.at(-1) !== 0x0a) return undefined
  const lines: Buffer[] = []
  for (let start = 0; start < content.length; ) {
    const end = content.indexOf(0x0a, start)
    lines.push(content.subarray(start, end))
    start = end + 1
  }
  return lines
}

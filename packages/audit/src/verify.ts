import type { KeyObject } from 'node:crypto'
import { findChainOf } from './chainFile.ts'
import { type DigestPayload, findDigestSeq } from './digest.ts'
import { marksOf, readDigests } from './digestChain.ts'
import { AuditError } from './errors.ts'
import { type ExportFiles, readable } from './exportFiles.ts'
import type { Damage } from './kinds.ts'
import { type ListedFile, listFile, manifestPath, manifestText, publicKeyPath } from './manifest.ts'
import { findPublicKey } from './signature.ts'
import { pathsByChain, readChain } from './verifyChain.ts'

/** The answer about an export. */
export interface Verification {
  /** True only where nothing at all is wrong; records may still be uncovered. */
  readonly whole: boolean
  readonly chains: number
  readonly records: number
  /** Records that no digest vouches for. */
  readonly uncovered: number
  readonly first: Damage | null
}

interface Part {
  readonly damage: readonly Damage[]
  readonly files: readonly ListedFile[]
}

/**
 * Checks an export offline against the public key (PEM) alone.
 * @throws AuditError ERR_AUDIT_UNREADABLE where there is no manifest.json, a file cannot be reached, or the key is not
 * one on P-256; damage is an answer, not an error
 */
export async function verifyExport(options: {
  readonly files: ExportFiles
  readonly publicKey: string
}): Promise<Verification> {
  const files = readable(options.files)
  const key = findPublicKey(options.publicKey)
  const paths = [...new Set(await files.list())]
  if (key === undefined || !paths.includes(manifestPath)) throw new AuditError('ERR_AUDIT_UNREADABLE')
  const digests = await verifyDigests({ files, paths, key })
  const chains = await verifyChains({ files, paths, digests: digests.payloads })
  const manifest = Buffer.from(manifestText([...digests.files, ...chains.files]))
  const contents: Damage[] = manifest.equals(await files.read(manifestPath))
    ? []
    : [{ chain: null, seq: null, kind: 'manifest' }]
  const damage = [...digests.damage, ...chains.damage, ...strays(paths), ...contents]
  const { records, uncovered } = chains
  return { whole: damage.length === 0, chains: chains.count, records, uncovered, first: damage[0] ?? null }
}

async function verifyDigests(options: {
  readonly files: ExportFiles
  readonly paths: readonly string[]
  readonly key: KeyObject
}): Promise<Part & { readonly payloads: readonly DigestPayload[] }> {
  const texts = new Map<number, string>()
  const list: ListedFile[] = []
  for (const path of options.paths) {
    const seq = findDigestSeq(path)
    if (seq === undefined) continue
    const bytes = await options.files.read(path)
    list.push(listFile({ path, bytes }))
    // A digest is ASCII: Latin-1 keeps every other byte apart, so that none reads as another.
    texts.set(seq, Buffer.from(bytes).toString('latin1'))
  }
  const reading = readDigests({ files: texts, key: options.key })
  const none: Damage[] = texts.size === 0 ? [{ chain: null, seq: 0, kind: 'digest' }] : []
  const signed = reading.digests.flatMap(({ anomalies }) => anomalies).filter(({ chain }) => chain === null)
  return { damage: [...none, ...reading.damage, ...signed], files: list, payloads: reading.digests }
}

async function verifyChains(options: {
  readonly files: ExportFiles
  readonly paths: readonly string[]
  readonly digests: readonly DigestPayload[]
}): Promise<Part & { readonly count: number; readonly records: number; readonly uncovered: number }> {
  const { files, digests } = options
  const last = digests.at(-1)
  const marks = marksOf(digests)
  const signed = new Map(last?.files.map(({ path, sha256 }) => [path, sha256]))
  const covered = new Map(last?.chains.map(({ chain, records }) => [chain, records]))
  const anomalies = Map.groupBy(
    digests.flatMap((digest) => digest.anomalies),
    ({ chain }) => chain,
  )
  const found = { damage: [] as Damage[], files: [] as ListedFile[], count: 0, records: 0, uncovered: 0 }
  for (const [chain, paths] of pathsByChain(options)) {
    const own = { marks: marks.get(chain), anomalies: anomalies.get(chain) ?? [] }
    const reading = await readChain({ files, paths, chain, signed, ...own })
    if (reading.first !== null) found.damage.push(reading.first)
    found.files.push(...reading.files)
    found.count += paths.length > 0 ? 1 : 0
    found.records += reading.records
    found.uncovered += Math.max(0, reading.records - (covered.get(chain) ?? 0))
  }
  return found
}

function strays(paths: readonly string[]): readonly Damage[] {
  const known = [manifestPath, publicKeyPath]
  const extra = paths
    .filter((path) => !known.includes(path) && findChainOf(path) === undefined && findDigestSeq(path) === undefined)
    .map((): Damage => ({ chain: null, seq: null, kind: 'extra' }))
  return paths.includes(publicKeyPath) ? extra : [...extra, { chain: null, seq: null, kind: 'missing' }]
}

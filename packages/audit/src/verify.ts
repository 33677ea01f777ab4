import { findChainOf } from './chainFile.ts'
import { type DigestPayload, findDigestSeq } from './digest.ts'
import { marksOf, readDigests } from './digestChain.ts'
import { AuditError } from './errors.ts'
import { type ExportFiles, readable } from './exportFiles.ts'
import { type Damage, distinct, type Gap } from './kinds.ts'
import { type ListedFile, listFile, manifestPath, manifestText, publicKeyPath } from './manifest.ts'
import { findPublicKey, type PublicKey } from './publicKey.ts'
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

/** Records of one chain that no digest vouches for. */
export interface Uncovered {
  readonly chain: string
  readonly records: number
  /** Sequence of the first. */
  readonly from: number
}

/** The answer, and everything a person wants to know beside it. */
export interface Examination {
  readonly verification: Verification
  /** All damage; the first is the one of the answer. */
  readonly damage: readonly Damage[]
  readonly gaps: readonly Gap[]
  readonly uncovered: readonly Uncovered[]
  /** The chain files as they were read, chain by chain in the order of their lines. */
  readonly files: readonly ListedFile[]
  /** ISO 8601 time of the newest digest that holds. */
  readonly newest: string | null
}

interface Part {
  readonly damage: readonly Damage[]
  readonly gaps: readonly Gap[]
  readonly files: readonly ListedFile[]
}

/**
 * Checks an export offline against one public key (PEM) alone, of the first digests or of any after a rotation.
 * @throws AuditError ERR_AUDIT_UNREADABLE where there is no manifest.json, a file cannot be reached, or the key is not
 * one on P-256; damage is an answer, not an error
 */
export async function verifyExport(options: {
  readonly files: ExportFiles
  readonly publicKey: string
}): Promise<Examination> {
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
  const damage = distinct([...digests.damage, ...chains.damage, ...strays(paths), ...contents])
  const { count, records, uncovered } = chains
  const sum = uncovered.reduce((sum, { records }) => sum + records, 0)
  return {
    verification: { whole: damage.length === 0, chains: count, records, uncovered: sum, first: damage[0] ?? null },
    damage,
    gaps: [...digests.gaps, ...chains.gaps],
    uncovered,
    files: chains.files,
    newest: digests.payloads.at(-1)?.time ?? null,
  }
}

/** Clocks may differ by so much (s). */
const skew = 300

/**
 * Age in seconds of an export's newest digest at a time in milliseconds; Infinity where there is none, or where its
 * time is no moment, or one to come.
 */
export function digestAge({ newest, now }: { readonly newest: string | null; readonly now: number }): number {
  const age = (now - Date.parse(newest ?? '')) / 1000
  return age >= -skew ? age : Number.POSITIVE_INFINITY
}

async function verifyDigests(options: {
  readonly files: ExportFiles
  readonly paths: readonly string[]
  readonly key: PublicKey
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
  const damage = [...none, ...reading.damage, ...signed]
  return { damage, gaps: reading.gaps, files: list, payloads: reading.digests }
}

async function verifyChains(options: {
  readonly files: ExportFiles
  readonly paths: readonly string[]
  readonly digests: readonly DigestPayload[]
}): Promise<Part & { readonly count: number; readonly records: number; readonly uncovered: readonly Uncovered[] }> {
  const { files, digests } = options
  const marks = marksOf(digests)
  // What the newest digest that names it says: a signer's digests name what is new since the one before.
  const signed = new Map(digests.flatMap((digest) => digest.files.map(({ path, sha256 }) => [path, sha256] as const)))
  const covered = new Map(digests.flatMap((digest) => digest.chains.map((one) => [one.chain, one] as const)))
  const anomalies = Map.groupBy(
    digests.flatMap((digest) => digest.anomalies),
    ({ chain }) => chain,
  )
  const lists = { damage: [] as Damage[], gaps: [] as Gap[], files: [] as ListedFile[], uncovered: [] as Uncovered[] }
  const found = { ...lists, count: 0, records: 0 }
  for (const [chain, paths] of pathsByChain(options)) {
    const own = { marks: marks.get(chain), anomalies: anomalies.get(chain) ?? [] }
    const reading = await readChain({ files, paths, chain, signed, ...own })
    found.damage.push(...reading.damage)
    found.gaps.push(...reading.gaps)
    found.files.push(...reading.files)
    found.count += paths.length > 0 ? 1 : 0
    found.records += reading.records
    const known = covered.get(chain)
    const records = reading.records - (known?.records ?? 0)
    if (records > 0) found.uncovered.push({ chain, records, from: known === undefined ? 0 : known.seq + 1 })
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

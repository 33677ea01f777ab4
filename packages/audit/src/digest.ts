import { seq10 } from './chain.ts'
import { chainFilePath } from './chainFile.ts'
import { exactly, integer, listOf, nullOr, oneOf, shape, text } from './guard.ts'
import { type Damage, damageKinds } from './kinds.ts'
import { findKey } from './publicKey.ts'
import { chainId, isoTime, sha256Hex, tenantId } from './recordLine.ts'

/** What a digest vouches for of one chain: its last record and how many there are. */
export interface DigestChain {
  readonly tenant: string
  readonly chain: string
  readonly seq: number
  readonly hash: string
  readonly records: number
}

/** A file of the export that the digest closed. */
export interface DigestFile {
  readonly path: string
  readonly sha256: string
}

/** The signed statement about all chains at one time. */
export interface DigestPayload {
  readonly v: 1
  readonly seq: number
  readonly time: string
  /** SHA-256 (hex) of the previous digest's file; null in the first. */
  readonly previous: string | null
  /** SHA-256 (hex) of the DER SubjectPublicKeyInfo of the key that signs this digest. */
  readonly key: string
  /** DER SubjectPublicKeyInfo (base64) of the key that signs from the next digest on; null: this one. */
  readonly successor: string | null
  readonly chains: readonly DigestChain[]
  readonly files: readonly DigestFile[]
  readonly anomalies: readonly Damage[]
}

/** A digest as it stands in its file: the exact text that was signed, and the signature. */
export interface Digest {
  readonly text: string
  readonly payload: DigestPayload
  readonly signature: Uint8Array
}

/** A piece of a digest's text in the audit table. */
export type DigestRow = {
  readonly pk: string
  readonly sk: string
  readonly d: string
}

/** The audit table's partition key of all digests. */
export const digestKey = '000000000000#D'

const many = 1_000_000
const count = integer()
const spki = (value: unknown): value is string => typeof value === 'string' && findKey(value) !== undefined

const payloadShape = shape<DigestPayload>({
  v: exactly(1),
  seq: count,
  time: isoTime,
  previous: nullOr(sha256Hex),
  key: sha256Hex,
  successor: nullOr(spki),
  chains: listOf(
    shape<DigestChain>({ tenant: tenantId, chain: chainId, seq: count, hash: sha256Hex, records: count }),
    many,
  ),
  files: listOf(shape<DigestFile>({ path: text(chainFilePath), sha256: sha256Hex }), many),
  anomalies: listOf(shape<Damage>({ chain: nullOr(chainId), seq: nullOr(count), kind: oneOf(damageKinds) }), many),
})

const fileShape = shape<{ payload: string; signature: string }>({
  // Printable ASCII has one spelling in JSON; whoever reads a digest needs no rules for other characters.
  payload: text(/^\{[ -~]*$/),
  signature: text(/^[A-Za-z0-9+/]+={0,2}$/),
})

function findJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

/** A digest's file: one line of JSON around the signed text and the signature in base64. */
export function encodeDigest({ text, signature }: { readonly text: string; readonly signature: Uint8Array }): string {
  return `${JSON.stringify({ payload: text, signature: Buffer.from(signature).toString('base64') })}\n`
}

/** The digest in a file, or undefined where the file is anything but one digest's exact bytes; nothing is verified. */
export function findDigest(file: string): Digest | undefined {
  const outer = findJson(file)
  if (!fileShape(outer)) return undefined
  const payload = findJson(outer.payload)
  if (!payloadShape(payload) || JSON.stringify(payload) !== outer.payload) return undefined
  const signature = Buffer.from(outer.signature, 'base64')
  const digest = { text: outer.payload, payload, signature }
  return encodeDigest(digest) === file ? digest : undefined
}

/** Where a digest's file lies in an export. */
export const digestPath = (seq: number): string => `digests/${String(seq).padStart(6, '0')}.json`

/** The sequence of the digest that belongs at the path, or undefined where none does. */
export function findDigestSeq(path: string): number | undefined {
  const digits = /^digests\/([0-9]{6}|[1-9][0-9]{6,9})\.json$/.exec(path)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const pieceLength = 300_000

/** A digest's file as rows of the audit table, each below DynamoDB's 400 KB; its text is ASCII. */
export function digestRows({ seq, file }: { readonly seq: number; readonly file: string }): readonly DigestRow[] {
  return Array.from({ length: Math.ceil(file.length / pieceLength) }, (_, piece) => ({
    pk: digestKey,
    sk: `${seq10(seq)}#${String(piece).padStart(3, '0')}`,
    d: file.slice(piece * pieceLength, (piece + 1) * pieceLength),
  }))
}

/** The digests' files by their sequence, from the table's rows in any order. */
export function digestFiles(rows: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<number, string> {
  const pieces = rows.flatMap(({ sk, d }) => (typeof sk === 'string' && typeof d === 'string' ? [{ sk, d }] : []))
  pieces.sort((one, other) => (one.sk < other.sk ? -1 : 1))
  const files = new Map<number, string>()
  for (const { sk, d } of pieces) {
    const digits = /^([0-9]{10})#[0-9]{3}$/.exec(sk)?.[1]
    if (digits !== undefined) files.set(Number(digits), (files.get(Number(digits)) ?? '') + d)
  }
  return files
}

import { sha256 } from './chain.ts'
import { type Digest, type DigestPayload, findDigest } from './digest.ts'
import type { Damage, Gap } from './kinds.ts'
import type { NumberedDigest } from './nextDigest.ts'
import { findKey, type PublicKey } from './publicKey.ts'
import { isSignedBy } from './signature.ts'

/** What was once signed about one chain: the hash at each signed place, and the highest of these places. */
export interface Marks {
  readonly tenant: string
  readonly hashes: ReadonlyMap<number, string>
  readonly highest: number
}

/** All digests that hold, oldest first, and what is wrong with the others. */
export interface DigestReading {
  readonly digests: readonly DigestPayload[]
  readonly damage: readonly Damage[]
  readonly gaps: readonly Gap[]
  readonly last: NumberedDigest | undefined
}

interface Read {
  readonly seq: number
  readonly file: string
  /** Undefined where the file is not the digest of its number. */
  readonly digest: Digest | undefined
}

/** Reads digests by their sequence, as whoever trusts the key: what it and its successors signed, and what that leads to. */
export function readDigests(options: {
  readonly files: ReadonlyMap<number, string>
  readonly key: PublicKey
}): DigestReading {
  const read = [...options.files].sort(([one], [other]) => one - other).map(([seq, file]) => readOne(seq, file))
  const held = holding(read, options.key)
  const digests: DigestPayload[] = []
  const damage: Damage[] = []
  const gaps: Gap[] = []
  let last: Read | undefined
  for (const one of read) {
    const { seq, digest } = one
    const expected = last === undefined ? 0 : last.seq + 1
    if (seq !== expected) {
      damage.push({ chain: null, seq: expected, kind: 'digest' })
      gaps.push({ chain: null, from: expected, to: seq - 1 })
    }
    if (digest === undefined) damage.push({ chain: null, seq, kind: 'digest' })
    else if (!held.has(digest)) damage.push({ chain: null, seq, kind: 'signature' })
    else {
      if (digest.payload.previous !== hashOf(last)) damage.push({ chain: null, seq, kind: 'digest' })
      // All times are spelled alike, so that they sort as text.
      if (digest.payload.time < (digests.at(-1)?.time ?? '')) damage.push({ chain: null, seq, kind: 'clock' })
      digests.push(digest.payload)
    }
    last = one
  }
  return { digests, damage, gaps, last }
}

function readOne(seq: number, file: string): Read {
  const digest = findDigest(file)
  return { seq, file, digest: digest?.payload.seq === seq ? digest : undefined }
}

/**
 * The digests that hold for whoever trusts the given key: from where that one signs on, those signed by it and then by
 * each key that one of them leaves the next to; before that, those that lead there by the hashes alone.
 */
function holding(read: readonly Read[], given: PublicKey): ReadonlySet<Digest> {
  const held = new Set<Digest>()
  const first = read[0]?.digest?.payload.key === given.fingerprint
  const from = first ? 0 : read.findIndex(({ digest }) => digest?.payload.successor === given.spki) + 1
  let key = given
  for (const { digest } of read.slice(from)) {
    if (digest === undefined || !isSignedBy(key, digest)) continue
    held.add(digest)
    key = findKey(digest.payload.successor ?? '') ?? key
  }
  let after = read[from]?.digest
  for (const one of read.slice(0, from).toReversed()) {
    if (one.digest === undefined || after === undefined || !held.has(after)) break
    if (after.payload.previous !== hashOf(one)) break
    held.add(one.digest)
    after = one.digest
  }
  return held
}

const hashOf = (one: Read | undefined): string | null => (one === undefined ? null : sha256(one.file))

/** What the digests say of each chain; where two disagree about a place the older one stands. */
export function marksOf(digests: readonly DigestPayload[]): ReadonlyMap<string, Marks> {
  const marks = new Map<string, { tenant: string; hashes: Map<number, string>; highest: number }>()
  for (const { chains } of digests) {
    for (const { tenant, chain, seq, hash } of chains) {
      const own = marks.get(chain) ?? { tenant, hashes: new Map<number, string>(), highest: seq }
      marks.set(chain, own)
      if (!own.hashes.has(seq)) own.hashes.set(seq, hash)
      own.highest = Math.max(own.highest, seq)
    }
  }
  return marks
}

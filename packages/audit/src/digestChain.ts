import type { KeyObject } from 'node:crypto'
import { sha256 } from './chain.ts'
import { type DigestPayload, findDigest } from './digest.ts'
import type { Damage, Gap } from './kinds.ts'
import { signatureHolds } from './signature.ts'

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
  readonly last: { readonly seq: number; readonly file: string } | undefined
}

/** Reads digests by their sequence: each signed by the key, each naming the exact bytes of the one before it. */
export function readDigests(options: {
  readonly files: ReadonlyMap<number, string>
  readonly key: KeyObject
}): DigestReading {
  const digests: DigestPayload[] = []
  const damage: Damage[] = []
  const gaps: Gap[] = []
  let last: DigestReading['last']
  for (const [seq, file] of [...options.files].sort(([one], [other]) => one - other)) {
    const expected = last === undefined ? 0 : last.seq + 1
    if (seq !== expected) {
      damage.push({ chain: null, seq: expected, kind: 'digest' })
      gaps.push({ chain: null, from: expected, to: seq - 1 })
    }
    const digest = findDigest(file)
    if (digest === undefined || digest.payload.seq !== seq) {
      damage.push({ chain: null, seq, kind: 'digest' })
    } else if (!signatureHolds({ text: digest.text, signature: digest.signature, key: options.key })) {
      damage.push({ chain: null, seq, kind: 'signature' })
    } else {
      digests.push(digest.payload)
      const previous = last === undefined ? null : sha256(last.file)
      if (digest.payload.previous !== previous) damage.push({ chain: null, seq, kind: 'digest' })
    }
    last = { seq, file }
  }
  return { digests, damage, gaps, last }
}

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

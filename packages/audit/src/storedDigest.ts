import { type Digest, type DigestRow, findDigest } from './digest.ts'
import type { SignedDigest } from './nextDigest.ts'

/** The sequence in a digest row's sort key; undefined for a key that no digest has. */
export function digestSeqOf(sk: unknown): number | undefined {
  const digits = typeof sk === 'string' ? /^([0-9]{10})#[0-9]{3}$/.exec(sk)?.[1] : undefined
  return digits === undefined ? undefined : Number(digits)
}

/**
 * The digest in rows of one sequence, in order: as many of them as make one that is genuine. Whoever adds a row behind
 * them changes nothing, and is among `strays`. Undefined: there is none.
 */
export function storedDigest({
  rows,
  seq,
  genuine,
}: {
  readonly rows: readonly Partial<Pick<DigestRow, 'd'>>[]
  readonly seq: number
  readonly genuine: (digest: Digest, file: string) => boolean
}): { readonly digest: SignedDigest; readonly strays: number } | undefined {
  let file = ''
  for (const [place, { d }] of rows.entries()) {
    if (typeof d !== 'string') return undefined
    file += d
    const digest = findDigest(file)
    if (digest?.payload.seq === seq && genuine(digest, file))
      return { digest: { seq, file, payload: digest.payload }, strays: rows.length - place - 1 }
  }
  return undefined
}

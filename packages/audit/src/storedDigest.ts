import type { KeyObject } from 'node:crypto'
import { type DigestRow, findDigest } from './digest.ts'
import { signatureHolds } from './signature.ts'

/** The sequence in a digest row's sort key; undefined for a key that no digest has. */
export function digestSeqOf(sk: unknown): number | undefined {
  const digits = typeof sk === 'string' ? /^([0-9]{10})#[0-9]{3}$/.exec(sk)?.[1] : undefined
  return digits === undefined ? undefined : Number(digits)
}

/**
 * The digest in rows of one sequence, in order: as many of them as make one that the key has signed. Whoever adds a row
 * behind them changes nothing, and is among `strays`. Undefined: there is none.
 */
export function storedDigest({
  rows,
  seq,
  key,
}: {
  readonly rows: readonly Partial<Pick<DigestRow, 'd'>>[]
  readonly seq: number
  readonly key: KeyObject
}): { readonly file: string; readonly strays: number } | undefined {
  let file = ''
  for (const [place, { d }] of rows.entries()) {
    if (typeof d !== 'string') return undefined
    file += d
    const digest = findDigest(file)
    if (digest?.payload.seq === seq && signatureHolds({ ...digest, key }))
      return { file, strays: rows.length - place - 1 }
  }
  return undefined
}

import type { KeyObject } from 'node:crypto'
import { derive } from './derive.ts'
import { base32, keyedHash } from './identifiers.ts'

/** The token under which a posting is found: 52 characters, untruncated, under a key of this index alone. */
export function indexToken(indexRoot: KeyObject, of: { index: string; values: readonly string[] }): string {
  return base32(keyedHash(derive(indexRoot, `index${of.index}`), 'wg.index', of.values))
}

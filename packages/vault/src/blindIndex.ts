import type { KeyObject } from 'node:crypto'
import { derive } from './derive.ts'
import { base32, keyedHash } from './identifiers.ts'

/** The token under which a posting is found: 52 characters, untruncated, under a key of this index alone. */
export function indexToken(indexRoot: KeyObject, of: { index: string; values: readonly string[] }): string {
  return base32(keyedHash(derive(indexRoot, `index${of.index}`), 'wg.index', of.values))
}

// Letters that Unicode does not decompose (https://www.unicode.org/Public/UNIDATA/UnicodeData.txt has no mapping).
const undecomposed: Readonly<Record<string, string>> = {
  æ: 'ae',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  œ: 'oe',
  þ: 'th',
  ŧ: 't',
}

/**
 * What is indexed for a value, so that writing and searching agree: `name` folds case, accents, apostrophes,
 * hyphens and spaces; `exact` only trims.
 */
export function normalise(kind: 'name' | 'exact', text: string): string {
  if (kind === 'exact') return text.trim()
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      // Lower first: a capital ẞ has no upper case, and only the small one becomes ss.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .replace(/[æđðħıłøœþŧ]/g, (letter) => undecomposed[letter] ?? letter)
      .replace(/[‘’ʼ]/g, "'")
      .replace(/\p{Pd}/gu, '-')
      .replace(/\s+/g, ' ')
      .trim()
  )
}

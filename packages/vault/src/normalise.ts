import { parseDigits, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** How values are made equal: each kind has an index that asks for it. */
type Kind = 'exact' | 'name' | 'date' | 'email' | 'phone'

/**
 * What is indexed for a value, so that writing and searching agree; empty for what is none of its kind, and nothing is
 * found by that.
 * - `exact` only trims: in record numbers hyphens, spaces and case can tell two apart.
 * - `name` folds case, accents, apostrophes, hyphens and spaces.
 * - `date` is a whole day, YYYY-MM-DD; a year or a month alone would make a list of many people.
 * - `email` folds case and compatible forms of the whole: RFC 5321 (2.4) leaves the case of the local part to its host, no
 *   host in use tells two people apart by it, and people write it as they like.
 * - `phone` is the E.164 number where a country code is there, else its digits: no tenant says which country is meant.
 */
export function normalise(kind: Kind, text: string): string {
  return KINDS[kind](text)
}

const KINDS: Readonly<Record<Kind, (text: string) => string>> = {
  exact: (text) => text.trim(),
  name,
  date: (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : ''),
  email: (text) => text.normalize('NFKC').toLowerCase().trim(),
  phone,
}

function phone(text: string): string {
  const plain = text.normalize('NFKC')
  return parsePhoneNumberFromString(plain)?.number ?? parseDigits(plain)
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

function name(text: string): string {
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

import { LONGEST_NAME } from './json.ts'

/** Numbers of a JSON text that JavaScript would write otherwise, as they stand there, by JSON Pointer (RFC 6901). */
export type NumberTexts = ReadonlyMap<string, string>

// A resource deeper than 64 containers is refused, and it stands in three others at most: bundle, entries, entry.
const maxDepth = 64 + 3

// What stands where a number can; strings may hold it too.
const numberLike = /(?<=^|[\s[,:])-?\d[\d.eE+-]*(?=\s*(?:[,\]}]|$))/g
const number = /-?\d[\d.eE+-]*/y

/**
 * The texts of the numbers of a valid JSON text; of a name that stands twice the last counts, as in JSON.parse. Most
 * files have none, which a search tells. Else the text is walked by hand: the reviver of JSON.parse costs twice as much
 * as parsing, and ends where a text nests a few thousand deep.
 */
export function numberTexts(text: string): NumberTexts {
  const found = new Map<string, string>()
  if (!mayDiffer(text)) return found
  const place = new Place(text)
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '"') {
      place.string(at)
      at = endOfString(text, at)
    } else if (char === '{') place.openObject()
    else if (char === '[') place.openList()
    else if (char === ',') place.next()
    else if (char === '}' || char === ']') place.close()
    else if (char === '-' || (char >= '0' && char <= '9')) {
      number.lastIndex = at
      const [source = ''] = number.exec(text) ?? []
      at += source.length - 1
      if (place.depth > maxDepth) continue
      const pointer = place.pointer()
      // What has a longer one is refused.
      if (pointer.length > maxDepth * 2 * LONGEST_NAME) continue
      if (differs(source)) found.set(pointer, source)
      else found.delete(pointer)
    }
  }
  return found
}

/** The texts of a bundle's numbers by the position of the entry, in whose resource the pointers then begin. */
export function textsByEntry(texts: NumberTexts): ReadonlyMap<number, NumberTexts> {
  const entries = new Map<number, Map<string, string>>()
  for (const [pointer, text] of texts) {
    const [, index, inside] = /^\/entry\/(\d+)\/resource(\/.*)$/s.exec(pointer) ?? []
    if (inside === undefined) continue
    const position = Number(index)
    const entry = entries.get(position) ?? new Map<string, string>()
    entries.set(position, entry.set(inside, text))
  }
  return entries
}

function mayDiffer(text: string): boolean {
  for (const [source] of text.matchAll(numberLike)) if (differs(source)) return true
  return false
}

function differs(source: string): boolean {
  return source !== String(Number(source))
}

/** Where the walk is: of each open container the index in the list, or where the current name of the object stands. */
class Place {
  readonly #text: string
  /** An index, or ~ the offset of a name. */
  readonly #open: number[] = []
  #atName = false

  constructor(text: string) {
    this.#text = text
  }

  get depth(): number {
    return this.#open.length
  }

  openObject(): void {
    this.#open.push(~0)
    this.#atName = true
  }

  openList(): void {
    this.#open.push(0)
    this.#atName = false
  }

  close(): void {
    this.#open.pop()
    this.#atName = false
  }

  next(): void {
    const last = this.#open.length - 1
    const index = this.#open[last] ?? 0
    if (index < 0) this.#atName = true
    else this.#open[last] = index + 1
  }

  string(at: number): void {
    if (this.#atName) this.#open[this.#open.length - 1] = ~at
    this.#atName = false
  }

  pointer(): string {
    return this.#open.map((one) => `/${one < 0 ? this.#nameAt(~one) : one}`).join('')
  }

  #nameAt(at: number): string {
    const name: string = JSON.parse(this.#text.slice(at, endOfString(this.#text, at) + 1))
    return escaped(name)
  }
}

/** The offset of the quote that ends the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text.charAt(before - 1) === '\\') before -= 1
  return (at - before) % 2 === 1
}

/** A name as a part of a JSON Pointer. */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

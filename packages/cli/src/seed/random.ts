/** Numbers that look random and are the same for the same text. */
export interface Random {
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  pick<T extends readonly [unknown, ...unknown[]]>(choices: T): T[number]
}

/** Mulberry32 over FNV-1a of `text`: each chart has its own, so that a change to one leaves the others as they are. */
export function randomFor(text: string): Random {
  let state = 0x811c9dc5
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    between: (low, high) => low + next() * (high - low),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
  }
}

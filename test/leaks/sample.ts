/** A part of a list, chosen by a seed: the same for the same seed, in the order of the list. */
export function sample<T>(seed: number, share: number): (all: readonly T[]) => readonly T[] {
  let state = seed >>> 0
  // mulberry32, public domain, Tommy Ettinger: a small generator with a full period of 2^32.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return (all) => all.filter(() => next() < share)
}

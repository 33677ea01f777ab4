import { findChainOf, findLines } from './chainFile.ts'
import type { DigestPayload } from './digest.ts'
import type { Marks } from './digestChain.ts'
import type { ExportFiles } from './exportFiles.ts'
import type { Damage } from './kinds.ts'
import { LineWalk } from './lineWalk.ts'
import { type ListedFile, listFile } from './manifest.ts'

/** What an export holds of one chain. */
export interface ChainReading {
  readonly records: number
  readonly first: Damage | null
  readonly files: readonly ListedFile[]
}

/** Reads one chain's files in order against what was signed about its records and about the files themselves. */
export async function readChain(options: {
  readonly files: ExportFiles
  readonly paths: readonly string[]
  readonly chain: string
  readonly marks: Marks | undefined
  /** SHA-256 by path, of the files that the last digest names. */
  readonly signed: ReadonlyMap<string, string>
  readonly anomalies: readonly Damage[]
}): Promise<ChainReading> {
  const { files, paths, chain, marks, signed, anomalies } = options
  const walk = new LineWalk({ chain, marks })
  const list: ListedFile[] = []
  let changed: Damage | null = null
  for (const path of paths) {
    const bytes = await files.read(path)
    const file = listFile({ path, bytes })
    list.push(file)
    const hash = signed.get(path)
    if (hash !== file.sha256) changed ??= { chain, seq: walk.place, kind: hash === undefined ? 'extra' : 'file' }
    const lines = findLines(bytes)
    if (lines === undefined) walk.unreadable()
    for (const line of lines ?? []) walk.add(line)
  }
  return { records: walk.place, first: earliest([...anomalies, walk.end() ?? changed]), files: list }
}

/** The earliest of what was found; at the same place a signed anomaly, listed first, knows more than an offline look. */
function earliest(found: readonly (Damage | null)[]): Damage | null {
  const placeOf = (damage: Damage): number => damage.seq ?? 0
  return found.reduce((first, next) => {
    if (first === null || next === null) return first ?? next
    return placeOf(next) < placeOf(first) ? next : first
  }, null)
}

/** Every chain that a digest names or that has a file, sorted, with the paths of its files in order. */
export function pathsByChain(options: {
  readonly digests: readonly DigestPayload[]
  readonly paths: readonly string[]
}): readonly (readonly [chain: string, paths: readonly string[]])[] {
  const byChain = new Map<string, string[]>()
  const name = (chain: string): string[] => {
    const paths = byChain.get(chain) ?? []
    byChain.set(chain, paths)
    return paths
  }
  for (const { chains, anomalies } of options.digests) {
    for (const { chain } of [...chains, ...anomalies]) if (chain !== null) name(chain)
  }
  for (const path of options.paths.toSorted()) {
    const chain = findChainOf(path)
    if (chain !== undefined) name(chain).push(path)
  }
  return [...byChain].sort(([one], [other]) => (one < other ? -1 : 1))
}

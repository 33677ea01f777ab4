import { findChainOf, findLines } from './chainFile.ts'
import type { DigestPayload } from './digest.ts'
import type { Marks } from './digestChain.ts'
import type { ExportFiles } from './exportFiles.ts'
import { type Damage, distinct, type Gap } from './kinds.ts'
import { LineWalk } from './lineWalk.ts'
import { type ListedFile, listFile } from './manifest.ts'

/** What an export holds of one chain. */
export interface ChainReading {
  readonly records: number
  /** The first is the one that is named. */
  readonly damage: readonly Damage[]
  readonly gaps: readonly Gap[]
  readonly files: readonly ListedFile[]
}

/** Reads one chain's files in order against what was signed about its records and about the files themselves. */
export async function readChain(options: {
  readonly files: ExportFiles
  readonly paths: readonly string[]
  readonly chain: string
  readonly marks: Marks | undefined
  /** SHA-256 by path, of the files that digests name: as the last one that does. */
  readonly signed: ReadonlyMap<string, string>
  readonly anomalies: readonly Damage[]
}): Promise<ChainReading> {
  const { files, paths, chain, marks, signed, anomalies } = options
  const walk = new LineWalk({ chain, marks })
  const list: ListedFile[] = []
  const changed: Damage[] = []
  for (const path of paths) {
    const bytes = await files.read(path)
    const file = listFile({ path, bytes })
    list.push(file)
    const hash = signed.get(path)
    if (hash !== file.sha256) changed.push({ chain, seq: walk.lines, kind: hash === undefined ? 'extra' : 'file' })
    const lines = findLines(bytes)
    if (lines === undefined) walk.unreadable()
    for (const line of lines ?? []) walk.add(line)
  }
  const walked = walk.end()
  const [first = changed[0]] = walked.damage
  const named = inOrder(first === undefined ? anomalies : [...anomalies, first]).slice(0, 1)
  const damage = distinct([...named, ...inOrder([...anomalies, ...walked.damage, ...changed])])
  return { records: walk.lines, damage, gaps: walked.gaps, files: list }
}

/** By place; at the same place a signed anomaly, listed first, knows more than an offline look. */
function inOrder(found: readonly Damage[]): readonly Damage[] {
  const placeOf = (damage: Damage): number => damage.seq ?? 0
  return found.toSorted((one, other) => placeOf(one) - placeOf(other))
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

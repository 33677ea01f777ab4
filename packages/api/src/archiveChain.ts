import {
  archivePath,
  believe,
  bytesPerFile,
  chainKey,
  type Damage,
  type DigestChain,
  findLines,
  type News,
  RowWalk,
  recordsPerFile,
  registryKey,
  seq10,
  sha256,
  zipLines,
} from '@wardgraph/audit'
import { rowsOf } from '@wardgraph/records'
import type { Row, TenantKeys } from '@wardgraph/vault'
import type { Archive } from './archive.ts'
import type { Services } from './services.ts'

/** A chain, and what was signed of it before; `doubted`: its registry row is not what was written. */
export interface OpenChain {
  readonly keys: TenantKeys
  readonly chain: string
  readonly signed: Pick<DigestChain, 'seq' | 'hash' | 'records'> | undefined
  readonly doubted: boolean
}

/** What is new of one chain and lies in the archive now; undefined: somebody else is archiving it. */
export async function archiveChain(
  { table }: Pick<Services, 'table'>,
  { archive, of }: { readonly archive: Archive; readonly of: OpenChain },
): Promise<News | undefined> {
  const lines = new ChainLines(table, of)
  const files: News['files'][number][] = []
  for (let chunk = await lines.fill(recordsPerFile); chunk.length > 0; chunk = await lines.fill(recordsPerFile)) {
    const [{ seq: first } = { seq: 0 }] = chunk
    const path = archivePath({ chain: of.chain, seq: first })
    const bytes = zipLines(chunk.map(({ line }) => line))
    if (await archive.put(path, bytes)) {
      files.push({ path, sha256: sha256(bytes) })
      lines.drop(chunk.length)
      continue
    }
    const found = await archive.find(path)
    if (found === undefined) return undefined
    const stands = await lines.compare(first, findLines(found))
    if (stands === 'AHEAD') return undefined
    if (stands === 'SAME') files.push({ path, sha256: sha256(found) })
  }
  const { head, anomalies } = await lines.end()
  const grown = head !== undefined && head.seq !== of.signed?.seq
  return { chains: grown ? [head] : [], files, anomalies }
}

/** The rows of a chain that are not signed yet, walked as they are asked for. */
class ChainLines {
  readonly #table: Services['table']
  readonly #of: OpenChain
  readonly #walk: RowWalk
  readonly #rows: AsyncIterator<Row>
  readonly #anomalies: Damage[] = []
  #ahead: { readonly seq: number; readonly line: string }[] = []

  constructor(table: Services['table'], of: OpenChain) {
    const { keys, chain, signed } = of
    this.#table = table
    this.#of = of
    this.#walk = new RowWalk({ tenant: keys.tenant, chain, keys: keys.auditKeys(chain), from: signed })
    this.#rows = rowsOf(table, { ...this.#range(), ...(signed ? { after: [seq10(signed.seq)] } : {}) })
  }

  #range() {
    const { keys, chain } = this.#of
    return { table: 'audit' as const, pk: chainKey({ tenant: keys.tenant, chain }) }
  }

  /** The next lines, so many or as many as a file holds, or all that there are. */
  async fill(most: number) {
    let size = this.#ahead.reduce((sum, { line }) => sum + line.length, 0)
    while (this.#ahead.length < most && size < bytesPerFile) {
      const { value, done } = await this.#rows.next()
      if (done) break
      if (!this.#belongs(value)) continue
      const line = this.#walk.add(value)
      this.#ahead.push({ seq: this.#walk.next - 1, line })
      size += line.length
    }
    return this.#ahead.slice(0, most)
  }

  /**
   * A row that nobody with the chain's key wrote is archived as it is found only in the place of the next record: one with
   * another sort key must not lead past what comes.
   */
  #belongs(row: Row): boolean {
    const { keys, chain, doubted } = this.#of
    const { next } = this.#walk
    // First what takes no MAC: the walk looks at each row's own.
    if (row.sk === seq10(next) && !(doubted && next === 0)) return true
    if (believe(row, keys.auditKeys(chain)) !== undefined) return true
    const seq = /^[0-9]{10}$/.test(String(row.sk)) ? Number(row.sk) : null
    this.#anomalies.push({ chain, seq, kind: 'mac' })
    return false
  }

  drop(count: number): void {
    this.#ahead = this.#ahead.slice(count)
  }

  /**
   * Compares what is next with a file that is archived already, which a run put there that did not come to its digest. It
   * stands, and what is behind it is next. AHEAD: it holds records that came since, so another run is at work.
   */
  async compare(first: number, there: readonly Buffer[] | undefined): Promise<'SAME' | 'AHEAD' | 'NO_FILE'> {
    const { chain } = this.#of
    if (there === undefined) {
      this.#anomalies.push({ chain, seq: first, kind: 'file' })
      this.drop(recordsPerFile)
      return 'NO_FILE'
    }
    const here = await this.fill(there.length)
    if (there.length > here.length) {
      const [behind] = await this.#table.query({ ...this.#range(), after: [seq10(this.#walk.next - 1)], limit: 1 })
      if (behind !== undefined) return 'AHEAD'
      this.#anomalies.push({ chain, seq: this.#walk.next, kind: 'truncated' })
    }
    const other = here.find(({ line }, i) => there[i]?.toString('latin1') !== line)
    if (other !== undefined) this.#anomalies.push({ chain, seq: other.seq, kind: 'rewritten' })
    this.drop(there.length)
    return 'SAME'
  }

  async end() {
    const { head, anomalies, closes } = this.#walk.end()
    const lost = closes === null ? [] : await this.#lost(closes)
    return { head, anomalies: [...anomalies, ...this.#anomalies, ...lost] }
  }

  /** What a chain that was given up must have, by the word of the one that took its place. */
  async #lost({ chain, seq }: { readonly chain: string; readonly seq: number }): Promise<readonly Damage[]> {
    const { tenant } = this.#of.keys
    const [registered, record] = await this.#table.get([
      { table: 'directory', ...registryKey({ tenant, chain }) },
      { table: 'audit', pk: chainKey({ tenant, chain }), sk: seq10(seq) },
    ])
    if (registered === undefined) return [{ chain, seq: 0, kind: 'missing' }]
    return record === undefined ? [{ chain, seq, kind: 'truncated' }] : []
  }
}

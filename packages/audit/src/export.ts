import type { ChainKeys, Signer } from '@wardgraph/vault'
import { chainPath, zipLines } from './chainFile.ts'
import { type DigestChain, type DigestRow, digestFiles, digestPath } from './digest.ts'
import { type DigestReading, type Marks, marksOf, readDigests } from './digestChain.ts'
import { type DigestSigners, digestSignersOf, newestSigned, signedBy, type Turn, turnAfter } from './digestSigners.ts'
import { AuditError } from './errors.ts'
import { type Damage, doubt } from './kinds.ts'
import { type ListedFile, listFile, manifestPath, manifestText, publicKeyPath } from './manifest.ts'
import { nextDigest } from './nextDigest.ts'
import type { Closed } from './record.ts'
import { type FoundRow, RowWalk } from './rowWalk.ts'
import { walkFiles } from './walkFiles.ts'

/** One file of an export; the path is relative and uses `/`. */
export interface ExportFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** A chain to be exported: its rows in the order of their sort keys, and its MAC keys. */
export interface ChainSource {
  readonly tenant: string
  readonly chain: string
  readonly keys: ChainKeys
  readonly rows: AsyncIterable<FoundRow>
}

/** What closes an export: the remaining files, and the new digest's rows for the audit table. */
export interface ClosedExport {
  readonly files: readonly ExportFile[]
  readonly rows: readonly DigestRow[]
  readonly chains: number
  readonly records: number
  readonly anomalies: readonly Damage[]
}

/** An export in the making: every chain first, then close. */
export interface AuditExport {
  /** Chains that earlier digests name; they are exported beside those of the registry, which may have lost them. */
  readonly known: readonly { readonly tenant: string; readonly chain: string }[]
  /**
   * The chain's files, made as the rows come; what does not verify is exported as found and signed as an anomaly.
   * @throws AuditError ERR_AUDIT_INPUT where the chain was already exported
   */
  chain(source: ChainSource): AsyncGenerator<ExportFile, void, void>
  /** A row by which this chain is found is not what was written: signed as an anomaly, the chain exported all the same. */
  doubt(chain: string): void
  /**
   * Signs the new digest. Write `rows` to the audit table first, in one transaction and only if absent, then `files`:
   * a digest that was handed out and then forgotten would fork the digests. `time` is ISO 8601 with milliseconds.
   * @throws AuditError ERR_AUDIT_SIGNER
   */
  close(options: { readonly time: string }): Promise<ClosedExport>
}

class OpenExport implements AuditExport {
  readonly known: AuditExport['known']
  readonly #turn: Turn
  readonly #earlier: ReadonlyMap<number, string>
  readonly #reading: DigestReading
  readonly #marks: ReadonlyMap<string, Marks>
  readonly #files: ListedFile[] = []
  readonly #heads = new Map<string, DigestChain | undefined>()
  readonly #anomalies: Damage[] = []
  readonly #closes: Closed[] = []

  constructor({
    signers,
    earlier,
  }: { readonly signers: DigestSigners; readonly earlier: ReadonlyMap<number, string> }) {
    const newest = newestSigned(signers, earlier)
    this.#turn = turnAfter(newest?.payload, signers)
    this.#earlier = earlier
    // By the key that signed last: the one that signs now may have been named, and vouch for nothing yet.
    this.#reading = readDigests({ files: earlier, key: (newest && signedBy(signers, newest)) ?? signers.now })
    this.#marks = marksOf(this.#reading.digests)
    this.#anomalies.push(...this.#reading.damage)
    this.known = [...this.#marks].map(([chain, { tenant }]) => ({ tenant, chain }))
  }

  async *chain({ tenant, chain, keys, rows }: ChainSource): AsyncGenerator<ExportFile, void, void> {
    if (this.#heads.has(chain)) throw new AuditError('ERR_AUDIT_INPUT')
    this.#heads.set(chain, undefined)
    const walk = new RowWalk({ tenant, chain, keys, marks: this.#marks.get(chain) })
    let file = 0
    for await (const { lines } of walkFiles({ walk, rows })) {
      yield this.#list({ path: chainPath({ chain, file }), bytes: zipLines(lines) })
      file += 1
    }
    const { head, anomalies, closes } = walk.end()
    this.#heads.set(chain, head)
    this.#anomalies.push(...anomalies)
    if (closes !== null) this.#closes.push(closes)
  }

  doubt(chain: string): void {
    this.#anomalies.push(doubt(chain))
  }

  async close({ time }: { readonly time: string }): Promise<ClosedExport> {
    this.#lookForLostChains()
    const chains = [...this.#heads.values()].filter((head) => head !== undefined)
    const files = this.#files.map(({ path, sha256 }) => ({ path, sha256 }))
    const news = { chains, files, anomalies: this.#anomalies }
    const { payload, file, rows } = await nextDigest({
      last: this.#reading.last,
      time,
      notBefore: this.#reading.digests.at(-1)?.time,
      news,
      turn: this.#turn,
    })
    const digests = new Map([...this.#earlier, [payload.seq, file]])
    const texts = [...digests].map(([seq, text]) => this.#list({ path: digestPath(seq), bytes: Buffer.from(text) }))
    const manifest = { path: manifestPath, bytes: Buffer.from(manifestText(this.#files)) }
    return {
      files: [...texts, { path: publicKeyPath, bytes: Buffer.from(this.#turn.by.pem) }, manifest],
      rows,
      chains: payload.chains.length,
      records: payload.chains.reduce((sum, { records }) => sum + records, 0),
      anomalies: payload.anomalies,
    }
  }

  #lookForLostChains(): void {
    for (const { chain } of this.known) {
      if (!this.#heads.has(chain)) this.#anomalies.push({ chain, seq: 0, kind: 'missing' })
    }
    for (const { chain, seq } of this.#closes) {
      const head = this.#heads.get(chain)
      if (head === undefined) this.#anomalies.push({ chain, seq: 0, kind: 'missing' })
      else if (head.seq < seq) this.#anomalies.push({ chain, seq: head.seq + 1, kind: 'truncated' })
    }
  }

  #list(file: ExportFile): ExportFile {
    this.#files.push(listFile(file))
    return file
  }
}

/**
 * Starts an export from the rows of all earlier digests. Read these first, then list every chain, then read the
 * chains: what a digest or a genesis names is then never read before it was written.
 * `before` signed until the signer replaces it, where that has not yet come to pass.
 * @throws AuditError ERR_AUDIT_SIGNER where a key is not on P-256, ERR_AUDIT_DIGEST_KEY where it is the turn of another
 */
export async function createExport(options: {
  readonly digests: readonly FoundRow[]
  readonly signer: Signer
  readonly before?: Signer | undefined
}): Promise<AuditExport> {
  const { digests, signer, before } = options
  return new OpenExport({ signers: await digestSignersOf({ signer, before }), earlier: digestFiles(digests) })
}

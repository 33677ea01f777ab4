import {
  AuditError,
  type Damage,
  type DigestChain,
  type DigestSigners,
  digestPath,
  doubt,
  type News,
  nextDigest,
  turnAfter,
} from '@wardgraph/audit'
import { type Action, registeredChains, TableError } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import type { Archive } from './archive.ts'
import { archiveChain, type OpenChain } from './archiveChain.ts'
import { catchUp, newestDigest } from './digests.ts'
import { logAlarm } from './log.ts'
import { noticed } from './overwrites.ts'
import type { Services } from './services.ts'

/** A chain without a new record for so long (ms) is abandoned: lanes have left it after half of that. */
const ABANDONED = 24 * 3_600_000
/** Clocks may differ by so much (ms). */
const SKEW = 60_000
/** So many chains a digest: it is written in one transaction with what is noted of each. */
const CHAINS = 80

/** What one run of the signer came to: digests written, chains that have grown, anomalies they state. */
export interface Signed {
  readonly digests: number
  readonly chains: number
  readonly anomalies: number
}

interface Options {
  readonly archive: Archive
  readonly signers: DigestSigners
}

/**
 * One run of the signer: verifies and archives what is new of every chain, and signs digests of it, one at least. Safe to
 * run twice at once and to be ended anywhere: of two that write the same digest one is refused, and stops.
 * @throws TableError, VaultError, AuditError ERR_AUDIT_SIGNER; what was signed until then stands; AuditError
 * ERR_AUDIT_DIGEST_KEY where the next digest is another key's to sign: an alarm, and nothing is archived or signed
 */
export async function signTrail(services: Services, options: Options): Promise<Signed> {
  try {
    return await signNews(services, options)
  } catch (error) {
    if (error instanceof AuditError && error.code === 'ERR_AUDIT_DIGEST_KEY') logAlarm('DIGEST_KEY')
    throw error
  }
}

async function signNews(services: Services, { archive, signers }: Options): Promise<Signed> {
  const { table } = services
  let { last, strays } = await newestDigest(table, signers)
  let turn = turnAfter(last?.payload, signers)
  const sum = { digests: 0, chains: 0, anomalies: 0 }
  for await (const { news, actions } of batches(services, { archive, strays })) {
    const digest = await nextDigest({
      last,
      time: timeAfter(last?.payload, services.now()),
      notBefore: last?.payload.time,
      news,
      turn,
    })
    const rows = digest.rows.map((row): Action => ({ do: 'put', table: 'audit', row, if: { is: 'absent' } }))
    if (!(await written(services, [...rows, ...actions]))) {
      const newest = await newestDigest(table, signers)
      // Not another run's digest: something else has taken its place, and nothing is signed until that is seen to.
      if (newest.last?.seq === last?.seq) throw new TableError('CONDITION')
      break
    }
    if (digest.payload.anomalies.length > 0) logAlarm('AUDIT_ANOMALY')
    // After the chains, so that no digest is archived before what it names.
    await catchUp({ table, archive, last })
    await lock(archive, digest)
    last = digest
    turn = turnAfter(digest.payload, signers)
    sum.digests += 1
    sum.chains += news.chains.length
    sum.anomalies += news.anomalies.length
  }
  return sum
}

/** What is under the lock already must be this very digest: one that was signed and then lost from the table is a fork. */
async function lock(archive: Archive, { seq, file }: { readonly seq: number; readonly file: string }): Promise<void> {
  const [path, bytes] = [digestPath(seq), Buffer.from(file)]
  if (await archive.put(path, bytes)) return
  const there = await archive.find(path)
  // Not yet readable: somebody is just writing it, and the next run looks again.
  if (there === undefined || bytes.equals(there)) return
  logAlarm('DIGEST_FORKED')
  throw new TableError('CONDITION')
}

/** The clock's time, and an alarm where it is behind that of the last digest by more than clocks differ: that time stands. */
function timeAfter(last: { readonly time: string } | undefined, now: number): string {
  if (last !== undefined && Date.parse(last.time) - now > SKEW) logAlarm('CLOCK')
  return new Date(now).toISOString()
}

/** False: somebody else wrote this digest. */
async function written({ table }: Services, actions: readonly Action[]): Promise<boolean> {
  try {
    await table.transact(actions, { token: crypto.randomUUID() })
    return true
  } catch (error) {
    if (error instanceof TableError && error.code === 'CONDITION') return false
    throw error
  }
}

/** What a digest says, and what is written with it. */
interface Batch {
  readonly news: News
  readonly actions: readonly Action[]
}

/** What is new, so many chains at a time; the last batch may be empty: a digest is signed also when nothing happened. */
async function* batches(
  services: Services,
  { archive, strays }: { readonly archive: Archive; readonly strays: number },
): AsyncGenerator<Batch, void, void> {
  const notices = await noticed(services)
  const stray: Damage[] = strays === 0 ? [] : [{ chain: null, seq: null, kind: 'digest' }]
  let news = joined(EMPTY, { ...EMPTY, anomalies: [...notices.anomalies, ...stray] })
  let actions = [...notices.actions]
  for await (const { keys, chain, row, genuine } of registeredChains(services)) {
    const anomalies = genuine ? [] : [doubt(chain)]
    news = joined(news, { ...EMPTY, anomalies })
    if (genuine ? row.closed === true : anomalies.some((one) => one.chain === null)) continue
    // Of a row that is doubted nothing is believed: its chain is walked from the beginning, and the row left as it is.
    const of = { keys, chain, row, signed: genuine ? signedOf(row) : undefined, doubted: !genuine }
    const own = await archiveChain(services, { archive, of })
    if (own === undefined) continue
    const changed = genuine ? after(of, own, services.now()) : undefined
    news = joined(news, own)
    if (changed !== undefined)
      actions.push({ do: 'put', table: 'directory', row: keys.protect({ table: 'directory', row: changed }) })
    if (actions.length < CHAINS) continue
    yield { news, actions }
    ;[news, actions] = [EMPTY, []]
  }
  yield { news, actions }
}

const EMPTY: News = { chains: [], files: [], anomalies: [] }

function joined(a: News, b: News): News {
  return {
    chains: [...a.chains, ...b.chains],
    files: [...a.files, ...b.files],
    anomalies: [...a.anomalies, ...b.anomalies],
  }
}

type Registered = OpenChain & { readonly row: Row }

function signedOf({ seq, hash, records }: Row): OpenChain['signed'] {
  if (typeof seq !== 'number' || typeof hash !== 'string' || typeof records !== 'number') return undefined
  return { seq, hash, records }
}

/** The registry row as it is after the digest; undefined: as it was. */
function after({ row }: Registered, { chains: [head] }: News, now: number): Row | undefined {
  if (head !== undefined) return grown(row, head, now)
  const { m: _, ...kept } = row
  const since = Date.parse(String(row.grown ?? row.opened))
  return now - since >= ABANDONED ? { ...kept, closed: true } : undefined
}

/** The registry row of a chain that is archived up to this record; `now` in ms. */
export function grown({ m: _, ...kept }: Row, { seq, hash, records }: Omit<DigestChain, 'tenant'>, now: number): Row {
  return { ...kept, seq, hash, records, grown: new Date(now).toISOString() }
}

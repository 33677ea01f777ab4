import { type Documents, type Services, storedRows, together } from '@wardgraph/api'
import type { Change } from '@wardgraph/audit'
import {
  type Action,
  changeBy,
  type Key,
  opaqueRow,
  openTenant,
  recordKey,
  type Stored,
  upcastVersion,
  Writer,
} from '@wardgraph/records'
import type { Row, TenantKeys } from '@wardgraph/vault'
import { ImportError } from '../import/errors.ts'
import { importErrorOf, recordDamage } from '../import/importFhir.ts'
import { Job, untilSettled } from '../import/job.ts'
import { Pool } from '../import/pool.ts'
import { Rows } from '../import/rows.ts'
import { jobCaller } from '../jobMember.ts'
import { type Candidate, candidateOf, type Typed, typed } from './candidate.ts'
import { type UpcastReport, UpcastTally } from './report.ts'
import { leadAll } from './storeReferences.ts'

/** Rows that are read and written together, each of them two. */
const BATCH = 40
/** Transactions under way at once; the audit trail has eight lanes. */
const AT_ONCE = 4

/** Which tenant, and where. */
export interface UpcastOptions {
  readonly services: Services
  readonly documents: Documents
  readonly tenant: string
  readonly tenantName: string
  /** Every row of the records table, of whichever tenant, in no order. */
  readonly scan: () => AsyncIterable<Row>
  readonly onProgress: (line: string) => void
}

/**
 * Gives what was stored as FHIR without a type of its own the type that the schema has for it by now, each record in one
 * transaction, as the membership that imports run as. Stopped at any moment, it goes on when it is run again.
 * @throws ImportError
 */
export async function upcast(options: UpcastOptions): Promise<UpcastReport> {
  const { services, documents, tenant, tenantName } = options
  try {
    const keys = await openTenant(services, tenant)
    const caller = await jobCaller(services, { keys, tenantName })
    if (caller === undefined) throw new ImportError('MEMBERSHIP_ENDED')
    const job = new Job({ services, documents, caller })
    return await new Upcast(job, options).run().catch((cause) => recordDamage(job, cause))
  } catch (cause) {
    throw importErrorOf(cause)
  }
}

/** A record or version that is to be written under its type, and what is counted of it then. */
interface Pending extends Pick<Typed, 'actions' | 'document'> {
  readonly stored: Stored
  readonly changed: readonly Change[]
  readonly written: () => void
}

class Upcast {
  readonly #job: Job
  readonly #o: UpcastOptions
  readonly #tally: UpcastTally
  #versions = 0

  constructor(job: Job, options: UpcastOptions) {
    this.#job = job
    this.#o = options
    this.#tally = new UpcastTally(options)
  }

  async run(): Promise<UpcastReport> {
    const { tenantName, onProgress } = this.#o
    let versions = 0
    await this.#each(
      (row) => {
        const kind = opaqueRow(row)
        if (kind === 'version') versions += 1
        if (kind === 'record') this.#tally.look()
        return kind === 'record'
      },
      (stored, keys) => this.#records(stored, keys),
    )
    // A version follows its record, so that what is kept as it is is kept with all of it.
    if (versions > 0)
      await this.#each(
        (row) => opaqueRow(row) === 'version',
        (stored, keys) => this.#olderVersions(stored, keys),
      )
    if (this.#versions > 0) onProgress(`${this.#versions} older versions moved`)
    return this.#tally.report(tenantName)
  }

  /** Looks at every row once, and writes what `stage` makes of those that are meant; when it throws, nothing is under way any more. */
  async #each(
    isMeant: (row: Row) => boolean,
    stage: (stored: readonly Stored[], keys: TenantKeys) => Promise<readonly Pending[]>,
  ): Promise<void> {
    const pool = new Pool({ limit: AT_ONCE })
    const write = (rows: readonly Row[]) => pool.add(() => untilSettled(rows, (left) => this.#attempt(left, stage)))
    try {
      let rows: Row[] = []
      for await (const row of this.#o.scan()) {
        if (!String(row.pk).startsWith(`${this.#o.tenant}#`) || !isMeant(row)) continue
        rows.push(row)
        if (rows.length < BATCH) continue
        await write(rows)
        rows = []
      }
      await write(rows)
      await pool.drain()
    } finally {
      await pool.settled()
    }
  }

  /** Brings back, as they are now, the rows that somebody else wrote meanwhile. */
  async #attempt(
    rows: readonly Row[],
    stage: (stored: readonly Stored[], keys: TenantKeys) => Promise<readonly Pending[]>,
  ): Promise<readonly Row[]> {
    const { services } = this.#job
    const keys = await this.#job.keys()
    const known = (await storedRows(services, { keys, rows }))
      .flatMap((open) => open() ?? [])
      .filter(({ type }) => Object.hasOwn(services.policy.records, type))
    const pending = new Map((await stage(known, keys)).map((one) => [one.actions, one]))
    const refused: Pending[] = []
    for (const actions of together([...pending.keys()])) {
      const all = actions.flatMap((each) => pending.get(each) ?? [])
      const changed = all.flatMap((one) => one.changed)
      for (const { document } of all)
        if (document !== undefined) await this.#job.documents.put(document.name, document.bytes)
      if (await this.#job.write({ keys, actions: actions.flat(), changed })) for (const { written } of all) written()
      else refused.push(...all)
    }
    return this.#left(refused)
  }

  /** The rows, as they are now, of what was refused because somebody else wrote them meanwhile. */
  async #left(refused: readonly Pending[]): Promise<readonly Row[]> {
    const { table } = this.#job.services
    const places = refused.map(({ stored, actions }) => ({
      type: stored.type,
      before: keyOf(stored.row),
      after: targetsOf(actions),
    }))
    // In this order: what is moved in between is not taken for what is there twice.
    const taken = await Rows.read(
      table,
      places.flatMap(({ after }) => after),
    )
    const found = await Rows.read(
      table,
      places.map(({ before }) => before),
    )
    return places.flatMap(({ type, before, after }) => {
      const row = found.find(before)
      if (row === undefined) return []
      if (after.every((key) => taken.find(key) === undefined)) return [row]
      this.#tally.keep({ type, code: 'TWICE' })
      return []
    })
  }

  async #records(stored: readonly Stored[], keys: TenantKeys): Promise<readonly Pending[]> {
    const { services, caller } = this.#job
    const { policy, table } = services
    const { find } = this.#job.documents
    const candidates: Candidate[] = []
    for (const one of stored) {
      const candidate = await candidateOf(one, { policy, caller, find })
      if (typeof candidate === 'string') this.#tally.keep({ type: one.type, code: candidate })
      else candidates.push(candidate)
    }
    const led = await leadAll(candidates, { policy, table, keys })
    const writer = new Writer({ keys, policy, change: changeBy(caller, services.now()) })
    const pending: Pending[] = []
    for (const { candidate, resolver, unresolved } of led) {
      const { stored } = candidate
      const { type, id, patient, row } = stored
      const made = await typed(candidate, { policy, keys, writer, resolver })
      if (made === 'TOO_LARGE') {
        this.#tally.keep({ type, code: made })
        continue
      }
      const written = () =>
        candidate.inNoChart ? this.#tally.keep({ type, code: 'NO_PATIENT' }) : this.#tally.typed({ type, unresolved })
      const changed: readonly Change[] = [[patient, type, id, made.fields, Number(row.v)]]
      pending.push({ stored, actions: made.actions, document: made.document, changed, written })
    }
    return pending
  }

  async #olderVersions(stored: readonly Stored[], keys: TenantKeys): Promise<readonly Pending[]> {
    const { policy, table } = this.#job.services
    const current = (one: Stored) => recordKey(policy, keys.tenant, one)
    const rows = await Rows.read(table, stored.map(current))
    const written = () => {
      this.#versions += 1
    }
    return stored
      .filter((one) => rows.find(current(one)) !== undefined)
      .map((one) => ({
        stored: one,
        actions: upcastVersion(one, { policy, keys }),
        document: undefined,
        changed: [],
        written,
      }))
  }
}

function keyOf({ pk, sk }: Row): Key {
  return { table: 'records', pk: String(pk), sk: String(sk) }
}

/** Where what is moved stands then. */
function targetsOf(actions: readonly Action[]): readonly Key[] {
  return actions.flatMap((action) => (action.do === 'put' && action.table === 'records' ? [keyOf(action.row)] : []))
}

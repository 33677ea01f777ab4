import { patientReferences } from '@wardgraph/fhir'
import { findIdentified } from '@wardgraph/records'
import { canonicalJson } from './canonicalJson.ts'
import { CareTeams } from './careTeams.ts'
import { writeConsents } from './consents.ts'
import type { Job } from './job.ts'
import { Pool } from './pool.ts'
import { RecordWriter } from './recordWriter.ts'
import { writeRelations } from './relationWriter.ts'
import { type ImportReport, Tally } from './report.ts'
import { SourceIndex } from './sourceIndex.ts'
import { resourceOf, type SourceEntry, SourceReader } from './sourceReader.ts'
import type { Source } from './sources.ts'
import type { Incoming, Mapping, Unit } from './unit.ts'
import { versionsOf } from './versions.ts'

/** Units that are read and staged together; a new record is one action. */
const BATCH = 80
/** Relations written in one transaction, two rows each and the patient's key. */
const RELATIONS = 30
/** Transactions under way at once; the audit trail has eight lanes. */
const AT_ONCE = 4

/** How an import is to run. */
export interface ImporterOptions {
  readonly job: Job
  readonly sources: readonly Source[]
  /** What care team periods are moved by, in ms. */
  readonly shift: number
  readonly now: number
  readonly onProgress: (line: string) => void
}

/**
 * One import: reads all files to know what they hold, writes what belongs to no chart, then the patients, then, reading
 * again, their charts, and last who treats whom.
 */
export class Importer {
  readonly #o: ImporterOptions
  readonly #index = new SourceIndex()
  readonly #tally: Tally
  readonly #careTeams: CareTeams
  readonly #writer: RecordWriter
  readonly #pool = new Pool({ limit: AT_ONCE })
  readonly #reader: SourceReader

  constructor(options: ImporterOptions) {
    const { job, sources, now, onProgress } = options
    const { records } = job.services.policy
    this.#o = options
    this.#reader = new SourceReader(sources)
    this.#careTeams = new CareTeams({ now })
    this.#tally = new Tally({
      files: sources.map(({ name }) => name),
      hasType: (type) => Object.hasOwn(records, type),
      onProgress,
    })
    this.#writer = new RecordWriter({ job, tally: this.#tally, careTeams: this.#careTeams })
  }

  /** Runs it once; when it throws, nothing of it is under way any more. @throws ImportError, TableError, VaultError, AuditError */
  async run(): Promise<ImportReport> {
    try {
      await this.#writeAll()
    } finally {
      await this.#pool.settled()
    }
    return this.#tally.report(this.#o.job.caller.tenantName)
  }

  async #writeAll(): Promise<void> {
    const { job, sources, now, onProgress } = this.#o
    const { base, consents } = await this.#readAll()
    await this.#lookUp()
    onProgress(`${sources.length} files read`)
    const isPatient = ({ resource }: Incoming) => resource.resourceType === 'Patient'
    await this.#writeVersions(base.filter((incoming) => !isPatient(incoming)))
    await this.#writeVersions(base.filter(isPatient))
    await this.#writeVersions(consents)
    await this.#writeConsents()
    await this.#writeCharts()
    const relations = this.#careTeams.relations()
    let periods = 0
    const onWritten = (count: number) => {
      periods += count
    }
    for (const part of parts(relations, RELATIONS))
      await this.#pool.add(() => writeRelations(part, { job, now, onWritten }))
    await this.#pool.drain()
    onProgress(`${periods} care-team periods added or changed`)
  }

  /** What patients deny is there before the charts that it closes, and before anybody who treats them. */
  async #writeConsents(): Promise<void> {
    const { job, now, onProgress } = this.#o
    let patients = 0
    const onWritten = (count: number) => {
      patients += count
    }
    await writeConsents(this.#writer.consents(), { job, now, onWritten })
    if (patients > 0) onProgress(`the consents of ${patients} patients added or changed`)
  }

  /** Indexes every file; brings back what belongs to no chart, and the consents: they are little, and needed first. */
  async #readAll(): Promise<{ readonly base: readonly Incoming[]; readonly consents: readonly Incoming[] }> {
    const base: Incoming[] = []
    const consents: Incoming[] = []
    for (const file of this.#o.sources.keys()) {
      const keys = await this.#o.job.keys()
      for (const entry of await this.#reader.read(file, keys)) {
        if (!entry.ok) {
          this.#tally.reject({ type: entry.type, at: [{ file, position: entry.position }] }, entry.code)
          continue
        }
        const resource = resourceOf(entry)
        const inChart = patientReferences(resource).length > 0
        const hash = keys.payloadHash({ purpose: 'import', payload: canonicalJson(resource) })
        const source = this.#index.add({ file, entry, resource, hash, inChart })
        if (source !== undefined && !inChart) base.push({ resource, id: entry.id, source })
        else if (source !== undefined && isConsent(entry)) consents.push({ resource, id: entry.id, source })
      }
    }
    const only = base.filter(({ resource, id }) => !this.#index.inChart({ type: resource.resourceType, id }))
    return { base: only, consents }
  }

  /** Conditional references may name what an earlier import brought. */
  async #lookUp(): Promise<void> {
    const { table, policy } = this.#o.job.services
    const keys = await this.#o.job.keys()
    for (const part of parts(this.#index.unanswered(), BATCH)) {
      const found = await Promise.all(
        part.map(({ type, system, value }) =>
          findIdentified({ table, keys, policy }, { type, system: system ?? '', value }),
        ),
      )
      for (const [i, reference] of part.entries()) {
        const id = found[i]
        if (id !== undefined) this.#index.answer(reference, id)
      }
    }
  }

  /** Reads the files again and writes the charts as it goes; what has several contents comes last, in their order. */
  async #writeCharts(): Promise<void> {
    const several: Incoming[] = []
    let batch: Incoming[] = []
    for (const file of this.#o.sources.keys()) {
      for (const entry of await this.#reader.read(file, await this.#o.job.keys())) {
        const source = entry.ok ? this.#firstOf(file, entry) : undefined
        if (!entry.ok || source === undefined || isConsent(entry)) continue
        const incoming = { resource: resourceOf(entry), id: entry.id, source }
        if (this.#index.contents(entry).length > 1) several.push(incoming)
        else batch.push(incoming)
        if (batch.length < BATCH) continue
        await this.#write(await this.#units(batch))
        batch = []
      }
    }
    await this.#write(await this.#units(batch))
    await this.#pool.drain()
    await this.#writeVersions(several)
  }

  /** The content of an entry of a chart, if this is the first place where it stands. */
  #firstOf(file: number, entry: SourceEntry) {
    if (!this.#index.inChart(entry)) return undefined
    return this.#index
      .contents(entry)
      .find(({ at: [first] }) => first?.file === file && first.position === entry.position)
  }

  /** Writes contents in rounds, so that each comes after those before it under the same id. */
  async #writeVersions(all: readonly Incoming[]): Promise<void> {
    const mapping = await this.#mapping()
    const groups = Map.groupBy(all, ({ resource, id }) => `${resource.resourceType}/${id}`)
    const rounds: Unit[][] = []
    for (const group of groups.values())
      for (const [round, unit] of versionsOf(group, { ...mapping, tally: this.#tally }).entries()) {
        rounds[round] ??= []
        rounds[round].push(unit)
      }
    for (const round of rounds) {
      for (const part of parts(round, BATCH)) await this.#write(part)
      await this.#pool.drain()
    }
  }

  async #units(batch: readonly Incoming[]): Promise<readonly Unit[]> {
    const mapping = await this.#mapping()
    return batch.flatMap((incoming) => versionsOf([incoming], { ...mapping, tally: this.#tally }))
  }

  #write(units: readonly Unit[]): Promise<void> {
    return this.#pool.add(() => this.#writer.write(units))
  }

  async #mapping(): Promise<Mapping> {
    const { job, shift } = this.#o
    return { policy: job.services.policy, index: this.#index, keys: await job.keys(), shift }
  }
}

function isConsent({ type }: SourceEntry): boolean {
  return type === 'Consent'
}

function parts<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

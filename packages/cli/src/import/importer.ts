import { hash } from 'node:crypto'
import type { Services } from '@wardgraph/api'
import { type FhirEntry, type FhirRefusal, type FhirResource, patientReferences, readResources } from '@wardgraph/fhir'
import { canonicalJson } from './canonicalJson.ts'
import { CareTeams } from './careTeams.ts'
import { ImportError } from './errors.ts'
import type { Job } from './job.ts'
import { Pool } from './pool.ts'
import { RecordWriter } from './recordWriter.ts'
import { writeRelations } from './relationWriter.ts'
import { type ImportReport, Tally } from './report.ts'
import { SourceIndex } from './sourceIndex.ts'
import type { Source } from './sources.ts'
import type { Incoming, Unit } from './unit.ts'
import { versionsOf } from './versions.ts'

/** Units that are read and staged together; a new record is one action. */
const BATCH = 80
/** Relations written in one transaction, two rows each. */
const RELATIONS = 40
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
  /** SHA-256 of each file's text at the first reading; none of a file that brings nothing. */
  readonly #texts: (string | undefined)[] = []
  #batch: Unit[] = []

  constructor(options: ImporterOptions) {
    const { job, sources, now, onProgress } = options
    const { records } = job.services.policy
    this.#o = options
    this.#careTeams = new CareTeams({ now })
    this.#tally = new Tally({
      files: sources.map(({ name }) => name),
      hasType: (type) => Object.hasOwn(records, type),
      onProgress,
    })
    this.#writer = new RecordWriter({ job, tally: this.#tally, careTeams: this.#careTeams })
  }

  /** Runs it once. @throws ImportError, TableError, VaultError, AuditError */
  async run(): Promise<ImportReport> {
    const { job, sources, now, onProgress } = this.#o
    const base = await this.#readAll()
    onProgress(`${sources.length} files read`)
    const isPatient = ({ resource }: Incoming) => resource.resourceType === 'Patient'
    await this.#writeVersions(base.filter((incoming) => !isPatient(incoming)))
    await this.#writeVersions(base.filter(isPatient))
    await this.#writeCharts()
    const relations = this.#careTeams.relations()
    for (let at = 0; at < relations.length; at += RELATIONS) {
      await this.#pool.add(() => writeRelations(relations.slice(at, at + RELATIONS), { job, now }))
    }
    await this.#pool.drain()
    return this.#tally.report(job.caller.tenantName)
  }

  /** Indexes every file; brings back the resources that belong to no chart, which are few and needed first. */
  async #readAll(): Promise<readonly Incoming[]> {
    const base: Omit<Incoming, 'source'>[] = []
    for (const [file, source] of this.#o.sources.entries()) {
      const keys = await this.#o.job.keys()
      for await (const entry of this.#read(file, source)) {
        if (!entry.ok) {
          this.#tally.reject({ type: entry.type, at: [{ file, position: entry.position }] }, entry.code)
          continue
        }
        const resource = withId(entry)
        const inChart = patientReferences(resource).length > 0
        const payload = canonicalJson(resource)
        const keyed = keys.payloadHash({ purpose: 'import', payload })
        const isNew = this.#index.add({ file, entry, resource, hash: keyed, inChart })
        if (isNew && !inChart) base.push({ resource, id: entry.id, hash: keyed })
      }
    }
    return base
  }
}

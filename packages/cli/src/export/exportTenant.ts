import { decideExport } from '@wardgraph/access'
import { DocumentsError } from '@wardgraph/api'
import type { Disclosure } from '@wardgraph/audit'
import type { FhirResource } from '@wardgraph/fhir'
import {
  keyRow,
  opaqueKey,
  openKey,
  openWhole,
  ownerOf,
  type Place,
  recordKey,
  type Stored,
  subjectOf,
  TableError,
} from '@wardgraph/records'
import { VaultError } from '@wardgraph/vault'
import { CliError, EXIT } from '../command.ts'
import { unavailable } from '../deployment.ts'
import { Rows } from '../import/rows.ts'
import { Folder } from './folder.ts'
import { Inventory } from './inventory.ts'
import { type Exporting, forbidden, Job, type Turn } from './job.ts'
import { consentsOf, resourceOf } from './resource.ts'
import { Targets } from './targets.ts'

/** What has left: resources by type, a file each. */
export interface ExportReport {
  readonly tenant: string
  readonly files: number
  readonly resources: number
  readonly types: Readonly<Record<string, number>>
}

/**
 * Writes all records of a tenant to a new folder, as FHIR R4 NDJSON, each on record before its line is written.
 * @throws CliError UNKNOWN_TENANT, FOLDER_NOT_EMPTY, FOLDER_UNUSABLE, FORBIDDEN, AUDIT_UNAVAILABLE, INTEGRITY, UNAVAILABLE
 */
export async function exportTenant(
  of: Exporting & { readonly out: string; readonly onProgress: (line: string) => void },
): Promise<ExportReport> {
  try {
    const job = await Job.of(of)
    const folder = await Folder.make(of.out)
    try {
      const report = await new Exporter(job, folder, of.onProgress).run()
      await folder.finish()
      return report
    } catch (cause) {
      await folder.discard()
      throw await recorded(job, cause)
    }
  } catch (cause) {
    throw errorOf(cause)
  }
}

/** Damage is on record before the export ends with it. */
async function recorded(job: Job, cause: unknown): Promise<unknown> {
  if (cause instanceof VaultError && cause.code === 'ERR_VAULT_INTEGRITY')
    await job.record(await job.turn(), { outcome: 'INTEGRITY', disclosed: [], opened: 0 })
  return cause
}

function errorOf(cause: unknown): unknown {
  if (cause instanceof TableError || cause instanceof DocumentsError) return unavailable(cause)
  if (!(cause instanceof VaultError)) return cause
  if (cause.code === 'ERR_VAULT_UNAVAILABLE' || cause.code === 'ERR_VAULT_KEYS_MISSING') return unavailable(cause)
  if (cause.code !== 'ERR_VAULT_INTEGRITY') return cause
  const sentence = 'a stored row is not what was written; nothing is exported. audit verify --table names it.'
  return new CliError('INTEGRITY', sentence, { exit: EXIT.no, cause })
}

class Exporter {
  readonly #job: Job
  readonly #folder: Folder
  readonly #say: (line: string) => void
  readonly #counts = new Map<string, number>()
  /** Consents that were taken down here, by id: they are found with their patients. */
  readonly #consents = new Map<string, FhirResource>()

  constructor(job: Job, folder: Folder, say: (line: string) => void) {
    this.#job = job
    this.#folder = folder
    this.#say = say
  }

  async run(): Promise<ExportReport> {
    const inventory = await Inventory.of(this.#job)
    const targets = new Targets({ services: this.#job.services, inventory })
    const types = new Set(['Patient', ...inventory.types(), 'Consent'])
    const kept: string[] = []
    for (const type of types) {
      const staying = await this.#write(type, { inventory, targets })
      if (staying > 0) kept.push(`${type}: ${staying} stay, the schema lets the tenant's job take none of them out.`)
      const count = this.#counts.get(type)
      const moved = inventory.moved(type)
      const twice =
        moved === 0 ? '' : `; ${moved} ids are there more than once, as their source gave them to another patient`
      if (count !== undefined) this.#say(`${type}: ${count}${twice}.`)
    }
    if (this.#counts.size === 0 && kept.length > 0)
      throw forbidden("the schema lets the tenant's job take nothing out.")
    for (const line of kept) this.#say(line)
    const counts = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))
    return {
      tenant: this.#job.tenantName,
      files: counts.length,
      resources: counts.reduce((all, [, count]) => all + count, 0),
      types: Object.fromEntries(counts),
    }
  }

  /** Writes the file of a type; how many records of it stay. */
  async #write(type: string, of: { readonly inventory: Inventory; readonly targets: Targets }): Promise<number> {
    let staying = 0
    for (const places of of.inventory.places(type)) {
      const turn = await this.#job.turn()
      const found = await this.#read(places, turn)
      const leaving: Leaving[] = []
      for (const one of found) {
        const left = await this.#open(one, { ...of, turn })
        if (left === undefined) staying += 1
        else leaving.push(left)
      }
      if (leaving.length === 0) continue
      await this.#job.record(turn, {
        disclosed: leaving.map(({ disclosed }) => disclosed),
        opened: leaving.reduce((all, { opened }) => all + opened, 0),
      })
      await this.#add(type, leaving)
    }
    if (type === 'Consent')
      await this.#addLines(
        type,
        this.#taken(() => true),
      )
    return staying
  }

  async #read(places: readonly Place[], { keys }: Turn): Promise<readonly Stored[]> {
    const { policy, table } = this.#job.services
    const { tenant } = keys
    const of = (one: Place) => ({
      known: recordKey(policy, tenant, one),
      opaque: opaqueKey(tenant, one),
      subject: keyRow(tenant, subjectOf(one)),
    })
    const rows = await Rows.read(
      table,
      places.flatMap((one) => Object.values(of(one))),
    )
    return places.flatMap((place) => {
      const { known, opaque, subject } = of(place)
      // What is not upcast, or cannot be, leaves as it is kept.
      const row = rows.find(known) ?? rows.find(opaque)
      const sealed = rows.find(subject)
      const key = sealed && openKey(keys, { subject: subjectOf(place), row: sealed })
      // Whoever was erased meanwhile is not there any more.
      return row === undefined || key === undefined ? [] : [{ ...place, row, key }]
    })
  }

  /** One record as it leaves; undefined where it stays. */
  async #open(
    one: Stored,
    of: { readonly turn: Turn; readonly inventory: Inventory; readonly targets: Targets },
  ): Promise<Leaving | undefined> {
    const { policy } = this.#job.services
    const { keys, caller } = of.turn
    const { type, id, row } = one
    const patient = ownerOf(one)
    const decision = decideExport({ policy, caller, type, id, patient })
    if (!decision.allow) return undefined
    const { find } = this.#job.documents
    const whole = await openWhole({ policy, permit: decision.permit, stored: one, find })
    if (type === 'Patient')
      for (const consent of consentsOf(whole, { patient: id, isImported: (at) => of.inventory.has('Consent', at) }))
        this.#consents.set(String(consent.id), consent)
    return {
      id,
      resource: await resourceOf(one, whole, { policy, keys, targets: of.targets }),
      // `resource`: what has no field, too. The names of its elements are the source's, and so none of ours to say.
      disclosed: [patient, type, id, [...Object.keys(whole.content).sort(), 'resource']],
      opened: [...decision.permit.classes].filter((name) => Object.hasOwn(row, name)).length,
    }
  }

  async #add(type: string, leaving: readonly Leaving[]): Promise<void> {
    const resources: FhirResource[] = []
    for (const { id, resource } of leaving) {
      if (type === 'Consent') resources.push(...this.#taken((other) => other < id))
      resources.push(resource)
    }
    await this.#addLines(type, resources)
  }

  async #addLines(type: string, resources: readonly FhirResource[]): Promise<void> {
    if (resources.length === 0) return
    await this.#folder.add(type, resources)
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + resources.length)
  }

  /** The consents taken down here whose turn it is, in the order of their ids: each goes once. */
  #taken(isTurn: (id: string) => boolean): readonly FhirResource[] {
    const ids = [...this.#consents.keys()].filter(isTurn).sort()
    return ids.flatMap((id) => {
      const consent = this.#consents.get(id)
      this.#consents.delete(id)
      return consent ?? []
    })
  }
}

/** A record that has been opened, and what the audit record says of it. */
interface Leaving {
  readonly id: string
  readonly resource: FhirResource
  readonly disclosed: Disclosure
  readonly opened: number
}

import { type Documents, DocumentsError, ensureTenant, type Services } from '@wardgraph/api'
import { TableError } from '@wardgraph/records'
import { VaultError } from '@wardgraph/vault'
import { jobCaller } from '../jobMember.ts'
import { dayShift } from './careTeams.ts'
import { ImportError } from './errors.ts'
import { Importer } from './importer.ts'
import { Job } from './job.ts'
import type { ImportReport } from './report.ts'
import { findSources, type Source } from './sources.ts'

/** Where to and how; `asOf` (ms): periods of care teams are moved by whole days so that this day is today. */
export interface ImportOptions {
  readonly services: Services
  /** Where parts go that are too large for their rows. */
  readonly documents: Documents
  readonly tenantName: string
  readonly asOf?: number
  /** Wall clock in ms. */
  readonly now?: () => number
  readonly onProgress?: (line: string) => void
}

/** A file's text from memory; `name` is what the report calls it. */
export interface ImportFile {
  readonly name: string
  readonly text: string
  readonly kind: 'json' | 'ndjson'
}

/**
 * Imports FHIR files, and all files of folders, into a tenant, which is made if absent. Stopped at any moment, it goes
 * on when it is run again. @throws ImportError
 */
export async function importFhir(
  options: ImportOptions & { readonly paths: readonly string[] },
): Promise<ImportReport> {
  return run(await findSources(options.paths), options)
}

/** Imports resources from memory, as `importFhir` does from files. @throws ImportError */
export function importResources(
  options: ImportOptions & { readonly files: readonly ImportFile[] },
): Promise<ImportReport> {
  const sources = options.files.map(({ name, kind, text }) => ({ name, kind, load: async () => ({ text }) }))
  return run(sources, options)
}

async function run(sources: readonly Source[], options: ImportOptions): Promise<ImportReport> {
  const { services, documents, tenantName, asOf, now: clock = Date.now, onProgress = () => {} } = options
  const now = clock()
  try {
    const keys = await ensureTenant(services, tenantName)
    const caller = await jobCaller(services, { keys, tenantName })
    if (caller === undefined) throw new ImportError('MEMBERSHIP_ENDED')
    const job = new Job({ services, documents, caller })
    const importer = new Importer({ job, sources, shift: dayShift({ asOf, now }), now, onProgress })
    return await importer.run().catch((cause) => recordDamage(job, cause))
  } catch (cause) {
    throw importErrorOf(cause)
  }
}

/** Damage is on record before whatever came upon it ends with it. @throws `cause`, ImportError UNAVAILABLE */
export async function recordDamage(job: Job, cause: unknown): Promise<never> {
  if (cause instanceof VaultError && cause.code === 'ERR_VAULT_INTEGRITY')
    await job.write({ keys: await job.keys(), actions: [], changed: [], outcome: 'INTEGRITY' })
  throw cause
}

/** What an import, or an upcast, ends with. */
export function importErrorOf(cause: unknown): unknown {
  if (cause instanceof TableError || cause instanceof DocumentsError) return new ImportError('UNAVAILABLE', { cause })
  if (!(cause instanceof VaultError)) return cause
  if (cause.code === 'ERR_VAULT_UNAVAILABLE' || cause.code === 'ERR_VAULT_KEYS_MISSING')
    return new ImportError('UNAVAILABLE', { cause })
  return cause.code === 'ERR_VAULT_INTEGRITY' ? new ImportError('INTEGRITY', { cause }) : cause
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Config,
  compose,
  composeDocuments,
  type DocumentsConfig,
  dump,
  kmsSigners,
  rotateIndex,
  rotateRoot,
  rotateSubjects,
  type SignerConfig,
  scan,
  sweepDocuments,
} from '@wardgraph/api'
import { NO_TENANT } from '@wardgraph/records'
import { vi } from 'vitest'
import { archiveAudit, exportAudit } from '../../packages/cli/src/audit.ts'
import { importFhir, importResources } from '../../packages/cli/src/import/importFhir.ts'
import { replayed } from '../../packages/cli/src/keysCommands.ts'
import { rebuildDisclosures } from '../../packages/cli/src/rebuild.ts'
import type { CrashWorld } from '../audit/crash.world.ts'
import { media } from '../fixtures/large.ts'

const FEED = ['test/cli/fixtures/import']
const DAY = 24 * 3_600_000

/** What commands on a stage work with. */
export function deploymentAt(config: Config, of: SignerConfig & DocumentsConfig) {
  const { documents: bucket, ...signer } = of
  const documents = composeDocuments({ documents: bucket })
  return { config, signer, services: compose(config), documents, readers: [], close: async () => {} }
}
type Deployment = ReturnType<typeof deploymentAt>

/** Does what each command on a stage does, but `keys replay`, which is for tables that are a copy. */
export async function runCommands(of: Deployment, world: CrashWorld): Promise<void> {
  const { config, signer, services, documents } = of
  const folder = mkdtempSync(join(tmpdir(), 'commands-'))
  const out = (name: string) => join(folder, name)
  try {
    // A tenant that is new, and again what is there.
    for (let i = 0; i < 2; i++) await importFhir({ services, documents, tenantName: 'imported', paths: FEED })
    // Too large for a row, and of the patient who is erased.
    const large = JSON.stringify({ ...media('large'), subject: { reference: 'Patient/eve' } })
    const files = [{ name: 'large.json', text: large, kind: 'json' as const }]
    await importResources({ services, documents, tenantName: 'north', files })
    await exportAudit(of, { out: out('export'), ...kmsSigners(signer) })
    await archiveAudit(of, { out: out('archive') })
    await rebuildDisclosures(services, { dir: out('archive'), key: join(out('archive'), 'public-key.pem') })
    await dump(config)
    await rotateAll(of, world)
    await sweep(of, world)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function rotateAll({ config, documents }: Deployment, world: CrashWorld): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'] })
  const services = compose(config) // by that clock
  const until = async (at: number) => {
    vi.setSystemTime(Math.max(at, Date.now()))
  }
  for (const tenant of [world.north.tenant, NO_TENANT]) {
    const rotating = {
      services,
      documents,
      tenant,
      scan: (table: Parameters<typeof scan>[1]) => scan(config, table),
      until,
    }
    const said = { ...rotating, onProgress: () => {} }
    await rotateSubjects(said)
    await rotateIndex(said)
    await rotateRoot(said, { under: undefined })
  }
}

/** What keys were rotated past is gone after a day. */
async function sweep({ config, documents }: Deployment, { north }: CrashWorld): Promise<void> {
  vi.setSystemTime(Date.now() + DAY)
  const scanned = (table: Parameters<typeof scan>[1]) => scan(config, table)
  const services = compose(config) // by that clock
  const { removed } = await sweepDocuments({ services, documents, tenant: north.tenant, scan: scanned })
  if (removed !== 1) throw new Error(`${removed} documents were swept`)
}

/** Does what `keys replay` does. */
export async function replay(of: Deployment): Promise<void> {
  const { patients } = await replayed(of)
  if (patients !== 1) throw new Error(`${patients} patients were erased again`)
}

import { scan } from '@wardgraph/api'
import { listTenants } from '@wardgraph/records'
import { say } from '../command.ts'
import { readSettings, writeSettings } from '../home.ts'
import { ImportError } from '../import/errors.ts'
import type { Instance } from '../instance.ts'
import { upcast } from './upcast.ts'

/** Upcasts every tenant of a home folder that a version with fewer record types has written, or a backup was restored to. */
export async function upcastHome({ folder, services, documents, config }: Instance): Promise<void> {
  const settings = readSettings(folder)
  const types = Object.keys(services.policy.records).sort()
  if (types.every((type) => settings.types?.includes(type))) return
  let count = 0
  try {
    for (const { tenant, name } of await listTenants(services)) {
      const of = {
        services,
        documents,
        tenant,
        tenantName: name,
        scan: () => scan(config, 'records'),
        onProgress: () => {},
      }
      count += (await upcast(of)).upcast
    }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    // What has no type yet is not shown, and everything else is: no reason not to start.
    say(`${error.code}: ${error.message} Some records have no type yet; the next start, or upcast, goes on.`)
    return
  }
  if (count > 0) say(`${count} records have a type now, which came before it.`)
  writeSettings(folder, { ...settings, types })
}

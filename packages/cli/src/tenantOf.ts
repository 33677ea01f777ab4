import { listTenants } from '@wardgraph/records'
import { CliError } from './command.ts'
import type { Deployment } from './deployment.ts'

/** The id of a tenant by its name. @throws CliError UNKNOWN_TENANT */
export async function tenantOf({ services }: Pick<Deployment, 'services'>, name: string): Promise<string> {
  const found = (await listTenants(services)).find((one) => one.name === name)
  if (found === undefined) throw new CliError('UNKNOWN_TENANT', 'there is no such tenant.')
  return found.tenant
}

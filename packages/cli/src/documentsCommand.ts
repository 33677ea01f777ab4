import { DocumentsError, scan, sweepDocuments } from '@wardgraph/api'
import { CliError, EXIT, print, say } from './command.ts'
import { unavailable } from './deployment.ts'
import { json, parse, word } from './options.ts'
import { withDeployment } from './stage.ts'
import { tenantOf } from './tenantOf.ts'

/** `documents sweep --tenant T`: takes away what no row names. @throws CliError */
export async function documentsCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, { ...json, tenant: { type: 'string' } }, { allowPositionals: true })
  const name = word(values.tenant)
  if (positionals.join(' ') !== 'sweep' || name === undefined)
    throw new CliError('WRONG_USAGE', 'documents sweep --tenant T [--json].')
  return withDeployment(process.env, async (deployment) => {
    const { config, services, documents } = deployment
    const tenant = await tenantOf(deployment, name)
    const sweeping = { services, documents, tenant, scan: (table: Parameters<typeof scan>[1]) => scan(config, table) }
    const { kept, removed } = await sweepDocuments(sweeping).catch((cause) => {
      throw cause instanceof DocumentsError ? unavailable(cause) : cause
    })
    if (values.json === true) print(JSON.stringify({ tenant, kept, removed }))
    else say(`${removed} documents that no row names are removed, ${kept} stay.`)
    return EXIT.yes
  })
}

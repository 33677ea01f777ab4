import { scan } from '@wardgraph/api'
import { CliError, EXIT, print, say } from '../command.ts'
import { json, parse, word } from '../options.ts'
import { withDeployment } from '../stage.ts'
import { exportTenant } from './exportTenant.ts'

/** `export --tenant T --out DIR`: a tenant's records, whole. @throws CliError */
export async function exportCommand(args: readonly string[]): Promise<number> {
  const { values } = parse(args, { ...json, tenant: { type: 'string' }, out: { type: 'string' } })
  const [tenantName, out] = [word(values.tenant), word(values.out)]
  if (tenantName === undefined || out === undefined)
    throw new CliError('WRONG_USAGE', 'export --tenant T --out DIR [--json].')
  return withDeployment(process.env, async ({ config, services, documents }) => {
    const report = await exportTenant({
      services,
      documents,
      tenantName,
      out,
      scan: (table) => scan(config, table),
      onProgress: say,
    })
    if (values.json === true) print(JSON.stringify(report))
    else say(`${report.resources} resources in ${report.files} files; whoever has them has all that is known here.`)
    return EXIT.yes
  })
}

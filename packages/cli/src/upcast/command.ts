import { scan } from '@wardgraph/api'
import { CliError, EXIT, print, say } from '../command.ts'
import { json, parse, word } from '../options.ts'
import { withDeployment } from '../stage.ts'
import { tenantOf } from '../tenantOf.ts'
import type { UpcastReport } from './report.ts'
import { upcast } from './upcast.ts'

/** `upcast --tenant T`: what the schema has types for by now. @throws CliError, ImportError */
export async function upcastCommand(args: readonly string[]): Promise<number> {
  const { values } = parse(args, { ...json, tenant: { type: 'string' } })
  const tenantName = word(values.tenant)
  if (tenantName === undefined) throw new CliError('WRONG_USAGE', 'upcast --tenant T [--json].')
  return withDeployment(process.env, async (deployment) => {
    const { services, documents, config } = deployment
    const tenant = await tenantOf(deployment, tenantName)
    const all = () => scan(config, 'records')
    const report = await upcast({ services, documents, tenant, tenantName, scan: all, onProgress: say })
    if (values.json) print(JSON.stringify(report))
    else summary(report)
    // What stays sealed whole is no worse off than before, and no second run changes that.
    return EXIT.yes
  })
}

function summary({ tenant, looked, upcast, types, kept, unresolved }: UpcastReport): void {
  print(`${upcast} of ${looked} records have a type now, tenant ${tenant}; ${unresolved} references lead nowhere yet.`)
  for (const [type, count] of Object.entries(types)) print(`  ${type.padEnd(24)} ${count}`)
  for (const { type, code, count } of kept) print(`  ${type.padEnd(24)} ${count} kept as sealed FHIR: ${code}`)
}

import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { auditFigures } from './audit.ts'
import { auditedFigures } from './audited.ts'
import { chartFigures } from './chart.ts'
import { decisionFigures } from './decision.ts'
import { handlerFigures } from './handlers.ts'
import { initFigures } from './init.ts'
import { installFigures } from './install.ts'
import { layerFigures } from './layer.ts'
import { memoryFigures } from './memory.ts'
import { planFigures } from './plan.ts'
import { schemaFigures } from './schema.ts'
import { vaultFigures } from './vault.ts'
import { devFigures, importFigures } from './wire.ts'

const { values } = parseArgs({ options: { json: { type: 'string' } } })
const figures = {
  machine: { cpus: cpus().length, node: process.version },
  // First: what ran before in the process has shaped what V8 compiles of graphql-js.
  'list of 100 x 12, graphql-js alone and with decisions (ms)': await layerFigures(),
  'decision (us a patient and request; aim 2)': decisionFigures(),
  'compile and diff of 1,000 fields (ms)': schemaFigures(),
  'plan of a nested document (us)': planFigures(),
  'distinct documents': memoryFigures(),
  'handler in memory (ms a request)': await handlerFigures(),
  'nested read in process, with audit and with audit off (ms)': await auditedFigures(),
  'first page of a chart of 100,000 findings against 100 (ms)': await chartFigures(),
  'audit trail of 100,000 records': await auditFigures(),
  vault: await vaultFigures(),
  'cold start (ms)': await initFigures(),
  'dev server': await devFigures(),
  import: await importFigures(),
  'npm ci': installFigures(),
}
const text = JSON.stringify(figures, null, 2)
if (values.json) writeFileSync(values.json, `${text}\n`)
process.stdout.write(`${text}\n`)

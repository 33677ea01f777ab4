import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { decisionFigures } from './decision.ts'
import { handlerFigures } from './handlers.ts'
import { installFigures } from './install.ts'
import { devFigures, importFigures } from './wire.ts'

const { values } = parseArgs({ options: { json: { type: 'string' } } })
const figures = {
  machine: { cpus: cpus().length, node: process.version },
  'decision (us a patient and request; aim 2)': decisionFigures(),
  'handler in memory (ms a request)': await handlerFigures(),
  'dev server': await devFigures(),
  import: await importFigures(),
  'npm ci': installFigures(),
}
const text = JSON.stringify(figures, null, 2)
if (values.json) writeFileSync(values.json, `${text}\n`)
process.stdout.write(`${text}\n`)

import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mockPulumi } from '../synth/mocks.ts'
import type { PulumiRun } from './run.ts'

/**
 * `node pulumi.ts OUT COMMAND ...`: stands where sst looks for the pulumi program. It runs the program that sst has
 * built, lets it register with mocks, and writes what was registered to OUT; nothing is created anywhere.
 */
const [out = '', command = '', ...rest] = process.argv.slice(2)

switch (command) {
  case 'version':
    process.stdout.write('v3.215.0\n')
    break
  case 'stack':
    initStack(rest.at(-1) ?? '')
    break
  case 'preview':
  case 'up':
    process.on('unhandledRejection', fail)
    passOn('stdout', 'info')
    passOn('stderr', 'info#err')
    await run().catch(fail)
    process.exit(0) // whatever waits for what AWS did not say waits for ever
    break
  default:
    process.stderr.write(`the stand-in has no ${command}\n`)
    process.exit(1)
}

/** The state of a stack without resources, where a file back end keeps it. */
function initStack(stack: string): void {
  const [, app = '', stage = ''] = stack.split('/')
  const file = join('.pulumi', 'stacks', app, `${stage}.json`)
  mkdirSync(dirname(file), { recursive: true })
  const manifest = { time: '2026-01-01T00:00:00Z', magic: '', version: '' }
  writeFileSync(file, JSON.stringify({ version: 3, checkpoint: { stack, latest: { manifest, resources: [] } } }))
}

async function run(): Promise<void> {
  const main = /^main: (.*)$/m.exec(readFileSync('Pulumi.yaml', 'utf8'))?.[1]?.trim() ?? ''
  const [, project = '', stage = ''] = option('--stack').split('/')
  const require = createRequire(join(dirname(main), 'package.json'))
  const region = process.env.AWS_REGION ?? ''
  const { pulumi, resources } = await mockPulumi(require, { project, stage, region })
  await pulumi.runtime.runInPulumiStack(async () => (await import(pathToFileURL(main).href)).default)
  await pulumi.runtime.waitForRPCs()
  const done: PulumiRun = { command, resources }
  writeFileSync(out, JSON.stringify(done))
  event({ summaryEvent: { maybeCorrupt: false, durationSeconds: 1, resourceChanges: {}, PolicyPacks: {} } })
}

function option(name: string): string {
  return rest[rest.indexOf(name) + 1] ?? ''
}

/** sst reads what happens from this log (Pulumi, "Event log"). */
function event(of: object): void {
  appendFileSync(option('--event-log'), `${JSON.stringify({ sequence: 0, timestamp: 0, ...of })}\n`)
}

/** What the program writes is an event to sst, as Pulumi makes it one. */
function passOn(stream: 'stdout' | 'stderr', severity: string): void {
  process[stream].write = (text: string | Uint8Array) => {
    event({ diagnosticEvent: { urn: '', prefix: '', message: text.toString(), color: 'never', severity } })
    return true
  }
}

function fail(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${message}\n`)
  event({ diagnosticEvent: { urn: '', prefix: '', message, color: 'never', severity: 'error' } })
  process.exit(255)
}

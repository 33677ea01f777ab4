import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { stageOf } from '../stage.ts'
import { objections, tagOf } from './gates.ts'
import { shift } from './shift.ts'

/**
 * `npm run release -- --stage X`: looks at what the change opens and breaks, deploys, prepares, moves requests over, and
 * remembers by a git tag what runs. `--back VERSION` only moves requests, to a version that is there.
 */
const { values } = parseArgs({
  options: { stage: { type: 'string' }, back: { type: 'string' }, first: { type: 'boolean' } },
})
try {
  process.exitCode = await release(values)
} catch (error) {
  process.exitCode = refuse(3, error instanceof Error ? error.message : String(error))
}

async function release({ stage: name, back, first }: typeof values): Promise<number> {
  if (!name) return refuse(2, 'WRONG_USAGE: npm run release -- --stage X [--first | --back VERSION]')
  const stage = stageIn(name)
  if (typeof stage === 'string') return refuse(2, stage)
  const { region, prefix } = stage
  const clients = { lambda: new LambdaClient({ region }), codedeploy: new CodeDeployClient({ region }) }
  const wait = () => setTimeout(10_000)
  if (back !== undefined) return ended(await shift({ ...clients, prefix, to: back, wait }))

  const standing = gate(name, first === true)
  if (standing.length > 0) return refuse(1, standing.map((one) => `NOT_RELEASED: ${one}`).join('\n'))
  const deployed = spawnSync('npx', ['sst', 'deploy', '--stage', name, ...policy()], {
    stdio: 'inherit',
    // SST tells its makers of each deploy otherwise.
    env: { ...process.env, SST_TELEMETRY_DISABLED: '1' },
  })
  if (deployed.status !== 0) return refuse(3, 'NOT_DEPLOYED: sst deploy has failed; requests go where they went.')
  await prepare(clients.lambda, prefix)
  const { version } = JSON.parse(readFileSync('.sst/outputs.json', 'utf8'))
  const code = ended(await shift({ ...clients, prefix, to: version, wait }))
  if (code === 0) execFileSync('git', ['tag', '--force', tagOf(name)])
  return code
}

/** The stage by its settings, or what they lack. */
function stageIn(name: string): ReturnType<typeof stageOf> | string {
  try {
    return stageOf(name, environment(name))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What stands against it; of the first release of a stage, which has to be said, nothing is deployed to compare with. */
function gate(name: string, first: boolean): readonly string[] {
  const dirty = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' })
  if (dirty !== '') return ['the working tree has changes that are in no commit']
  const known = spawnSync('git', ['rev-parse', '--verify', '--quiet', tagOf(name)]).status === 0
  if (known) return first ? [`${tagOf(name)} is a tag here: this is not the first release`] : objections(tagOf(name))
  return first ? [] : [`${tagOf(name)} is no tag here: fetch the tags, or say --first if nothing was ever released`]
}

/** The rules, asked once more of what AWS is about to be asked for; they are a package of their own. */
function policy(): readonly string[] {
  if (existsSync('stacks/policy/node_modules')) return ['--policy', 'stacks/policy']
  process.stderr.write('the rules are not asked again at the deploy: npm ci --prefix stacks/policy\n')
  return []
}

/** What the deployment needs before its first request: its own keys. */
async function prepare(lambda: LambdaClient, prefix: string): Promise<void> {
  const asked = { FunctionName: `${prefix}-operator`, Payload: Buffer.from('{"do":"prepare"}') }
  const { Payload } = await lambda.send(new InvokeCommand(asked))
  const reply = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null')
  if (reply?.ok !== true) throw new Error('NOT_PREPARED: the operator function did not make the keys')
}

function ended(how: Awaited<ReturnType<typeof shift>>): number {
  if (how === 'Succeeded' || how === 'unchanged') return 0
  return refuse(1, `ROLLED_BACK: the shift ended as ${how}; requests go to the version before.`)
}

/** Variables of the shell before those of the stage's file, as `sst deploy` takes them. */
function environment(name: string): Readonly<Record<string, string | undefined>> {
  const before = { ...process.env }
  for (const file of [`.env.${name}`, '.env'])
    try {
      process.loadEnvFile(file)
    } catch {}
  return { ...process.env, ...before }
}

function refuse(code: number, sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return code
}

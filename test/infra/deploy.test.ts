import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { canBeLambdas } from '../../stacks/bundle/compileCache.ts'
import type { Resource } from '../../stacks/rules/graph.ts'
import { FUNCTIONS } from './artifacts.ts'
import { deployed, graphOf, STAGES } from './stages.ts'
import { projectCopy } from './standins/project.ts'
import { type SstRun, sst } from './standins/run.ts'

const named = (resources: readonly Resource[] = []) => resources.map(({ type, name }) => `${type} ${name}`).sort()

/** What sst 4.17.1 asks of AWS itself: where its buckets are, a passphrase, a lock, and its state. */
const ASKED =
  /^(AmazonSSM\.(Get|Put)Parameter \/sst\/(bootstrap|passphrase\/wardgraph\/\w+)|(GET|PUT|DELETE) \/sst-state\/(lock|update|app|secret|eventlog|snapshot)\/wardgraph\/\S+\.json)$/

/** Runs sst in a copy of the project, whose artifacts are its own. */
async function inCopy(
  command: 'diff' | 'deploy',
  of: { readonly stage: string; readonly env: Readonly<Record<string, string>> },
  changed: Readonly<Record<string, string>> = {},
): Promise<SstRun & { readonly root: string }> {
  const { root, remove } = projectCopy(changed)
  onTestFinished(remove)
  return { ...(await sst(command, { ...of, project: root })), root }
}

test('sst deploy registers what the stage was evaluated to, and asks AWS for no more than its state', () => {
  const { code, output, aws, pulumi } = deployed()
  expect({ code, output }).toMatchObject({ code: 0 })
  expect(pulumi?.command).toBe('up')
  expect(named(pulumi?.resources)).toEqual(named(graphOf('production').resources))
  expect(pulumi?.resources.length).toBeGreaterThan(100)
  expect(aws).toContain('PUT /sst-state/app/wardgraph/production.json')
  expect(aws.filter((call) => !ASKED.test(call))).toEqual([])
})

test('sst diff registers the same and writes no state', async () => {
  const { code, output, aws, pulumi } = await inCopy('diff', { stage: 'staging', env: STAGES.staging?.env ?? {} })
  expect({ code, output }).toMatchObject({ code: 0 })
  expect(pulumi?.command).toBe('preview')
  expect(named(pulumi?.resources)).toEqual(named(graphOf('staging').resources))
  expect(aws.filter((call) => !ASKED.test(call) || call.startsWith('PUT'))).toEqual([])
})

test.each(['WARDGRAPH_DOMAIN', 'WARDGRAPH_ALARM_ADDRESS', 'WARDGRAPH_BAA'])(
  'production is not deployed without %s, and says so before anything is asked of AWS',
  async (variable) => {
    const { [variable]: _, ...env } = STAGES.production?.env ?? {}
    const { code, output, aws, pulumi } = await inCopy('deploy', { stage: 'production', env })
    expect(code).toBe(1)
    expect(output).toContain(`STAGE: production is not deployed without ${variable}`)
    expect(pulumi).toBeNull()
    expect(aws).toEqual([])
  },
)

test('a handler that is not there stops the deploy', async () => {
  const file = 'stacks/functions.ts'
  const text = readFileSync(file, 'utf8')
  const wrong = text.replace('.lambda.handler', '.lamda.handler')
  expect(wrong).not.toBe(text)
  const { code, output, pulumi, root } = await inCopy('deploy', { stage: 'personal', env: {} }, { [file]: wrong })
  expect(code).toBe(1)
  expect(output).toMatch(/Handler not found: packages\/api\/src\/\w+\.lamda\.handler/)
  expect(pulumi).toBeNull()
  expect(existsSync(join(root, '.sst/artifacts/GraphqlFn/code.zip'))).toBe(false)
})

test('a compile cache that would not be one of Lambda is left out of the deploy, and said to be', async () => {
  const env = { WARDGRAPH_COMPILE_CACHE: 'on' }
  const { code, output, pulumi, root } = await inCopy('deploy', { stage: 'personal', env })
  expect({ code, output }).toMatchObject({ code: 0 })
  const can = canBeLambdas({ arch: process.arch, node: process.versions.node })
  expect(existsSync(join(root, '.sst/artifacts/GraphqlFn-src/compile-cache'))).toBe(can)
  expect(output.includes('no compile cache: Node ')).toBe(!can)
  const functions = pulumi?.resources.filter(({ type }) => type === 'aws:lambda/function:Function') ?? []
  expect(functions.map(({ inputs }) => inputs.environment.variables.NODE_COMPILE_CACHE)).toEqual(
    FUNCTIONS.map(() => '/var/task/compile-cache'),
  )
})

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { breaking, newLines, sdlOf } from '../../stacks/release/gates.ts'
import { shift } from '../../stacks/release/shift.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const before = 'type Query { me: String, patient(id: String): String }'

test('a field that clients may ask for does not go without a line that agrees', () => {
  const after = 'type Query { me: String }'
  expect(breaking({ before, after, approved: new Set() })).toEqual(['Query.patient was removed.'])
  expect(breaking({ before, after, approved: new Set(['Query.patient was removed.']) })).toEqual([])
  expect(breaking({ before, after: `${before} type More { x: String }`, approved: new Set() })).toEqual([])
})

test('a line that was there before agrees to nothing', () => {
  const line = '2026-11-30 Query.patient was removed.'
  expect([...newLines({ before: '', after: `${line}\n` })]).toContain('Query.patient was removed.')
  expect([...newLines({ before: `${line}\n`, after: `${line}\n` })]).not.toContain('Query.patient was removed.')
})

test('the schema is read out of its generated module as it is', () => {
  expect(sdlOf('/** x */\nexport const sdl = `type Query {\n  "a \\`b\\`"\n  me: String\n}\n`\n')).toBe(
    'type Query {\n  "a `b`"\n  me: String\n}\n',
  )
})

/** CodeDeploy and Lambda as far as a shift asks them; `statuses` in the order in which they are told. */
async function stage({ live, statuses }: { readonly live: string; readonly statuses: string[] }) {
  const asked: { target: string; body: Record<string, unknown> }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => answer(text))
    const answer = (text: string) => {
      const target = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`)
      asked.push({ target, body: text === '' ? {} : JSON.parse(text) })
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      const operation = target.split('.').pop() ?? ''
      const replies: Record<string, () => object> = {
        CreateDeployment: () => ({ deploymentId: 'd-1' }),
        GetDeployment: () => ({ deploymentInfo: { status: statuses.shift() } }),
      }
      response.end(JSON.stringify(replies[operation]?.() ?? { FunctionVersion: live }))
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  closers.push(() => server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const at = {
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  }
  const clients = { lambda: new LambdaClient(at), codedeploy: new CodeDeployClient(at) }
  return { asked, run: (to: string) => shift({ ...clients, prefix: 'wardgraph-x', to, wait: async () => {} }) }
}

test('requests are moved from the version that has them to the new one, and the end is waited for', async () => {
  const { asked, run } = await stage({ live: '7', statuses: ['Created', 'InProgress', 'Succeeded'] })
  expect(await run('8')).toBe('Succeeded')
  expect(asked.map(({ target }) => target)).toEqual([
    'GET /2015-03-31/functions/wardgraph-x-graphql/aliases/live',
    'CodeDeploy_20141006.CreateDeployment',
    ...Array(3).fill('CodeDeploy_20141006.GetDeployment'),
  ])
  const { revision, ...named } = Object(asked[1]?.body)
  expect(named).toEqual({ applicationName: 'wardgraph-x', deploymentGroupName: 'graphql' })
  expect(revision.revisionType).toBe('AppSpecContent')
  expect(JSON.parse(revision.appSpecContent.content).Resources[0].graphql).toEqual({
    Type: 'AWS::Lambda::Function',
    Properties: { Name: 'wardgraph-x-graphql', Alias: 'live', CurrentVersion: '7', TargetVersion: '8' },
  })
})

test.each(['Failed', 'Stopped'])('a shift that ends as %s is said to', async (status) => {
  const { run } = await stage({ live: '7', statuses: ['InProgress', status] })
  expect(await run('8')).toBe(status)
})

test('nothing is moved to where requests go already', async () => {
  const { asked, run } = await stage({ live: '8', statuses: [] })
  expect(await run('8')).toBe('unchanged')
  expect(asked).toHaveLength(1)
})

test.each([
  [['--stage', 'personal'], /released\/personal is no tag here: fetch the tags, or say --first/],
  [['--stage', 'production'], /^STAGE: production is not deployed without WARDGRAPH_DOMAIN/],
  [[], /^WRONG_USAGE/],
])('a release of %j does not begin', (args, sentence) => {
  const folder = mkdtempSync(join(tmpdir(), 'release-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  // A checkout without a change and without a tag.
  execFileSync('git', ['init', '--quiet', folder])
  const script = resolve('stacks/release/main.ts')
  const { status, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toMatch(sentence)
  expect(status).toBe(args[1] === 'personal' ? 1 : 2)
})

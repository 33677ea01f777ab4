import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { commands } from '../fixtures/commands.ts'
import { dev, newHome, tokenOf } from '../fixtures/product.ts'
import { bundleOf, environmentOf, type FunctionName } from './artifacts.ts'

/** A row as `table dump` prints it. */
interface Dumped {
  readonly table: string
  readonly item: Readonly<Record<string, { readonly S?: string }>>
}

/** What a bundle answered; the shape is the function's own. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the test asks for
type Answer = any

/** Local AWS services with one tenant and one user, behind the bundles that the deploy made. */
export async function behindBundles() {
  const { home, remove } = newHome()
  const server = await dev({ home, env: { WARDGRAPH_SEED: 'none' } })
  const { run } = commands(home)
  await run('users', 'add', 'doc', '--tenant', 'north', '--role', 'DOCTOR')
  const local = variablesOf((await run('env')).stdout)
  return {
    token: await tokenOf(home, 'doc'),
    async dump(table: string): Promise<readonly Dumped[]> {
      const { stdout } = await run('table', 'dump')
      const rows: Dumped[] = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
      return rows.filter((one) => one.table === table)
    },
    /** One event in a fresh process, whose environment is the deploy's, with the local services in place of AWS's. */
    invoke: (name: FunctionName, event: object): Promise<Answer> =>
      invoke(name, { event, env: { ...environmentOf(name), ...inPlace(name, local) } }),
    async close() {
      await server.stop('SIGTERM')
      remove()
    },
  }
}

/** The local values of what the deploy gives the function, and where the services are. */
function inPlace(name: FunctionName, local: Readonly<Record<string, string>>): Record<string, string> {
  const given = environmentOf(name)
  return Object.fromEntries(
    Object.entries(local).filter(
      ([variable]) => variable in given || variable.startsWith('AWS_') || variable === 'WARDGRAPH_JWKS',
    ),
  )
}

function variablesOf(lines: string): Record<string, string> {
  return Object.fromEntries(
    lines.split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value]]
    }),
  )
}

function invoke(
  name: FunctionName,
  { event, env }: { readonly event: object; readonly env: Readonly<Record<string, string>> },
): Promise<Answer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'standins/invoke.ts'), bundleOf(name)], { env })
  let out = ''
  let err = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    err += data
  })
  child.stdin.end(JSON.stringify(event))
  return new Promise((resolve, reject) =>
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(out.split('\n').at(-1) ?? '')) : reject(new Error(err)),
    ),
  )
}

/** A GraphQL request as API Gateway hands it over. */
export function request(token: string | null, query: string, variables: object = {}): object {
  return {
    version: '2.0',
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    requestContext: { http: { method: 'POST', path: '/graphql' } },
    body: JSON.stringify({ query, variables }),
    isBase64Encoded: false,
  }
}

/** A change of a row as DynamoDB's stream delivers it. */
export function change(eventName: 'INSERT' | 'MODIFY', { item }: Dumped): object {
  const { pk, sk } = item
  return { eventID: '1', eventName, dynamodb: { Keys: { pk, sk }, NewImage: item, SequenceNumber: '1' } }
}

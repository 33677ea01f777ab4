import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { COMPILE_CACHE, makeCompileCache } from '../../stacks/bundle/compileCache.ts'
import { dev, newHome, tokenOf, wardgraph } from '../fixtures/product.ts'
import { ratio, summary, type Timed } from './timing.ts'

const BUNDLE = '.sst/artifacts/GraphqlFn-src/bundle.mjs'
const ROUNDS = 21

/** What a ratio to the bare handler is meant to be. */
const AIMS: Readonly<Record<string, number>> = { wardgraph: 1.1, 'wardgraph, with compile cache': 0.95 }

/** One cold start: a process that loads a bundle and answers one request. */
interface Start {
  readonly bundle: string
  readonly query: string
  /** What the answer holds if it is one. */
  readonly answer: string
  readonly env: Readonly<Record<string, string>>
}

/** ms from the start of a process. */
interface Times {
  readonly name: string
  /** Until the bundle was loaded. */
  readonly loaded: Timed
  /** Until its first request was answered. */
  readonly answered: Timed
}

/**
 * From the start of a process to the answer to its first request, of the bundle that is deployed and of a bare Apollo
 * handler bundled with esbuild's defaults. Ours asks DynamoDB and KMS and writes an audit record; the bare one does not.
 */
export async function initFigures() {
  if (!existsSync(BUNDLE)) return { 'not measured': 'npm run test:infra makes the bundle' }
  const folder = mkdtempSync(join(tmpdir(), 'wardgraph-init-'))
  const { home, remove } = newHome()
  const server = await dev({ home, env: { WARDGRAPH_SEED: 'none' } })
  try {
    await wardgraph(['users', 'add', 'doc', '--tenant', 'north', '--role', 'DOCTOR'], { home })
    const token = await tokenOf(home, 'doc')
    const env = variablesOf((await wardgraph(['env'], { home })).stdout)
    const times = await inTurn(startsIn(folder, env), token)
    return { 'size (KB)': Math.round(statSync(BUNDLE).size / 1000), ...figuresOf(times) }
  } finally {
    await server.stop('SIGTERM')
    remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Both times beside those of the bare handler, which is the first. */
function figuresOf(times: readonly Times[]) {
  const [bare] = times
  return Object.fromEntries(
    times.map(({ name, loaded, answered }) => {
      const aim = AIMS[name]
      const beside = (of: Timed, its: Timed | undefined) => ({ ...of, ...(its ? { ratio: ratio(of, its) } : {}) })
      return [
        name,
        {
          loaded: beside(loaded, bare?.loaded),
          answered: { ...beside(answered, bare?.answered), ...(aim ? { aim } : {}) },
        },
      ]
    }),
  )
}

function startsIn(folder: string, env: Readonly<Record<string, string>>): Readonly<Record<string, Start>> {
  const bare = join(folder, 'bare.cjs')
  const { buildSync } = createRequire(resolve('.sst/platform/package.json'))('esbuild')
  const entryPoints = [join(import.meta.dirname, 'bareApollo.ts')]
  buildSync({ entryPoints, outfile: bare, bundle: true, platform: 'node', logLevel: 'error' })
  const cached = join(folder, 'cached')
  mkdirSync(cached)
  cpSync(BUNDLE, join(cached, 'bundle.mjs'))
  makeCompileCache(cached, { user: process.getuid?.() ?? 0 })
  const ours = { query: '{ me { username } }', answer: '"username":"doc"' }
  const cache = { ...COMPILE_CACHE, NODE_COMPILE_CACHE: join(cached, 'compile-cache') }
  return {
    'bare Apollo': { bundle: bare, query: '{ hello }', answer: '"hello":"world"', env },
    wardgraph: { bundle: resolve(BUNDLE), ...ours, env },
    'wardgraph, with compile cache': { bundle: join(cached, 'bundle.mjs'), ...ours, env: { ...env, ...cache } },
  }
}

async function inTurn(starts: Readonly<Record<string, Start>>, token: string): Promise<Times[]> {
  const all = Object.entries(starts).map(([name, start]) => ({
    name,
    start,
    loaded: [] as number[],
    answered: [] as number[],
  }))
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const { start, loaded, answered } of all) {
      const ms = await coldStart(start, token)
      if (round === 0) continue // files come from the disk
      loaded.push(ms.loaded)
      answered.push(ms.answered)
    }
  return all.map(({ name, loaded, answered }) => ({ name, loaded: summary(loaded), answered: summary(answered) }))
}

/** ms from the start of the process until the bundle is loaded, and to the answer. @throws Error if it is another answer */
async function coldStart(
  { bundle, query, answer, env }: Start,
  token: string,
): Promise<{ readonly loaded: number; readonly answered: number }> {
  const event = {
    version: '2.0',
    rawPath: '/graphql',
    rawQueryString: '',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    requestContext: { http: { method: 'POST', path: '/graphql' } },
    body: JSON.stringify({ query }),
    isBase64Encoded: false,
  }
  const code = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(bundle).href)})
    const loaded = performance.now()
    const context = { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 10_000 }
    const { body } = await handler(${JSON.stringify(event)}, context)
    process.stdout.write(JSON.stringify({ body, loaded, answered: performance.now() }), () => process.exit(0))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { env })
  let out = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  await new Promise((closed) => child.on('close', closed))
  const { body, loaded, answered } = JSON.parse(out)
  if (!body.replaceAll(/\s/g, '').includes(answer)) throw new Error(`${bundle} gives another answer`)
  return { loaded, answered }
}

function variablesOf(lines: string): Record<string, string> {
  return Object.fromEntries(
    lines.split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value]]
    }),
  )
}

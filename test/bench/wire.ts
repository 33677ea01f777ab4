import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dev, newHome, post, tokenOf } from '../fixtures/product.ts'
import { inTurn } from './timing.ts'

const DATA = '../shared/data/fhir'
const FOLDERS = [
  'synthea-2021-conditional-gz',
  'synthea-2019-gz',
  'bulk-ndjson-gz',
  'synthea-2020-gz',
  'synthea-2019',
  'inferno',
]

/** `dev` on a fresh folder and again, and a chart over HTTP, the SDK and the local DynamoDB. */
export async function devFigures() {
  const { home, remove } = newHome()
  const fresh = await readyIn(home)
  await fresh.server.stop('SIGTERM')
  const again = await readyIn(home)
  const token = await tokenOf(home, 'doctor-northside')
  const query =
    '{ patients(mrn: "N100137") { nodes { name { family } observations(first: 20) { nodes { code { text } valueQuantity { value } } } } } }'
  const timed = await inTurn({
    chart: () => post(again.server.url, { token, query }),
    me: () => post(again.server.url, { token, query: '{ me { role } }' }),
  })
  await again.server.stop('SIGTERM')
  remove()
  return {
    'ready, fresh folder with seed (s)': fresh.seconds,
    'ready again (s)': again.seconds,
    'over HTTP, SDK and local DynamoDB (ms)': timed,
  }
}

async function readyIn(home: string) {
  const start = performance.now()
  const server = await dev({ home })
  return { server, seconds: Math.round(performance.now() - start) / 1000 }
}

/** Resources a second of an import through the SDK and the local DynamoDB, and the memory it takes. */
export async function importFigures() {
  const paths = FOLDERS.map((folder) => `${DATA}/${folder}`)
  if (!paths.every((path) => existsSync(path))) return { 'not measured': `${DATA} is not here` }
  const { home, remove } = newHome()
  const start = performance.now()
  const { resources, memory } = await importOnce(paths, home)
  const seconds = (performance.now() - start) / 1000
  remove()
  return {
    resources,
    seconds: Math.round(seconds * 10) / 10,
    'resources a second': Math.round(resources / seconds),
    'peak memory (MB)': memory,
  }
}

/** The peak is what the process says of itself when it ends (`process.resourceUsage`). */
function importOnce(paths: readonly string[], home: string): Promise<{ resources: number; memory: number }> {
  const code = `
    import { main } from './packages/cli/src/main.ts'
    await main(${JSON.stringify(['import', ...paths, '--tenant', 'bench', '--json'])})
    process.stderr.write('\\nPEAK ' + process.resourceUsage().maxRSS)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, WARDGRAPH_HOME: home },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    err += data
  })
  return new Promise((resolve) => {
    child.on('close', () =>
      resolve({ resources: JSON.parse(out).resources, memory: Math.round(Number(/PEAK (\d+)/.exec(err)?.[1]) / 1024) }),
    )
  })
}

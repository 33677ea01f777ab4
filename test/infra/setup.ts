import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { STAGES } from './stages.ts'

/** SST's own components, from the npm registry alone: without pulumi and bun, and without a word to anybody. */
const QUIET = { SST_SKIP_DEPENDENCY_CHECK: '1', SST_NO_BUN: '1', SST_TELEMETRY_DISABLED: '1' }

/** Installs SST's platform once, and evaluates every stage over it. */
export default function setup(): void {
  const wanted: unknown = JSON.parse(readFileSync('node_modules/sst/package.json', 'utf8')).version
  if (installed() !== wanted)
    execFileSync('npx', ['sst', 'install', '--stage', 'personal'], {
      env: { ...process.env, ...QUIET },
      stdio: 'inherit',
    })
  mkdirSync('.sst/graphs', { recursive: true })
  for (const [name, { stage, dev, env }] of Object.entries(STAGES))
    execFileSync(
      process.execPath,
      ['test/infra/synth/main.ts', stage, `.sst/graphs/${name}.json`, ...(dev ? ['--dev'] : [])],
      { env: { ...process.env, ...env }, stdio: 'inherit', timeout: 60_000 },
    )
}

function installed(): string | undefined {
  const file = '.sst/platform/version'
  return existsSync(file) && existsSync('.sst/platform/node_modules') ? readFileSync(file, 'utf8').trim() : undefined
}

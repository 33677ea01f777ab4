import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { QUIET } from './quiet.ts'
import { DEPLOY, STAGES } from './stages.ts'
import { sst } from './standins/run.ts'

/** Installs SST's platform once, evaluates every stage over it, and deploys one against stand-ins. */
export default async function setup(): Promise<void> {
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
  rmSync('.sst/artifacts', { recursive: true, force: true })
  writeFileSync(DEPLOY, JSON.stringify(await sst('deploy', { stage: 'production', env: STAGES.production?.env ?? {} })))
}

function installed(): string | undefined {
  const file = '.sst/platform/version'
  return existsSync(file) && existsSync('.sst/platform/node_modules') ? readFileSync(file, 'utf8').trim() : undefined
}

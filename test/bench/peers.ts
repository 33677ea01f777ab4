import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const FOLDER = import.meta.dirname

/**
 * The exports of these packages of this folder's lock, installed if they are not there. `Peers` is what is called of
 * them, written where it is called because they are installed for a bench only; `called` names all of it.
 */
export function loadPeers<Peers>(names: readonly string[], called: readonly (keyof Peers)[]): Peers {
  if (!names.every((name) => existsSync(join(FOLDER, 'node_modules', name)))) {
    const { status } = spawnSync('npm', ['ci'], { cwd: FOLDER, stdio: 'ignore' })
    if (status !== 0) throw new Error('npm ci failed in test/bench')
  }
  // CommonJS: as an ES module graphql-shield 7.6.5 does not load in Node 23 and later (`util.isUndefined` is gone).
  const require = createRequire(import.meta.url)
  const modules = names.map((name): Readonly<Record<string, unknown>> => require(name))
  const all = Object.fromEntries(modules.flatMap((module) => Object.entries(module))) as Partial<Peers>
  const missing = called.filter((name) => typeof all[name] !== 'function')
  if (missing.length > 0) throw new Error(`the peers have no ${missing.join(', ')}`)
  return all as Peers // each of its functions is there
}

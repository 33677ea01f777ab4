import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Time and size of `npm ci` from the committed lock, with npm's cache as it is. */
export function installFigures() {
  const folder = mkdtempSync(join(tmpdir(), 'wardgraph-install-'))
  const files = [
    'package.json',
    'package-lock.json',
    '.npmrc',
    'schema/package.json',
    ...globSync('packages/*/package.json'),
    'packages/cli/bin/wardgraph.mjs',
  ]
  for (const file of files)
    cpSync(file, join(folder, dirname(file), file.slice(dirname(file) === '.' ? 0 : dirname(file).length + 1)), {
      recursive: true,
    })
  const start = performance.now()
  const { status } = spawnSync('npm', ['ci'], { cwd: folder, stdio: 'ignore' })
  const seconds = Math.round((performance.now() - start) / 100) / 10
  const bytes = globSync('node_modules/**/*', { cwd: folder }).reduce(
    (sum, file) => sum + (statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  rmSync(folder, { recursive: true, force: true })
  return status === 0 ? { seconds, 'size (MB)': Math.round(bytes / 1e6) } : { 'not measured': 'npm ci failed' }
}

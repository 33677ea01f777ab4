#!/usr/bin/env node
// Plain JavaScript, because it must be able to speak under a Node that cannot run TypeScript.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const major = Number(process.versions.node.split('.')[0])

/** The Node that `npm install` brought (the `node` package), found upwards from here. */
function broughtNode() {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', 'node', 'bin', 'node')
    if (existsSync(candidate)) return candidate
    if (dirname(folder) === folder) return undefined
  }
}

if (major >= NEEDED) {
  // A command starts in half the time; not in the shared temporary folder, where others could leave code for us.
  module.enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/wardgraph', import.meta.url)))
  const { main } = await import('../src/main.ts')
  await main(process.argv.slice(2))
} else {
  const node = process.env.WARDGRAPH_RELAUNCHED ? undefined : broughtNode()
  if (!node) {
    process.stderr.write(
      `NODE_TOO_OLD: Wardgraph needs Node ${NEEDED} and this is Node ${process.versions.node}; run "npm install" (with install scripts allowed for the package "node") or install Node ${NEEDED}.\n`,
    )
    process.exit(3)
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, WARDGRAPH_RELAUNCHED: '1' },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

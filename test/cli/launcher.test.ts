import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const BIN = 'packages/cli/bin/wardgraph.mjs'
/** Makes the process that starts with it take itself for a Node 20. */
const OLD = `--import=data:text/javascript,${encodeURIComponent("Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })")}`

test('under an old Node the command runs with the Node that the install brought', () => {
  const { status, stdout } = spawnSync(process.execPath, [OLD, BIN, 'help'], { encoding: 'utf8' })
  expect([status, stdout]).toEqual([0, expect.stringContaining('Usage: npx wardgraph COMMAND')])
})

test('its exit code is the command’s own', () => {
  expect(spawnSync(process.execPath, [OLD, BIN, 'nonsense']).status).toBe(2)
})

test('under an old Node without another one it says in a sentence what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardgraph-launcher-'))
  cpSync(BIN, join(folder, 'wardgraph.mjs'))
  const { status, stderr } = spawnSync(process.execPath, [OLD, join(folder, 'wardgraph.mjs'), 'help'], {
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true })
  expect([status, stderr]).toEqual([
    3,
    expect.stringMatching(/^NODE_TOO_OLD: Wardgraph needs Node 24 and this is Node 20\.1\.0; .*npm install.*\n$/),
  ])
})

import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { COMPILE_CACHE, canBeLambdas, makeCompileCache } from '../../stacks/bundle/compileCache.ts'
import { bundleOf } from './artifacts.ts'

const USER = process.getuid?.() ?? 0

/** A bundle with a compile cache beside it, somewhere else than where it was made. */
function cached() {
  const made = mkdtempSync(join(tmpdir(), 'wardgraph-made-'))
  const moved = mkdtempSync(join(tmpdir(), 'wardgraph-moved-'))
  onTestFinished(() => {
    for (const folder of [made, moved]) rmSync(folder, { recursive: true, force: true })
  })
  cpSync(bundleOf('overwrites'), join(made, 'bundle.mjs'))
  makeCompileCache(made, { user: USER })
  cpSync(made, moved, { recursive: true })
  return moved
}

/** What Node says, also of its compile cache, while it loads the bundle of a folder. */
function loaded(folder: string): string {
  const program = join(import.meta.dirname, 'standins/loads.ts')
  const { stdout, stderr } = spawnSync(process.execPath, [program, join(folder, 'bundle.mjs')], {
    env: { ...COMPILE_CACHE, NODE_COMPILE_CACHE: join(folder, 'compile-cache'), NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
    encoding: 'utf8',
  })
  return stdout + stderr
}

test('a compile cache is used where the bundle is moved to', () => {
  expect(loaded(cached())).toMatch(/bundle\.mjs was accepted/)
})

test('everybody may read it: it is deployed by one user and used by another', () => {
  const folder = cached()
  const modes = globSync('compile-cache/*/*', { cwd: folder }).map((file) => statSync(join(folder, file)).mode & 0o777)
  expect(modes.length).toBeGreaterThan(0)
  expect(new Set(modes)).toEqual(new Set([0o644]))
})

test('a compile cache that is damaged is passed over', () => {
  const folder = cached()
  for (const file of globSync('compile-cache/*/*', { cwd: folder })) writeFileSync(join(folder, file), 'damaged')
  const said = loaded(folder)
  expect(said).not.toMatch(/bundle\.mjs was accepted/)
  expect(said).toMatch(/^function$/m)
})

test('a cache of another processor or another Node is none of Lambda', () => {
  expect(canBeLambdas({ arch: 'arm64', node: '24.1.0' })).toBe(true)
  expect(canBeLambdas({ arch: 'x64', node: '24.1.0' })).toBe(false)
  expect(canBeLambdas({ arch: 'arm64', node: '25.0.0' })).toBe(false)
})

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { generate } from '../../packages/cli/src/generate.ts'

const home = process.cwd()
let folder = ''
let said = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardgraph-generate-'))
  said = ''
  process.chdir(folder)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

function schemaHere(): void {
  cpSync(join(home, 'schema'), 'schema', { recursive: true })
  rmSync('schema/generated', { recursive: true })
}

it('generate writes what is committed, and check is content with it', async () => {
  schemaHere()
  expect(await generate({ check: false })).toBe(0)
  const here = readdirSync('schema/generated').toSorted()
  expect(here).toEqual(['plan.json', 'sdl.ts', 'types.ts'])
  for (const name of here)
    expect(readFileSync(join('schema/generated', name), 'utf8')).toBe(
      readFileSync(join(home, 'schema/generated', name), 'utf8'),
    )
  expect([await generate({ check: true }), said]).toEqual([0, ''])
})

it('check names each file that is stale or absent and changes nothing', async () => {
  schemaHere()
  await generate({ check: false })
  writeFileSync('schema/generated/plan.json', '{}')
  rmSync('schema/generated/sdl.ts')
  expect(await generate({ check: true })).toBe(1)
  expect(said).toBe(
    'schema/generated/sdl.ts is stale: run npm run generate\nschema/generated/plan.json is stale: run npm run generate\n',
  )
  expect(readFileSync('schema/generated/plan.json', 'utf8')).toBe('{}')
})

it('a schema with a problem generates nothing and says where', async () => {
  schemaHere()
  writeFileSync('schema/zz.graphql', 'type Note {\n  text: String\n}\n')
  expect(await generate({ check: false })).toBe(1)
  expect(said).toBe('schema/zz.graphql:1 Note: needs exactly one of @record, @value\n')
  expect(readdirSync('schema')).not.toContain('generated')
})

it('a folder without a schema is said to have none', async () => {
  expect(await generate({ check: true })).toBe(2)
  expect(said).toMatch(/^NO_SCHEMA: /)
})

it('writes the access matrix where there is a folder for papers, and says when it is stale', async () => {
  schemaHere()
  mkdirSync('docs')
  const paper = join('docs', 'access-matrix.md')
  expect(await generate({ check: true })).toBe(1)
  expect(said).toContain('docs/access-matrix.md is stale: run npm run generate\n')
  await generate({ check: false })
  expect(readFileSync(paper, 'utf8')).toBe(readFileSync(join(home, paper), 'utf8'))
  expect(await generate({ check: true })).toBe(0)
  writeFileSync(paper, readFileSync(paper, 'utf8').replace('in part in TENANT', 'in TENANT'))
  expect(await generate({ check: true })).toBe(1)
})

import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { openInstance } from '../../packages/cli/src/instance.ts'
import { asBefore, before, chart, INSURER, LATER } from '../cli/upcast.fixture.ts'
import { commands, refusal } from '../fixtures/commands.ts'
import { dev, killed } from '../fixtures/product.ts'

const folder = mkdtempSync(join(tmpdir(), 'wardgraph-'))
const old = join(folder, 'old')
const MANY = 1_100

/** A home folder as a version left it that knew fewer types. */
beforeAll(async () => {
  process.env.WARDGRAPH_HOME = old
  const instance = await openInstance(process.env)
  const many = Array.from({ length: MANY }, (_, n) =>
    JSON.stringify({ resourceType: 'Condition', id: `c${n}`, subject: { reference: 'Patient/patient-1' } }),
  )
  const files = [
    { name: 'insurer', kind: 'json', text: JSON.stringify(INSURER) },
    { name: 'chart', kind: 'json', text: JSON.stringify(chart()) },
    { name: 'many', kind: 'ndjson', text: many.join('\n') },
  ] as const
  await asBefore(() =>
    importResources({
      services: { ...instance.services, policy: before },
      documents: instance.documents,
      tenantName: 'north',
      files,
    }),
  )
  await instance.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The same folder again. */
function copy(name: string): string {
  const home = join(folder, name)
  cpSync(old, home, { recursive: true })
  return home
}

/** How many records the dump of a home has under the letters of a type. */
async function stored(home: string): Promise<Record<string, number>> {
  const { stdout } = await commands(home).run('table', 'dump')
  const found: Record<string, number> = {}
  for (const [, , letters = ''] of stdout.matchAll(/"sk":\{"S":"(R)#([a-z]+)#/g))
    found[letters] = (found[letters] ?? 0) + 1
  return found
}

test('an upcast killed in the middle and run again leaves each record once, under its type, and all of it on record', async () => {
  const home = copy('killed')
  const { run, json } = commands(home)
  await killed(['upcast', '--tenant', 'north'], { home, when: /^500 rows looked at$/m })
  const between = await stored(home)
  expect(between.xx).toBeGreaterThan(1)
  const report = await json('upcast', '--tenant', 'north', '--json')
  expect(report).toMatchObject({ tenant: 'north', looked: expect.any(Number), unresolved: expect.any(Number) })
  expect(report.upcast).toBeLessThan(MANY + LATER.length)
  expect(await stored(home)).toMatchObject({ xx: 1, co: MANY + 1, pr: 1, im: 1 })
  expect((await run('audit', 'export', '--out', join(home, 'export'))).code).toBe(0)
  const { stdout } = await run('table', 'dump')
  const dump = join(home, 'dump.ndjson')
  writeFileSync(dump, stdout)
  const of = ['--dir', join(home, 'export'), '--key', join(home, 'export/public-key.pem'), '--table', dump]
  expect(await json('audit', 'verify', ...of, '--json')).toMatchObject({ whole: true, table: { damaged: 0 } })
}, 300_000)

test('an upcast says what it came to, in words and as JSON, and ends with 0', async () => {
  const home = copy('told')
  const { run, json } = commands(home)
  const { code, stdout, stderr } = await run('upcast', '--tenant', 'north')
  const upcast = MANY + LATER.length
  expect([code, stderr]).toEqual([0, '500 rows looked at\n1000 rows looked at\n'])
  expect(stdout).toContain(
    `${upcast} of ${upcast + 2} records have a type now, tenant north; 2 references lead nowhere`,
  )
  expect(stdout).toMatch(/^ {2}Condition +1101$/m)
  expect(stdout).toMatch(/^ {2}Procedure +1 kept as sealed FHIR: NO_PATIENT$/m)
  const nothing = { tenant: 'north', looked: 1, upcast: 0, types: {}, kept: [], unresolved: 0 }
  expect(await json('upcast', '--tenant', 'north', '--json')).toEqual(nothing)
  expect(await run('upcast')).toEqual(refusal('WRONG_USAGE', 2))
  expect(await run('upcast', '--tenant', 'nobody')).toEqual(refusal('UNKNOWN_TENANT', 2))
}, 300_000)

test('a server upcasts a home folder of a version before it, once, and again after a restore of that time', async () => {
  const home = copy('served')
  const { run } = commands(home)
  const backup = join(folder, 'backup')
  expect((await run('backup', '--out', backup)).code).toBe(0)
  const said = `${MANY + LATER.length} records have a type now`
  const served = async () => {
    const server = await dev({ home, env: { WARDGRAPH_SEED: 'none' } })
    await server.stop('SIGTERM')
    return server.output()
  }
  expect(await served()).toContain(said)
  expect(await stored(home)).toMatchObject({ xx: 1, co: MANY + 1 })
  expect(await served()).not.toContain('have a type now')
  for (const file of readdirSync(home)) if (file.startsWith('dynamodb.sqlite')) rmSync(join(home, file))
  expect((await run('restore', '--dir', backup)).code).toBe(0)
  expect(await served()).toContain(said)
}, 300_000)

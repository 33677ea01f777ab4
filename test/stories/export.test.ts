import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { commands, refusal } from '../fixtures/commands.ts'
import { killed, newHome } from '../fixtures/product.ts'

const { home, remove } = newHome()
const files = newHome()
const { run, json } = commands(home)
const place = (name: string) => join(files.home, name)
afterAll(() => {
  for (const end of [remove, files.remove]) end()
})

const weights = Array.from({ length: 1_500 }, (_, n) => ({
  resourceType: 'Basic',
  id: `b-${n}`,
  code: { text: 'weight' },
  subject: { reference: 'Patient/p' },
  extension: [{ url: 'urn:weight', valueDecimal: n / 10 }],
}))
const source = [{ resourceType: 'Patient', id: 'p', name: [{ family: 'Example' }] }, ...weights]

test('what was imported comes out again, as the README shows it, and the privacy officer sees that it did', async () => {
  writeFileSync(place('feed.ndjson'), source.map((one) => `${JSON.stringify(one)}\n`).join(''))
  await json('import', place('feed.ndjson'), '--tenant', 'north', '--json')
  const report = await json('export', '--tenant', 'north', '--out', place('out'), '--json')
  expect(report).toEqual({ tenant: 'north', files: 2, resources: 1_501, types: { Basic: 1_500, Patient: 1 } })
  expect(readdirSync(place('out'))).toEqual(['Basic.ndjson', 'Patient.ndjson'])
  const [patient] = readFileSync(place('out/Patient.ndjson'), 'utf8').trimEnd().split('\n')
  const { id } = JSON.parse(patient ?? '')
  const left = readFileSync(place('out/Basic.ndjson'), 'utf8').trimEnd().split('\n')
  const weight = (one: (typeof weights)[number]) => one.extension[0]?.valueDecimal
  const byWeight = (a: number | undefined, b: number | undefined) => (a ?? 0) - (b ?? 0)
  expect(left.map((line) => weight(JSON.parse(line))).sort(byWeight)).toEqual(weights.map(weight))
  for (const line of left) expect(JSON.parse(line).subject).toEqual({ reference: `Patient/${id}` })

  await run('users', 'add', 'officer', '--tenant', 'north', '--role', 'PRIVACY')
  const { code, stdout } = await run('access', 'disclosures', '--patient', 'p', '--as', 'officer')
  expect(code).toBe(0)
  const rows = stdout.split('\r\n').filter((line) => line.includes('access.export'))
  expect(rows.length).toBe(16)
  for (const row of rows) expect(row).toMatch(/,import,.*,SERVICE,HOPERAT,TENANT,.*resource/)
})

test('one that is killed leaves no file that looks whole, and its folder is refused', async () => {
  await killed(['export', '--tenant', 'north', '--out', place('killed')], { home, when: /^Patient: 1/m })
  const names = readdirSync(place('killed'))
  expect(names.length).toBeGreaterThan(0)
  expect(names.filter((name) => !name.endsWith('.unfinished'))).toEqual([])
  expect(await run('export', '--tenant', 'north', '--out', place('killed'))).toEqual(refusal('FOLDER_NOT_EMPTY', 2))
})

test('a tenant that is not there, and an option that is missing, are said', async () => {
  expect(await run('export', '--tenant', 'nowhere', '--out', place('none'))).toEqual(refusal('UNKNOWN_TENANT', 2))
  expect(await run('export', '--tenant', 'north')).toEqual(refusal('WRONG_USAGE', 2))
})

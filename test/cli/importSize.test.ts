import { existsSync, globSync, readFileSync } from 'node:fs'
import { rowSize } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { store } from './importStore.ts'

const DATA = '../shared/data/fhir/synthea-2019'

/** A patient as a hospital in the United States describes one, in all the ways that US Core has for it. */
const PATIENT = JSON.parse(readFileSync('test/cli/fixtures/import/patientWhole.json', 'utf8'))

/** What says who wrote a row, and when: the same for all that an import writes. */
const STAMP = 110

/** Bytes of the one patient's row, as DynamoDB counts them, beside its stamp. */
async function stored(patient: unknown): Promise<number> {
  const { resources, memory } = await store()
  await resources([patient])
  const head = memory.rows().find(({ table, row }) => table === 'records' && String(row.pk).includes('#P#'))
  const { PROVENANCE = expect.unreachable(), ...row } = head?.row ?? expect.unreachable()
  expect(rowSize({ PROVENANCE })).toBeLessThan(STAMP)
  return rowSize(row)
}

test('a whole patient, found by each of its identifiers, is stored in two thirds of its JSON, and a stamp', async () => {
  const json = JSON.stringify(PATIENT).length
  expect(json).toBeGreaterThan(3_000)
  expect(await stored(PATIENT)).toBeLessThan((json * 2) / 3)
})

test('a patient of 3.3 KB from real data that has five identifiers is stored in 2.4 KB, and a stamp', async () => {
  if (!existsSync(DATA)) {
    process.stdout.write('importSize: ../shared/data is not there: nothing was measured.\n')
    return
  }
  const patients = globSync(`${DATA}/*.json`).map((file) => {
    const { entry } = JSON.parse(readFileSync(file, 'utf8')) as { entry: { resource: { resourceType: string } }[] }
    return entry.map(({ resource }) => resource).find(({ resourceType }) => resourceType === 'Patient')
  })
  const sizes = await Promise.all(
    patients.slice(0, 5).map(async (patient) => ({ json: JSON.stringify(patient).length, row: await stored(patient) })),
  )
  expect(sizes).toHaveLength(5)
  for (const { row } of sizes.filter(({ json }) => json < 3_400)) expect(row).toBeLessThanOrEqual(2_400)
  for (const { json, row } of sizes) expect(row / json).toBeLessThan(0.73)
})

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type FhirResource, fhirJson, readResources } from '@wardgraph/fhir'
import { describe, expect, test } from 'vitest'
import { findSources } from '../../packages/cli/src/import/sources.ts'
import { store } from '../cli/importStore.ts'
import { groups, groupsOf, heldBy, measure, patientsOf, table, truncation } from './leakage.ts'

// Synthetic patients from public sources; they are not part of the repository.
const data = new URL('../../../shared/data/fhir/', import.meta.url)
const isPresent = existsSync(data)

test('groups of four, two, one and one are 1.75 bits, and the commonest is guessed half the time', () => {
  expect(measure([4, 2, 1, 1])).toEqual({ values: 4, largest: 4, alone: 2, entropy: 1.75, guess: 0.5 })
  expect(measure([1, 1, 1, 1])).toMatchObject({ entropy: 2, guess: 0.25 })
  expect(() => measure([])).toThrow(RangeError)
})

/** Two households at one number each, twins, and one alone. */
const PEOPLE = [
  ['ann', 'Roe', '1980-01-01', '555-0101'],
  ['bob', 'Roe', '1979-02-02', '(555) 0101'],
  ['cara', 'ROE', '2010-03-03', '555 0101'],
  ['cid', 'Roe', '2010-03-03', '555 0101'],
  ['dan', 'Díaz', '1990-04-04', '555-0102'],
  ['eve', 'Diaz', '1991-05-05', '555-0102'],
  ['fay', 'Fox', '1990-04-04', '555-0103'],
].map(([id = '', family, birthDate, value]) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ value: `MRN-${id}` }],
  name: [{ family }],
  birthDate,
  telecom: [{ system: 'phone', value }],
}))

test('a copy of the table shows who shares a number, and twins, by postings as many as there are values', async () => {
  const made = await store()
  await made.resources(PEOPLE)
  expect(groupsOf(made, 'TELECOM')).toEqual([4, 2, 1])
  expect(groupsOf(made, 'FAMILY_BIRTHDATE')).toEqual([2, 1, 1, 1, 1, 1])
  expect(groupsOf(made, 'MRN')).toEqual([1, 1, 1, 1, 1, 1, 1])
  const held = heldBy(patientsOf(made))
  const sizes = (name: string) => groups(held.get(name) ?? [])
  expect(sizes('TELECOM, phone')).toEqual([4, 2, 1])
  expect(sizes('FAMILY_BIRTHDATE')).toEqual([2, 1, 1, 1, 1, 1])
  expect(sizes('family name alone')).toEqual([4, 2, 1])
  expect(sizes('birth date alone')).toEqual([2, 2, 1, 1, 1])
})

describe.skipIf(!isPresent)(`real files${isPresent ? '' : ': NOT RUN, ../shared/data is absent'}`, () => {
  test('docs/leakage.md says what is measured on all patients there', async () => {
    const made = await store()
    await made.resources(await patients())
    const held = heldBy(patientsOf(made))
    expect(groupsOf(made, 'MRN')).toEqual(groups(held.get('MRN') ?? []))
    expect(groupsOf(made, 'IDENTIFIER')).toEqual(groups(held.get('IDENTIFIER') ?? []))
    expect(groupsOf(made, 'FAMILY_BIRTHDATE')).toEqual(groups(held.get('FAMILY_BIRTHDATE') ?? []))
    const page = readFileSync('docs/leakage.md', 'utf8')
    expect(page).toContain(`${patientsOf(made).size} patients`)
    expect(page).toContain(table(held))
    expect(page).toContain(truncation(held.get('family name alone') ?? []))
  }, 60_000)
})

/** Every patient in the files. */
async function patients(): Promise<readonly FhirResource[]> {
  const found: FhirResource[] = []
  for (const { kind, load } of await findSources([fileURLToPath(data)])) {
    const loaded = await load()
    if (!('text' in loaded)) continue
    for (const entry of readResources(loaded.text, { kind }))
      if (entry.ok && entry.type === 'Patient') found.push({ ...JSON.parse(fhirJson(entry.resource)), id: entry.id })
  }
  return found
}

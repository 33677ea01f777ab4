import type { MemoryTable } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { store } from '../cli/importStore.ts'
import { act } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'

/** The postings by which a record is found. */
const postingsOf = (memory: MemoryTable, id: string) =>
  memory.rows().filter(({ row }) => row.sk === id && String(row.pk).includes('#X#'))

/** Puts rows back past the product. */
const putBack = (memory: MemoryTable, rows: ReturnType<MemoryTable['rows']>) =>
  memory.transact(
    rows.map(({ table, row }) => ({ do: 'put', table, row })),
    { token: crypto.randomUUID() },
  )

test('a patient is not found by a number that is no longer his, though its posting was put back', async () => {
  const made = await ward()
  const { services, memory, north, support, doctor, dora } = made
  const patient = (id: string, value: string) => ({
    resourceType: 'Patient',
    id,
    name: [{ family: id }],
    birthDate: '1980-01-01',
    identifier: [
      { value, type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] } },
    ],
  })
  const bring = (resource: object) =>
    importResources({
      services,
      documents: made.documents,
      tenantName: 'north',
      files: [{ name: 'one.json', text: JSON.stringify(resource), kind: 'json' }],
    })
  const found = async () =>
    (await made.query(doctor, '{ patients(mrn: "M-1") { nodes { name { family } } } }')).body.data.patients.nodes
  const idOf = (id: string) => north.recordId({ system: 'fhir', type: 'Patient', id })
  await bring(patient('xaver', 'M-1'))
  const old = postingsOf(memory, idOf('xaver'))
  await bring(patient('xaver', 'M-2'))
  await bring(patient('yves', 'M-1'))
  for (const id of ['xaver', 'yves'])
    await act(made, support, 'assignCareTeam', { patient: idOf(id), practitioner: dora })
  expect(await found()).toEqual([{ name: [{ family: 'yves' }] }])
  await putBack(memory, old)
  expect(postingsOf(memory, idOf('xaver')).length).toBeGreaterThan(0)
  expect(await found()).toEqual([{ name: [{ family: 'yves' }] }])
})

test('an import ties nobody to a patient by a number that is no longer his', async () => {
  const { memory, resources, id } = await store()
  const doctor = (name: string, value: string) => ({
    resourceType: 'Practitioner',
    id: name,
    name: [{ family: name }],
    identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value }],
  })
  await resources([doctor('mallory', '111'), doctor('good', '222')])
  const old = postingsOf(memory, id('Practitioner', 'mallory'))
  await resources([doctor('mallory', '333')])
  const now = postingsOf(memory, id('Practitioner', 'mallory'))
  const gone = old.filter(({ row }) => !now.some((other) => other.row.pk === row.pk))
  expect(gone).toHaveLength(1)
  await putBack(memory, gone)
  const visit = {
    resourceType: 'Encounter',
    id: 'e',
    status: 'in-progress',
    class: { code: 'AMB' },
    subject: { reference: 'Patient/p' },
    period: { start: '2026-11-14T09:00:00Z' },
    participant: [{ individual: { reference: 'Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|111' } }],
  }
  const { unresolved } = await resources([{ resourceType: 'Patient', id: 'p', name: [{ family: 'P' }] }, visit])
  expect(unresolved).toBe(1)
  const team = memory.rows().filter(({ table, row }) => table === 'directory' && String(row.sk).startsWith('S#'))
  expect(team).toEqual([])
  // A posting that was put back, or planted, cancels no right one either.
  await resources([doctor('good', '111')])
  const [{ row } = { row: {} }] = gone
  await putBack(memory, [{ table: 'directory', row: { ...row, pk: String(gone[0]?.row.pk), sk: '0' } }])
  expect((await resources([{ ...visit, id: 'second' }])).unresolved).toBe(0)
  expect(memory.rows().some((one) => one.row.sk === `S#${id('Practitioner', 'good')}`)).toBe(true)
  // As it is now, the number leads there.
  visit.participant = [{ individual: { reference: 'Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|333' } }]
  expect((await resources([visit])).unresolved).toBe(0)
})

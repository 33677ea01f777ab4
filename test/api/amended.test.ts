import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportTenant } from '../../packages/cli/src/export/exportTenant.ts'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { act } from '../fixtures/acts.ts'
import { treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const PATIENT = { resourceType: 'Patient', id: 'p', name: [{ family: 'Imported' }] }
const asked = { url: 'urn:asked', valueString: 'kept' }

/** A ward with one imported record of one imported patient, whom the doctor treats. */
async function imported(resource: Readonly<Record<string, unknown>> & { readonly resourceType: string }) {
  const made = await ward()
  const { services, documents, north, dora } = made
  const text = [PATIENT, resource].map((one) => JSON.stringify(one).replaceAll('"1.00"', '1.00')).join('\n')
  const files = [{ name: 'one.ndjson', kind: 'ndjson' as const, text }]
  const report = await importResources({ services, documents, tenantName: 'north', files })
  expect(report.rejected).toEqual([])
  const idOf = (type: string, id: string) => north.recordId({ system: 'fhir', type, id })
  const patient = idOf('Patient', 'p')
  await treat(made, north, { patient, actor: dora })
  return { ...made, patient, record: idOf(resource.resourceType, 'r') }
}

/** The record as it leaves. */
async function left({ services, documents, memory, record }: Awaited<ReturnType<typeof imported>>, type: string) {
  const out = join(mkdtempSync(join(tmpdir(), 'wardgraph-amended-')), 'out')
  const scan = async function* (table: string) {
    for (const one of memory.rows()) if (one.table === table) yield one.row
  }
  await exportTenant({ services, documents, tenantName: 'north', out, onProgress: () => {}, scan })
  const lines = readFileSync(join(out, `${type}.ndjson`), 'utf8')
    .trimEnd()
    .split('\n')
  const line = lines.find((one) => JSON.parse(one).id === record) ?? expect.fail()
  return { line, ...JSON.parse(line) }
}

test('of an element that was changed here nothing of the source leaves, and of one that was not everything does', async () => {
  const made = await imported({
    resourceType: 'Condition',
    id: 'r',
    subject: { reference: 'Patient/p' },
    code: { text: 'Cough', extension: [asked] },
    onsetAge: { value: 40, unit: 'a' },
    _recordedDate: { extension: [asked] },
    encounter: { display: 'the visit of May' },
    stage: [{ summary: { text: 'I' } }],
  })
  const input = { patient: made.patient, condition: made.record, expectedVersion: 1 }
  const change = { onsetString: 'as a child', remove: ['encounter'] }
  expect((await act(made, made.doctor, 'amendCondition', { ...input, ...change })).code).toBe('OK')
  const { line, ...resource } = await left(made, 'Condition')
  expect(line).not.toContain('onsetAge')
  expect(line).not.toContain('the visit of May')
  expect(resource).toMatchObject({
    onsetString: 'as a child',
    code: { text: 'Cough', extension: [asked] },
    _recordedDate: { extension: [asked] },
    stage: [{ summary: { text: 'I' } }],
  })
})

test('what was entered in error here is not brought back to life by its source, which is told', async () => {
  const source = { resourceType: 'Condition', id: 'r', subject: { reference: 'Patient/p' }, code: { text: 'Cough' } }
  const made = await imported(source)
  const { services, documents, doctor, patient, record } = made
  const mark = { patient, condition: record, expectedVersion: 1 }
  expect((await act(made, doctor, 'markEnteredInError', mark)).code).toBe('OK')
  const again = async (resource: object) => {
    const files = [{ name: 'again.json', kind: 'json' as const, text: JSON.stringify(resource) }]
    const { types, rejected } = await importResources({ services, documents, tenantName: 'north', files })
    return [types.Condition?.unchanged, rejected.map(({ code }) => code)]
  }
  expect(await again(source)).toEqual([1, []])
  expect(await again({ ...source, bodySite: [{ text: 'chest' }] })).toEqual([0, ['IN_ERROR']])
  expect((await left(made, 'Condition')).verificationStatus.coding[0].code).toBe('entered-in-error')
})

test('one element of a choice leaves, also where the source had one without a field, and no precision that nobody stated', async () => {
  const made = await imported({
    resourceType: 'Observation',
    id: 'r',
    status: 'final',
    code: { text: 'Weight' },
    subject: { reference: 'Patient/p' },
    valueQuantity: { value: '1.00', unit: 'kg' },
  })
  expect((await left(made, 'Observation')).line).toContain('"value":1.00')
  const input = { patient: made.patient, observation: made.record, expectedVersion: 1 }
  expect(
    (await act(made, made.doctor, 'amendObservation', { ...input, valueQuantity: { value: 1, unit: 'g' } })).code,
  ).toBe('OK')
  const { line } = await left(made, 'Observation')
  expect(line).toContain('"valueQuantity":{"value":1,"unit":"g"}')
  const other = await imported({
    resourceType: 'Observation',
    id: 'r',
    status: 'final',
    code: { text: 'Count' },
    subject: { reference: 'Patient/p' },
    valueInteger: 7,
  })
  const said = { patient: other.patient, observation: other.record, expectedVersion: 1, valueString: 'seven' }
  expect((await act(other, other.doctor, 'amendObservation', said)).code).toBe('OK')
  expect((await left(other, 'Observation')).line).not.toContain('valueInteger')
})

import { TableError } from '@wardgraph/records'
import { createVault } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { auditStream, deliver, inserted, rowsIn } from '../fixtures/auditStream.ts'
import { copyOf } from '../fixtures/clinic.ts'
import { chartOf, loggedWard } from './disclosures.fixture.ts'

test('a record without the MAC of its chain is not believed: it is reported as failed, and gives no row', async () => {
  const made = await loggedWard()
  await made.query(made.doctor, chartOf(made.ada))
  const genuine = rowsIn(made, 'audit').at(-1)
  if (genuine === undefined) throw new Error('there is a record')
  const r = String(genuine.r)
  const forged = [
    { ...genuine, r: r.replaceAll('DOCTOR', 'NURSE') },
    { ...genuine, r: r.replaceAll(made.ada, made.ben) },
    { ...genuine, m: new Uint8Array(35) },
    { ...genuine, sk: '0000000009' },
    { ...genuine, pk: String(genuine.pk).replace(made.north.tenant, made.south.tenant) },
    { ...genuine, pk: `${'z'.repeat(12)}#A#${'c'.repeat(26)}` },
    { ...genuine, pk: 'somewhere' },
    { pk: String(genuine.pk), sk: String(genuine.sk) },
  ]
  for (const row of forged) expect(await made.deliver([inserted(row, 7)])).toEqual(['7'])
  expect(rowsIn(made, 'disclosures')).toEqual([])
})

test('what came before a record that is not believed is written, and all from it on comes again', async () => {
  const made = await loggedWard()
  for (const user of [made.doctor, made.nurse]) await made.query(user, chartOf(made.ada))
  const [genesis, first, second] = auditStream(made).filter((_, i) => i < 3)
  if (!genesis || !first || !second) throw new Error('there are three records')
  const forged = { ...first, dynamodb: { ...first.dynamodb, NewImage: { r: { S: '{}' } }, SequenceNumber: '5' } }
  expect(await made.deliver([genesis, first, forged, second])).toEqual(['5'])
  expect(rowsIn(made, 'disclosures')).toHaveLength(1)
  expect(await made.deliver([second])).toEqual([])
  expect(rowsIn(made, 'disclosures')).toHaveLength(2)
})

test('a record that is overwritten or deleted later changes nothing', async () => {
  const made = await loggedWard()
  await made.query(made.doctor, chartOf(made.ada))
  await made.deliver()
  const before = rowsIn(made, 'disclosures')
  await made.query(made.nurse, chartOf(made.ada))
  for (const eventName of ['MODIFY', 'REMOVE'] as const)
    expect(await made.deliver(auditStream(made).map((one) => ({ ...one, eventName })))).toEqual([])
  expect(rowsIn(made, 'disclosures')).toEqual(before)
})

test('delivered twice, within a batch or later, and in whichever order, a stream gives the same rows', async () => {
  const made = await loggedWard()
  for (const user of [made.doctor, made.nurse, made.patient]) await made.query(user, chartOf(made.ada))
  const other = await copyOf(made)
  await made.deliver()
  const rows = rowsIn(made, 'disclosures')
  expect(rows).toHaveLength(3)
  const all = auditStream(made)
  expect(await deliver(other, [...all.toReversed(), ...all])).toEqual([])
  expect(await deliver(other, all)).toEqual([])
  expect(rowsIn(other, 'disclosures')).toEqual(rows)
})

test('where a table does not answer nothing is taken for forged: the whole batch comes again', async () => {
  const made = await loggedWard()
  await made.query(made.doctor, chartOf(made.ada))
  const stream = auditStream(made)
  const gone = new TableError('UNAVAILABLE')
  const { memory, services } = made
  const unwritten = { ...services, table: { ...memory, transact: () => Promise.reject(gone) } }
  await expect(deliver({ memory, services: unwritten }, stream)).rejects.toBe(gone)
  const vault = createVault({ keysTable: async () => 'keys', provider: made.provider, deployment: 'test' })
  const keyless = { ...services, vault, table: { ...memory, query: () => Promise.reject(gone) } }
  await expect(deliver({ memory, services: keyless }, stream)).rejects.toBe(gone)
  expect(rowsIn(made, 'disclosures')).toEqual([])
  expect(await made.deliver(stream)).toEqual([])
  expect(rowsIn(made, 'disclosures')).toHaveLength(1)
})

test('the digests among the audit rows are no records, and no failures', async () => {
  const made = await loggedWard()
  const digest = { pk: '000000000000#D', sk: '0000000000#0', d: '{}' }
  expect(await made.deliver([inserted(digest, 1)])).toEqual([])
})

test('a row holds names, ids and counts, and no value of the chart', async () => {
  const made = await loggedWard()
  const { ada, doctor, patient, north } = made
  await made.query(doctor, chartOf(ada))
  const telecom = [{ system: 'phone', value: '555-7777' }]
  await act(made, patient, 'updatePatientContact', { patient: ada, expectedVersion: 1, telecom }, 'patient { id }')
  await made.query(doctor, `{ patients(mrn: "MRN-00012345") { nodes { name { family } } } }`)
  await made.deliver()
  const rows = rowsIn(made, 'disclosures')
  expect(rows).toHaveLength(3)
  for (const row of rows) {
    expect(Object.keys(row).sort()).toEqual(['d', 'exp', 'm', 'pk', 'sk'])
    expect(String(row.pk)).toBe(`${north.tenant}#L#${ada}#${new Date().getUTCFullYear()}`)
    for (const value of ['Adler', 'Ada', '555-', 'MRN-', 'mm[Hg]', 'Systolic', 'Hypertension'])
      expect(String(row.d)).not.toContain(value)
  }
})

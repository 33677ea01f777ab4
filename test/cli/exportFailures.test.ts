import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decideWrite, readPolicy } from '@wardgraph/access'
import { entriesOf } from '@wardgraph/audit'
import { consentRules } from '@wardgraph/fhir'
import {
  changeBy,
  jobMember,
  keyRow,
  memberKey,
  memberPeriodAction,
  recordKey,
  type Table,
  TableError,
  Writer,
} from '@wardgraph/records'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import { expect, test } from 'vitest'
import { jobCaller } from '../../packages/cli/src/jobMember.ts'
import { exported } from './export.fixture.ts'
import { NOW, type Store, store, twin } from './importStore.ts'

const patient = (id: string) => ({ resourceType: 'Patient', id, name: [{ family: 'Example' }] })
const weight = (id: string, subject: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'weight' },
  note: [{ text: 'sensitive' }],
  subject: { reference: `Patient/${subject}` },
})
const newFolder = () => join(mkdtempSync(join(tmpdir(), 'wardgraph-export-')), 'out')

async function two() {
  const north = await store()
  await north.resources([patient('p'), patient('q'), weight('w', 'p'), { resourceType: 'Organization', id: 'o' }])
  return north
}

/** The audit records of exports. */
function recordsOf({ memory }: Pick<Store, 'memory'>) {
  const all = memory.rows().flatMap(({ table, row: { r } }) => (table === 'audit' ? [JSON.parse(String(r))] : []))
  return all.filter(({ operation }) => operation?.roots.join() === 'access.export')
}

test('each record that leaves is on record as disclosed, by the job of the tenant, and in what its patient is told', async () => {
  const north = await two()
  const { resources } = await exported(north)
  const records = recordsOf(north)
  const [p, q] = [north.id('Patient', 'p'), north.id('Patient', 'q')]
  const disclosed = records.flatMap((record) => record.disclosed)
  expect(disclosed).toHaveLength(resources.length)
  expect(disclosed).toContainEqual([p, 'Patient', p, ['changed', 'name', 'resource']])
  expect(disclosed).toContainEqual([
    p,
    'Observation',
    north.id('Observation', 'w'),
    ['changed', 'code', 'status', 'subject', 'resource'],
  ])
  expect(disclosed).toContainEqual([null, 'Organization', north.id('Organization', 'o'), ['resource']])
  for (const record of records)
    expect(record).toMatchObject({ origin: 'access', outcome: 'OK', caller: { role: 'SERVICE', purpose: 'HOPERAT' } })
  const told = records.flatMap(entriesOf).filter((entry) => entry.patient === q)
  expect(told).toMatchObject([
    {
      role: 'SERVICE',
      relation: 'TENANT',
      roots: ['access.export'],
      read: [['Patient', ['changed', 'name', 'resource'], 1]],
    },
  ])
  expect(JSON.stringify(records)).not.toMatch(/Example|weight|sensitive/)
})

test('without its audit record nothing is written: at whichever it fails, no file is left', async () => {
  const north = await two()
  const one = await twin(north)
  const before = one.memory.calls.transact
  await exported(one)
  const transactions = one.memory.calls.transact - before
  expect(transactions).toBe(3)
  for (let n = 1; n <= transactions; n += 1) {
    let seen = 0
    const through = (table: Table): Table => ({
      ...table,
      transact: (actions, options) => {
        seen += 1
        return seen === n ? Promise.reject(new TableError('UNAVAILABLE')) : table.transact(actions, options)
      },
    })
    const broken = await twin(north, { through })
    const out = newFolder()
    await expect(exported(broken, out), `${n}`).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE', exit: 3 })
    expect(readdirSync(out), `${n}`).toEqual([])
  }
})

test('a file has its name only when all are whole, and is on record before it has a line', async () => {
  const seen: (readonly string[])[] = []
  const out = newFolder()
  const through = (table: Table): Table => ({
    ...table,
    async transact(actions, options) {
      seen.push(readdirSync(out))
      return table.transact(actions, options)
    },
  })
  await exported(await twin(await two(), { through }), out)
  expect(seen).toEqual([
    [],
    ['Patient.ndjson.unfinished'],
    ['Observation.ndjson.unfinished', 'Patient.ndjson.unfinished'],
  ])
  expect(readdirSync(out)).toEqual(['Observation.ndjson', 'Organization.ndjson', 'Patient.ndjson'])
})

test('damage ends it, on record, with no file', async () => {
  const north = await two()
  const { policy } = north.services
  const key = recordKey(policy, north.keys.tenant, {
    type: 'Observation',
    id: north.id('Observation', 'w'),
    patient: north.id('Patient', 'p'),
  })
  const [row] = await north.memory.get([key])
  const { pk, sk } = key
  await north.memory.transact([{ do: 'put', table: 'records', row: { ...row, pk, sk, v: 9 } }], { token: 'forged' })
  const out = newFolder()
  await expect(exported(north, out)).rejects.toMatchObject({ code: 'INTEGRITY', exit: 1 })
  expect(readdirSync(out)).toEqual([])
  expect(recordsOf(north).at(-1)).toMatchObject({ outcome: 'INTEGRITY', disclosed: [] })
})

test('a store that does not answer ends it as unavailable, with no file', async () => {
  const down = () => Promise.reject(new TableError('UNAVAILABLE'))
  let seen = 0
  const through = (table: Table): Table => ({
    ...table,
    get: (keys) => {
      seen += 1
      return seen > 4 ? down() : table.get(keys)
    },
  })
  const broken = await twin(await two(), { through })
  const out = newFolder()
  await expect(exported(broken, out)).rejects.toMatchObject({ code: 'UNAVAILABLE', exit: 3 })
  expect(readdirSync(out)).toEqual([])
})

test('whoever was erased is not there, and what names them leads nowhere', async () => {
  const north = await two()
  await north.resources([{ ...weight('v', 'q'), focus: [{ reference: 'Patient/p' }] }])
  const [id, other] = [north.id('Patient', 'p'), north.id('Patient', 'q')]
  const { pk, sk } = keyRow(north.keys.tenant, id)
  const row = north.keys.protect({ table: 'keys', row: { pk, sk, shredded: '2026-11-15T00:00:00.000Z', w: 2 } })
  await north.memory.transact([{ do: 'put', table: 'keys', row }], { token: 'shred' })
  const { resources } = await exported(north)
  expect(resources.map(({ resourceType }) => resourceType)).toEqual(['Observation', 'Organization', 'Patient'])
  expect(resources[0]).toMatchObject({
    subject: { reference: `Patient/${other}` },
    focus: [{ reference: 'Patient/p' }],
  })
  expect(JSON.stringify(resources)).not.toContain(id)
})

test('no consent and no label keeps a record back', async () => {
  const north = await store()
  const act = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
  const consent = {
    resourceType: 'Consent',
    id: 'c',
    status: 'active',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { reference: 'Patient/p' },
    policyRule: { coding: [{ system: act, code: 'OPTOUT' }] },
  }
  const security = [{ system: act, code: 'PSY' }]
  await north.resources([patient('p'), consent, { ...weight('w', 'p'), meta: { security } }, weight('x', 'p')])
  const { resources } = await exported(north)
  expect(resources.map(({ resourceType }) => resourceType)).toEqual([
    'Consent',
    'Observation',
    'Observation',
    'Patient',
  ])
  const labels = resources.filter(({ resourceType }) => resourceType === 'Observation').map(({ meta }) => meta)
  // A label that came goes; one that was found here is no element of the source's.
  const lastUpdated = new Date(NOW).toISOString()
  expect(labels).toContainEqual({ versionId: '1', lastUpdated, security })
  expect(labels).toContainEqual({ versionId: '1', lastUpdated })
  expect(resources[0]).toMatchObject({ status: 'active', policyRule: consent.policyRule })
})

/** Changes one field of a patient's record as somebody who may write it does. */
async function change(north: Store, field: string, value: unknown) {
  const { services, keys, memory } = north
  const { policy } = services
  const id = north.id('Patient', 'p')
  const caller = (await jobCaller(services, { keys, tenantName: 'north' })) ?? expect.fail()
  const reach = { bits: policy.relations.TENANT, classes: -1 }
  const coordinates = [`Patient.${field}`]
  const decision = decideWrite({ policy, caller, type: 'Patient', id, patient: id, reach, coordinates })
  const place = { type: 'Patient', id, patient: null }
  const [row, subject] = await memory.get([recordKey(policy, keys.tenant, place), keyRow(keys.tenant, id)])
  if (!decision.allow || row === undefined || subject === undefined) return expect.fail()
  const key = keys.openSubject({ subject: id, row: subject })
  const draft = { ...place, permit: decision.permit, key, content: { [field]: value } }
  const { actions } = new Writer({ keys, policy, change: changeBy(caller, 0) }).update({ ...place, row, key }, draft)
  await memory.transact(actions, { token: field })
}

test('a consent that was taken down here leaves as a Consent with the same rules', async () => {
  const north = await two()
  const person = north.id('Practitioner', 'd')
  const rules = [{ type: 'DENY', classes: ['CLINICAL'], persons: [person] }]
  await change(north, 'consents', [{ id: 'a'.repeat(26), recorded: '2026-11-01T00:00:00.000Z', rules }])
  const { resources, report } = await exported(north)
  const [consent] = resources.filter(({ resourceType }) => resourceType === 'Consent')
  expect(consent).toMatchObject({
    id: 'a'.repeat(26),
    patient: { reference: `Patient/${north.id('Patient', 'p')}` },
  })
  expect(consentRules(consent ?? expect.fail())).toEqual([{ ...rules[0], persons: [`Practitioner/${person}`] }])
  expect(report.types).toMatchObject({ Consent: 1 })
})

test('what was changed here leaves as it is now, under the next version, with the rest as it came', async () => {
  const north = await store()
  const extension = [{ url: 'http://example.org/own', valueBoolean: true }]
  await north.resources([{ ...patient('p'), extension, telecom: [{ value: '1', extension }] }])
  await change(north, 'telecom', [{ system: 'phone', value: '2' }])
  const { resources } = await exported(north)
  const id = north.id('Patient', 'p')
  const telecom = [{ system: 'phone', value: '2' }]
  expect(resources).toEqual([
    { ...patient('p'), id, meta: { versionId: '2', lastUpdated: '1970-01-01T00:00:00.000Z' }, extension, telecom },
  ])
})

test('it acts as a membership of the tenant, and not once that has ended', async () => {
  const north = await two()
  const place = memberKey(north.keys.tenant, jobMember(north.keys, { job: 'import', tenantName: 'north' }))
  const [row] = await north.memory.get([place])
  const end = memberPeriodAction(north.keys, row ?? {}, { start: null, end: NOW })
  await north.memory.transact([end], { token: 'end' })
  const out = newFolder()
  await expect(exported(north, out)).rejects.toMatchObject({ code: 'FORBIDDEN', exit: 1 })
  expect(readdirSync(out)).toEqual([])
})

test('what the schema lets nobody take out stays, and is said: records of one class, or all of them', async () => {
  const { export: _, ...VISIT } = plan.classes.VISIT
  const withoutVisits = readPolicy({ ...plan, classes: { ...plan.classes, VISIT } })
  // Two patients with one record number, which nobody may take for the other: a review names both.
  const same = (id: string) => ({ ...patient(id), identifier: [{ value: '1', type: { coding: [{ code: 'MR' }] } }] })
  const north = await store({ policy: withoutVisits })
  const visit = { resourceType: 'Encounter', id: 'e', status: 'finished', class: { code: 'AMB' } }
  await north.resources([same('p'), same('q'), { ...visit, subject: { reference: 'Patient/p' } }])
  const left = await exported(north)
  expect(left.report.types).toEqual({ Patient: 2 })
  expect(left.said.filter((line) => line.includes('stay')).map((line) => line.split(':')[0])).toEqual([
    'Encounter',
    'Review',
  ])
  const nothing = readPolicy({ ...plan, audiences: { ...plan.audiences, EXPORTERS: {} } })
  const out = newFolder()
  await expect(exported(await twin(north, { policy: nothing }), out)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    exit: 1,
  })
  expect(readdirSync(out)).toEqual([])
})

test('a tenant that is not there is not made', async () => {
  const north = await two()
  const before = north.rows()
  const services = { ...north.services, table: { ...north.services.table, query: async () => [] } }
  await expect(exported({ ...north, services })).rejects.toMatchObject({ code: 'UNKNOWN_TENANT' })
  expect(north.rows()).toEqual(before)
})

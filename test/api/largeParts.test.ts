import { type Documents, rotateIndex, rotateRoot, rotateSubjects, shredDue, sweepDocuments } from '@wardgraph/api'
import { openTenant } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { act } from '../fixtures/acts.ts'
import { device, kept, media, noise } from '../fixtures/large.ts'
import { damageOf } from '../fixtures/recorded.ts'
import { ready as toRotate } from './rotate.fixture.ts'
import { DAY, ready as toShred } from './shred.fixture.ts'

type Made = Pick<Awaited<ReturnType<typeof toRotate>>, 'services' | 'documents' | 'memory' | 'north'>

const PATIENT = { resourceType: 'Patient', id: 'p', name: [{ family: 'Pohl' }] }

/** Imports these, each in a file of its own. */
const bring = ({ services, documents }: Pick<Made, 'services' | 'documents'>, ...resources: readonly object[]) =>
  importResources({
    services,
    documents,
    tenantName: 'north',
    files: resources.map((one, i) => ({ name: `${i}.json`, text: JSON.stringify(one), kind: 'json' as const })),
  })

/** What is kept of the picture and of the device. */
async function both({ services, documents, memory, north }: Made): Promise<readonly unknown[]> {
  const at = { table: memory, documents, keys: await openTenant(services, north.tenant) }
  return [await kept(at, { type: 'Media', id: 'm', patient: 'p' }), await kept(at, { type: 'Device', id: 'd' })]
}
const BOTH = [media('m'), device('d')]

/** The documents that rows name. */
const named = ({ memory }: Pick<Made, 'memory'>) =>
  new Set(memory.rows().flatMap(({ row: { OPAQUE } }) => (typeof OPAQUE === 'string' ? [OPAQUE] : [])))
const files = ({ documents }: Pick<Made, 'documents'>) => [...documents.files.keys()]
const scanOf = ({ memory }: Pick<Made, 'memory'>) =>
  async function* (name: string): AsyncGenerator<Row> {
    for (const { table, row } of memory.rows()) if (table === name) yield row
  }
/** A picture that was another one before, and a device. */
async function large<Ready extends Made>(ready: Promise<Ready>): Promise<Ready> {
  const made = await ready
  await bring(made, PATIENT, media('m', noise('before')), device('d'))
  await bring(made, media('m'))
  return made
}

describe('keys that are rotated', () => {
  test('of subjects seal documents anew, those of old versions too, and what is swept then is named by nothing', async () => {
    const made = await large(toRotate())
    const before = named(made)
    expect(before.size).toBe(3)
    expect(await rotateSubjects(made.rotating)).toBe(0)
    const after = named(made)
    expect([after.size, [...after].some((name) => before.has(name))]).toEqual([3, false])
    expect(await both(made)).toEqual(BOTH)
    expect(damageOf(made)).toEqual([])
    const sweep = () => sweepDocuments({ ...made.rotating, services: { now: () => made.clock.now } })
    expect(await sweep()).toEqual({ kept: 6, removed: 0 })
    made.clock.now += DAY
    expect(await sweep()).toEqual({ kept: 3, removed: 3 })
    expect(new Set(files(made))).toEqual(after)
    expect(await both(made)).toEqual(BOTH)
  })

  test('of subjects stay while a document is not what was written, until it is set right', async () => {
    const made = await large(toRotate())
    const [name = ''] = named(made)
    const file = made.documents.files.get(name) ?? expect.unreachable()
    for (const bytes of [undefined, file.bytes.subarray(0, -1)]) {
      if (bytes === undefined) made.documents.files.delete(name)
      else made.documents.files.set(name, { ...file, bytes })
      expect(await rotateSubjects(made.rotating)).toBe(1)
      expect(named(made).has(name)).toBe(true)
    }
    made.documents.files.set(name, file)
    expect(await rotateSubjects(made.rotating)).toBe(0)
    expect(await both(made)).toEqual(BOTH)
  })

  test('of subjects go on once the documents answer again', async () => {
    const made = await large(toRotate())
    const documents: Documents = { ...made.documents, put: () => Promise.reject(new Error('down')) }
    await expect(rotateSubjects({ ...made.rotating, documents })).rejects.toThrow('down')
    expect(await rotateSubjects(made.rotating)).toBe(0)
    expect(await both(made)).toEqual(BOTH)
  })

  test('of an index and of the tenant leave documents as they are', async () => {
    const made = await large(toRotate())
    const before = [named(made), files(made)]
    expect(await rotateIndex(made.rotating)).toBe(0)
    expect(await rotateRoot(made.rotating, { under: undefined })).toBe(0)
    expect([named(made), files(made)]).toEqual(before)
    expect(await both(made)).toEqual(BOTH)
    const report = await bring(made, { ...device('other'), parent: { reference: 'Device?identifier=urn:devices|d' } })
    expect(report.unresolved).toBe(0)
  })
})

test('contact data and a label are written without the document of the record, which it goes on naming', async () => {
  const made = await toRotate()
  const photo = [{ contentType: 'image/png', data: noise('photo') }]
  await bring(made, { ...PATIENT, photo })
  const before = named(made)
  const patient = made.north.recordId({ system: 'fhir', type: 'Patient', id: 'p' })
  const telecom = [{ system: 'phone', value: '555-0177' }]
  const contact = await act(made, made.support, 'updatePatientContact', { patient, expectedVersion: 1, telecom })
  await act(made, made.support, 'assignCareTeam', { patient, practitioner: made.dora })
  const label = await act(made, made.doctor, 'labelRecord', { patient, segments: ['VIP'] })
  expect([contact.code, label.code]).toEqual(['OK', 'OK'])
  const versions = made.memory
    .rows()
    .flatMap(({ row: { pk, OPAQUE, v } }) =>
      String(pk).endsWith(`#P#${patient}`) && typeof OPAQUE === 'string' ? [v] : [],
    )
  expect([before.size, named(made), versions.toSorted()]).toEqual([1, before, [1, 2, 3]])
  const at = { table: made.memory, documents: made.documents, keys: made.north }
  expect(await kept(at, { type: 'Patient', id: 'p' })).toMatchObject({ photo })
})

describe('an erasure', () => {
  test('takes the documents of the patient with it, and no others', async () => {
    const made = await large(toShred())
    const patient = made.north.recordId({ system: 'fhir', type: 'Patient', id: 'p' })
    expect(files(made).filter((name) => name.includes(patient))).toHaveLength(2)
    await made.both(patient)
    made.clock.now = Date.now() + 7 * DAY
    expect(await shredDue(made.shredding)).toMatchObject({ patients: 1 })
    expect(files(made).map((name) => name.split('/')[1])).toEqual(['-'])
    expect(made.naming(patient)).toHaveLength(1)
  })

  test('that is stopped at any of them goes on; from the first on nothing of the patient opens', async () => {
    for (const after of [0, 1]) {
      const made = await large(toShred())
      const patient = made.north.recordId({ system: 'fhir', type: 'Patient', id: 'p' })
      await made.both(patient)
      made.clock.now = Date.now() + 7 * DAY
      let left = after
      const documents: Documents = {
        ...made.documents,
        remove: (name) => (left-- > 0 ? made.documents.remove(name) : Promise.reject(new Error('down'))),
      }
      await expect(shredDue({ ...made.shredding, documents })).rejects.toThrow('down')
      expect(files(made).filter((name) => name.includes(patient))).toHaveLength(2 - after)
      await expect(both(made)).rejects.toMatchObject({ code: 'ERR_VAULT_SHREDDED' })
      expect(await shredDue(made.shredding)).toMatchObject({ patients: 1 })
      expect(files(made).filter((name) => name.includes(patient))).toEqual([])
      expect(made.naming(patient)).toHaveLength(1)
    }
  })
})

describe('sweeping', () => {
  const STRAY = (tenant: string) => `${tenant}/-/stray`

  test('takes what no row names and is a day old, of this tenant, and goes on where it was stopped', async () => {
    const made = await large(toRotate())
    const { north, south, documents, clock, rotating } = made
    const before = files(made)
    const strays = [north, south].flatMap(({ tenant }) => ['a', 'b'].map((end) => STRAY(tenant) + end))
    for (const name of strays) await documents.put(name, new Uint8Array(1))
    const sweeping = { ...rotating, services: { now: () => clock.now } }
    clock.now += DAY - 60_000
    expect(await sweepDocuments(sweeping)).toEqual({ kept: 5, removed: 0 })
    clock.now += 120_000
    let left = 1
    const remove: Documents['remove'] = async (name) => {
      if (left-- === 0) throw new Error('down')
      await documents.remove(name)
    }
    await expect(sweepDocuments({ ...sweeping, documents: { ...documents, remove } })).rejects.toThrow('down')
    expect(await sweepDocuments(sweeping)).toEqual({ kept: 3, removed: 1 })
    expect(files(made).toSorted()).toEqual([...before, ...strays.slice(2)].toSorted())
    expect(await both(made)).toEqual(BOTH)
  })

  test('keeps a document whose version becomes an old one while rows are read', async () => {
    const made = await large(toRotate())
    const { clock, rotating } = made
    clock.now += 2 * DAY
    let moved = false
    // Old versions come first in a chart: what is written after they were read was there under neither key.
    const scan: typeof rotating.scan = async function* (name) {
      for await (const row of scanOf(made)(name)) if (String(row.sk).startsWith('H#')) yield row
      if (!moved) await bring(made, media('m', noise('after')))
      moved = true
      for await (const row of scanOf(made)(name)) if (!String(row.sk).startsWith('H#')) yield row
    }
    expect(await sweepDocuments({ ...rotating, services: { now: () => clock.now }, scan })).toMatchObject({
      removed: 0,
    })
    expect([...named(made)].every((name) => made.documents.files.has(name))).toBe(true)
  })
})

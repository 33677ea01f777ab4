import { describe, expect, test } from 'vitest'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { audited, counts, snapshot, store, twin } from './importStore.ts'

const organization = (name: string, more = {}) => ({ resourceType: 'Organization', id: 'o', name, ...more })
const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'Example' }] }
const bundle = (...resources: readonly unknown[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
})
const observation = (id: string, more = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'weight' },
  subject: { reference: 'Patient/p' },
  ...more,
})

describe('references', () => {
  test('urn references lead to records, whatever the order of the entries', async () => {
    const { fixtures, current, id, keys } = await store()
    const report = await fixtures('transaction.json')
    expect(report).toMatchObject({ tenant: 'north', files: 1, resources: 6, unresolved: 0, rejected: [] })
    expect(counts(report, 'Condition')).toEqual({ created: 1, updated: 0, unchanged: 0, rejected: 0, opaque: 0 })
    expect(counts(report, 'Patient')).toEqual({ created: 1, updated: 0, unchanged: 0, rejected: 0, opaque: 0 })

    const pid = id('Patient', 'pat-1')
    const [obs] = current('Observation', 'obs-1')
    expect(obs?.place).toBe(`${keys.tenant}#P#${pid} R#ob#${id('Observation', 'obs-1')}`)
    expect(obs?.opened.CLINICAL).toMatchObject({
      subject: { reference: pid },
      encounter: { reference: id('Encounter', 'enc-1') },
      valueQuantity: { value: 72, unit: 'beats/minute' },
    })
    expect(current('Encounter', 'enc-1')[0]?.opened.VISIT).toMatchObject({
      participant: [{ individual: { reference: id('Practitioner', 'prac-1') } }],
      serviceProvider: { reference: id('Organization', 'org-1') },
    })
    expect(current('Condition', 'con-1')[0]?.place).toContain(`#P#${pid} R#co#`)
  })

  test('a reference that does not lead to the type of its field is left out of it', async () => {
    const { fixtures, current, id } = await store()
    await fixtures('transaction.json')
    const [obs] = current('Observation', 'obs-1')
    expect(obs?.opened.CLINICAL).toMatchObject({ performer: [{ reference: id('Practitioner', 'prac-1') }] })
  })

  test('what has no field is kept with the source id and the references as the source wrote them', async () => {
    const { fixtures, current, id } = await store()
    await fixtures('transaction.json')
    expect(current('Observation', 'obs-1')[0]?.opened.OPAQUE).toEqual({
      resourceType: 'Observation',
      id: 'obs-1',
      note: [{ text: 'regular' }],
      subject: { reference: 'urn:uuid:0a000000-0000-4000-8000-000000000003' },
      encounter: { reference: 'urn:uuid:0a000000-0000-4000-8000-000000000004' },
      performer: [
        { reference: 'urn:uuid:0a000000-0000-4000-8000-000000000001' },
        { reference: 'urn:uuid:0a000000-0000-4000-8000-000000000002', display: 'Dr. Fixture' },
      ],
    })
    expect(current('Condition', 'con-1')[0]?.opened).toEqual({
      CLINICAL: { code: { text: 'a condition' }, subject: { reference: id('Patient', 'pat-1') } },
      PROVENANCE: { changed: { at: '2026-11-15T12:00:00.000Z', role: 'SERVICE' } },
      OPAQUE: {
        resourceType: 'Condition',
        id: 'con-1',
        subject: { reference: 'urn:uuid:0a000000-0000-4000-8000-000000000003' },
      },
    })
  })

  test('a conditional reference leads to the only resource with the identifier, and to none of several', async () => {
    const { fixtures, current, id } = await store()
    const report = await fixtures('conditional.ndjson')
    expect(current('Encounter', 'enc-2')[0]?.opened.VISIT).toMatchObject({
      participant: [{ individual: { reference: id('Practitioner', 'prac-2') } }],
    })
    expect(current('Encounter', 'enc-2')[0]?.opened.VISIT).not.toHaveProperty('serviceProvider')
    expect(report.unresolved).toBe(2)
    expect(report.rejected).toEqual([])
  })

  test('a conditional reference leads to what an earlier import brought', async () => {
    const npi = { system: 'http://hl7.org/fhir/sid/us-npi', value: '1000000009' }
    const { resources, current, id } = await store()
    await resources([{ resourceType: 'Practitioner', id: 'before', identifier: [npi] }])
    const visit = {
      resourceType: 'Encounter',
      id: 'visit',
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${patient.id}` },
      participant: [{ individual: { reference: `Practitioner?identifier=${npi.system}|${npi.value}` } }],
    }
    const report = await resources([patient, visit])
    expect(report.unresolved).toBe(0)
    expect(current('Encounter', 'visit')[0]?.opened.VISIT).toMatchObject({
      participant: [{ individual: { reference: id('Practitioner', 'before') } }],
    })
    await resources([{ resourceType: 'Practitioner', id: 'twin', identifier: [npi] }])
    expect((await resources([{ ...visit, id: 'later' }])).unresolved).toBe(1)
  })

  test('a conditional reference leads to a patient whom an earlier import brought, if nobody else has the identifier', async () => {
    const member = { system: 'urn:insurer:members', value: 'W-1', type: { coding: [{ code: 'MB' }] } }
    const { resources, current, id } = await store()
    await resources([{ resourceType: 'Patient', id: 'before', identifier: [member] }])
    const visit = {
      resourceType: 'Encounter',
      id: 'visit',
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: `Patient?identifier=${member.system}|${member.value}` },
    }
    expect((await resources([visit])).rejected).toEqual([])
    expect(current('Encounter', 'visit')[0]?.opened.VISIT).toMatchObject({
      subject: { reference: id('Patient', 'before') },
    })
    await resources([{ resourceType: 'Patient', id: 'twin', identifier: [member] }])
    expect((await resources([{ ...visit, id: 'later' }])).rejected).toMatchObject([{ code: 'NO_PATIENT' }])
  })

  test('a urn means what its own file says', async () => {
    const url = 'urn:uuid:0a000000-0000-4000-8000-00000000000a'
    const file = (name: string) => ({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { fullUrl: url, resource: { ...patient, id: name } },
        { resource: observation(`of-${name}`, { subject: { reference: url } }) },
      ],
    })
    const { resources, current, id } = await store()
    await resources([file('a'), file('b')])
    expect(current('Observation', 'of-a')[0]?.place).toContain(id('Patient', 'a'))
    expect(current('Observation', 'of-b')[0]?.place).toContain(id('Patient', 'b'))
  })

  test('a reference to a record of an earlier import is resolved, one to nothing is counted and kept', async () => {
    const { resources, current, id } = await store()
    const visit = observation('1', { encounter: { reference: 'Encounter/e' } })
    expect(await resources([bundle(patient, visit)])).toMatchObject({ unresolved: 1 })
    expect(current('Observation', '1')[0]?.opened.CLINICAL).toMatchObject({
      encounter: { reference: id('Encounter', 'e') },
    })
    const encounter = {
      resourceType: 'Encounter',
      id: 'e',
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: 'Patient/p' },
    }
    await resources([encounter])
    expect(await resources([bundle(patient, visit)])).toMatchObject({ unresolved: 0 })
  })
})

describe('patients', () => {
  test('what cannot be filed is rejected with file, position and code, and without a value', async () => {
    const { fixtures, rows } = await store()
    const report = await fixtures('dangling.json', 'searchset.json')
    expect(report.rejected.map(({ file, ...rest }) => ({ file: file.split('/').at(-1), ...rest }))).toEqual([
      { file: 'dangling.json', position: 2, type: 'Observation', code: 'NO_PATIENT' },
      { file: 'dangling.json', position: 5, type: 'Patient', code: 'WRONG_TYPE' },
      { file: 'dangling.json', position: 6, type: 'Condition', code: 'NO_PATIENT' },
      { file: 'searchset.json', position: 0, type: 'Bundle', code: 'BUNDLE_TYPE' },
    ])
    expect(JSON.stringify(report)).not.toMatch(/canary|not-here|Searched/)
    expect(counts(report, 'Patient')).toMatchObject({ created: 1, rejected: 1 })
    expect(rows().filter(({ pk, sk }) => /#P#/.test(String(pk)) && sk === 'A')).toHaveLength(1)
  })

  test('dangling references are counted, contained resources stay inside', async () => {
    const { fixtures, current } = await store()
    const report = await fixtures('dangling.json')
    expect(report.unresolved).toBe(2)
    const [obs] = current('Observation', 'obs-3')
    expect(obs?.opened.CLINICAL).not.toHaveProperty('performer')
    expect(obs?.opened.OPAQUE).toMatchObject({ contained: [{ id: 'inside', name: [{ family: 'Inside' }] }] })
  })

  test('a typed resource of no patient is kept as sealed FHIR of the tenant', async () => {
    const { fixtures, current } = await store()
    const report = await fixtures('dangling.json')
    expect(counts(report, 'Observation')).toEqual({ created: 2, updated: 0, unchanged: 0, rejected: 1, opaque: 1 })
    const [obs] = current('Observation', 'obs-5')
    expect(obs?.place).toMatch(/^[a-z2-7]{12}#ob#[a-z2-7]{26} A$/)
    expect(Object.keys(obs?.opened ?? {})).toEqual(['OPAQUE'])
    expect(obs?.marks).toMatchObject({ t: undefined, c: undefined })
  })

  test('what may be about a patient who cannot be found is rejected, not kept as nobody’s', async () => {
    const { resources } = await store()
    const lost = ['urn:uuid:0a000000-0000-4000-8000-00000000dead', 'Patient?identifier=urn:mrn|1', 'Patient/p']
    const report = await resources(lost.map((reference, i) => observation(`${i}`, { subject: { reference } })))
    expect(report.rejected.map(({ code }) => code)).toEqual(['NO_PATIENT', 'NO_PATIENT', 'NO_PATIENT'])
  })

  test('contents under one id with and without a patient each count once', async () => {
    const { resources } = await store()
    const device = { resourceType: 'Device', id: 'd' }
    const report = await resources([patient, device, { ...device, patient: { reference: 'Patient/p' } }])
    expect(counts(report, 'Device')).toEqual({ created: 2, updated: 0, unchanged: 0, rejected: 0, opaque: 2 })
  })

  test('a patient of an earlier import takes what a later one brings', async () => {
    const { resources, current, id } = await store()
    await resources([patient])
    const report = await resources([observation('late')])
    expect(report.rejected).toEqual([])
    expect(current('Observation', 'late')[0]?.place).toContain(id('Patient', 'p'))
  })

  test('a patient of another tenant takes nothing', async () => {
    const north = await store()
    await north.resources([patient])
    const files = [{ name: 'x', text: JSON.stringify(observation('x')), kind: 'json' as const }]
    const { services, documents } = north
    const report = await importResources({ services, documents, tenantName: 'south', files })
    expect(report.rejected).toMatchObject([{ code: 'NO_PATIENT' }])
  })
})

describe('versions', () => {
  test('of several contents under one id the latest is current and the earlier ones are its history', async () => {
    const { fixtures, memory, keys, id } = await store()
    const report = await fixtures('twice.json')
    expect(counts(report, 'Organization')).toEqual({ created: 1, updated: 2, unchanged: 1, rejected: 0, opaque: 0 })
    const rows = snapshot({ memory, keys }).filter(({ place }) => place.includes(id('Organization', 'org-2')))
    const names = rows.map(({ marks, opened }) => [marks.v, (opened.STAFF as { name: string }).name])
    expect(names.sort()).toEqual([
      [1, 'First name'],
      [2, 'Second name'],
      [3, 'Third name'],
    ])
    expect(rows.find(({ place }) => place.endsWith(' A'))?.marks).toMatchObject({ v: 3, w: 3 })
  })

  test('importing again creates and updates nothing', async () => {
    const { fixtures, memory, keys } = await store()
    const all = ['transaction.json', 'conditional.ndjson', 'twice.json', 'dangling.json']
    const first = await fixtures(...all)
    const before = memory.rows()
    const second = await fixtures(...all)
    for (const [type, { created, updated, unchanged, rejected }] of Object.entries(second.types)) {
      const once = counts(first, type)
      const accepted = (once?.created ?? 0) + (once?.updated ?? 0) + (once?.unchanged ?? 0)
      expect({ created, updated, unchanged, rejected }, type).toEqual({
        created: 0,
        updated: 0,
        unchanged: accepted,
        rejected: once?.rejected,
      })
    }
    expect(second.unresolved).toBe(first.unresolved)
    expect(memory.rows()).toEqual(before)
    expect(snapshot({ memory, keys }).length).toBeGreaterThan(10)
  })

  test('a content imported before is unchanged, whatever came after it', async () => {
    const { resources, current } = await store()
    await resources([organization('a')])
    await resources([organization('b')])
    const report = await resources([organization('a')])
    expect(counts(report, 'Organization')).toMatchObject({ updated: 0, unchanged: 1 })
    expect(current('Organization', 'o')[0]?.opened.STAFF).toEqual({ name: 'b' })
  })

  test('of more than eight contents the last eight count, and importing them again changes nothing', async () => {
    const { resources, current } = await store()
    const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00Z`
    const all = Array.from({ length: 11 }, (_, i) =>
      organization(`name ${i + 1}`, { meta: { lastUpdated: day(i + 1) } }),
    )
    expect(counts(await resources([bundle(...all)]), 'Organization')).toMatchObject({
      created: 1,
      updated: 7,
      unchanged: 3,
    })
    expect(counts(await resources([bundle(...all)]), 'Organization')).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 11,
    })
    expect(current('Organization', 'o')[0]).toMatchObject({ opened: { STAFF: { name: 'name 11' } }, marks: { v: 8 } })
  })

  test('contents that an import finds remembered stay remembered while it adds others', async () => {
    const { resources } = await store()
    const named = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, i) => organization(`${prefix}${i}`))
    await resources([bundle(organization('first'), ...named('early', 7))])
    const mixed = bundle(organization('first'), ...named('late', 7))
    expect(counts(await resources([mixed]), 'Organization')).toMatchObject({ updated: 7, unchanged: 1 })
    expect(counts(await resources([mixed]), 'Organization')).toMatchObject({ updated: 0, unchanged: 8 })
  })

  test('a whole record replaces the one before: fields that are gone are gone, postings follow', async () => {
    const { resources, current, rows } = await store()
    const person = (more: object) => ({ resourceType: 'Patient', id: 'p', birthDate: '1990-01-01', ...more })
    await resources([person({ name: [{ family: 'Before' }], gender: 'female', identifier: [{ value: 'M-1' }] })])
    const postings = () =>
      rows()
        .filter(({ pk }) => String(pk).includes('#X#'))
        .map(({ pk }) => pk)
    const first = postings()
    await resources([person({ name: [{ family: 'After' }] })])
    const [stored] = current('Patient', 'p')
    expect(stored?.opened).toMatchObject({
      DEMOGRAPHIC: { birthDate: '1990-01-01' },
      NAME: { name: [{ family: 'After' }] },
    })
    expect(stored?.opened).not.toHaveProperty('IDENTIFIER')
    expect(stored?.opened.DEMOGRAPHIC).not.toHaveProperty('gender')
    expect(first).toHaveLength(2)
    expect(postings()).toHaveLength(1)
    expect(first).not.toContain(postings()[0])
  })

  test('the order of files and of entries does not matter', async () => {
    const names = ['transaction.json', 'conditional.ndjson', 'twice.json', 'dangling.json']
    const one = await store()
    const other = await twin(one)
    await one.fixtures(...names)
    await other.fixtures(...names.toReversed())
    expect(snapshot(other)).toEqual(snapshot(one))

    const contents = [organization('x'), organization('y'), organization('z'), patient, observation('1')]
    const third = await twin(one)
    const fourth = await twin(one)
    await third.resources([bundle(...contents)])
    await fourth.resources(contents.toReversed())
    expect(snapshot(fourth)).toEqual(snapshot(third))
  })
})

describe('the audit trail', () => {
  test('each written record is in the audit record of its transaction, as a named SERVICE, without a value', async () => {
    const { fixtures, memory } = await store()
    await fixtures('transaction.json')
    const changed = audited({ memory })
    expect(changed.map(([, type]) => type).sort()).toEqual([
      'CareTeamMembership',
      'Condition',
      'Encounter',
      'Observation',
      'Organization',
      'Patient',
      'Practitioner',
    ])
    const lines = memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [String(row.r)] : []))
    const [record] = lines.map((line) => JSON.parse(line)).filter(({ outcome }) => outcome === 'OK')
    expect(record).toMatchObject({
      origin: 'import',
      caller: { role: 'SERVICE', purpose: 'HOPERAT' },
      operation: { kind: 'import' },
      opened: 0,
    })
    expect(lines.join()).not.toMatch(/Fixture|MRN-0001|pat-1|1980-02-29/)
  })
})

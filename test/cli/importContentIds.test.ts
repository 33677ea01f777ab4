import { describe, expect, test } from 'vitest'
import { exported } from './export.fixture.ts'
import { audited, counts, NOW, store } from './importStore.ts'

const anna = { resourceType: 'Patient', name: [{ family: 'Example', given: ['Anna'] }] }
const bert = { resourceType: 'Patient', name: [{ family: 'Example', given: ['Bert'] }] }
const bundle = (...entry: readonly object[]) => ({ resourceType: 'Bundle', type: 'collection', entry })
const patients = (of: Parameters<typeof audited>[0]) => audited(of).filter(([, type]) => type === 'Patient').length

describe('what states no id', () => {
  test('is a record of its own content: the same twice is one, and again it is unchanged', async () => {
    const north = await store()
    const first = await north.resources([anna, bundle({ resource: bert }, { resource: anna })])
    expect(first.rejected).toEqual([])
    expect(counts(first, 'Patient')).toMatchObject({ created: 2, updated: 0, unchanged: 1 })
    const keysInOtherOrder = { name: [{ given: ['Anna'], family: 'Example' }], resourceType: 'Patient' }
    const again = await north.resources([bert, keysInOtherOrder])
    expect(counts(again, 'Patient')).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
    expect(patients(north)).toBe(2)
  })

  test('is another record when its content changed: nothing says that it is the same one', async () => {
    const north = await store()
    await north.resources([anna])
    const report = await north.resources([{ ...anna, gender: 'female' }])
    expect(counts(report, 'Patient')).toMatchObject({ created: 1, updated: 0 })
  })

  test('has another id in every tenant, as what is known of a person would tell whose row it is', async () => {
    const ids = await Promise.all(
      [await store(), await store()].map(async (one) => {
        await one.resources([anna])
        return (await exported(one)).resources.map(({ id }) => id)
      }),
    )
    expect(new Set(ids.flat()).size).toBe(2)
  })

  test('leaves under its stored id, with what it said and no id of a source', async () => {
    const north = await store()
    await north.resources([anna])
    const { resources } = await exported(north)
    const [[, , id] = []] = audited(north).filter(([, type]) => type === 'Patient')
    expect(resources).toEqual([{ ...anna, id, meta: { versionId: '1', lastUpdated: new Date(NOW).toISOString() } }])
  })

  test('takes the id of a urn, and references to one and to another URL lead to it', async () => {
    const north = await store()
    const uuid = '0c000000-0000-4000-8000-000000000001'
    const finding = (id: string, reference: string) => ({
      resource: { resourceType: 'Observation', id, status: 'final', code: { text: 'x' }, subject: { reference } },
    })
    const report = await north.resources([
      bundle(
        { fullUrl: `urn:uuid:${uuid}`, resource: anna },
        { fullUrl: 'https://a.example/Person/7', resource: bert },
        finding('of-anna', `urn:uuid:${uuid}`),
        finding('of-bert', 'https://a.example/Person/7'),
      ),
    ])
    expect(report).toMatchObject({ rejected: [], unresolved: 0 })
    const owners = ['of-anna', 'of-bert'].map((id) => north.current('Observation', id)[0]?.place.split(/[# ]/)[2])
    expect(owners[0]).toBe(north.id('Patient', uuid))
    expect(new Set(owners).size).toBe(2)
    expect(
      audited(north)
        .filter(([, type]) => type === 'Patient')
        .map(([, , id]) => id),
    ).toEqual(expect.arrayContaining(owners))
  })

  test('is no record if it is a reply of a server or what an operation took', async () => {
    const { resources, rows } = await store()
    const before = rows().length
    const report = await resources([{ resourceType: 'OperationOutcome', issue: [] }, { resourceType: 'Parameters' }])
    expect(report.rejected.map(({ code }) => code)).toEqual(['NOT_A_RECORD', 'NOT_A_RECORD'])
    expect(rows().length).toBe(before)
  })
})

test('a document brings its entries, its Composition among them; a reference to a version leads to the record', async () => {
  const north = await store()
  const composition = {
    resourceType: 'Composition',
    id: 'c',
    status: 'final',
    type: { text: 'note' },
    date: '2026-01-02',
    author: [{ display: 'nobody' }],
    title: 'Note',
    subject: { reference: 'Patient/p' },
    section: [{ entry: [{ reference: 'Observation/o/_history/1' }, { reference: 'Observation/o/_history/2' }] }],
  }
  const version = (versionId: string, valueString: string) => ({
    resourceType: 'Observation',
    id: 'o',
    meta: { versionId, lastUpdated: `2026-01-0${versionId}T00:00:00Z` },
    status: 'final',
    code: { text: 'x' },
    subject: { reference: 'Patient/p' },
    valueString,
  })
  const resources = [composition, version('2', 'later'), version('1', 'earlier'), { ...anna, id: 'p' }]
  const report = await north.resources([
    { ...bundle(...resources.map((resource) => ({ resource }))), type: 'document' },
  ])
  expect(report).toMatchObject({ rejected: [], unresolved: 0 })
  expect(counts(report, 'Composition')).toMatchObject({ created: 1 })
  expect(counts(report, 'Observation')).toMatchObject({ created: 1, updated: 1 })
  expect(north.current('Observation', 'o')[0]?.opened.CLINICAL).toMatchObject({ valueString: 'later' })
  const [left] = (await exported(north)).resources.filter(({ resourceType }) => resourceType === 'Composition')
  const reference = `Observation/${north.id('Observation', 'o')}`
  expect(left?.section).toEqual([{ entry: [{ reference }, { reference }] }])
})

import { postingsOf, uniqueKey } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'
import { audited, type Store, snapshot, store } from './importStore.ts'

const patient = (id: string, ...numbers: readonly string[]) => ({
  resourceType: 'Patient',
  id,
  name: [{ family: id }],
  identifier: numbers.map((value) => ({ value })),
})

/** Who has which number first, by the rows that say so. */
function first({ memory, keys, id }: Store, ids: readonly string[]) {
  const names = new Map(ids.map((name) => [id('Patient', name), name]))
  return (number: string) => {
    const posting = `${keys.tenant}#X#MRN.1#${keys.indexTokens({ index: 'MRN', values: [number] })[0].token}`
    const row = memory.rows().find((one) => one.row.pk === uniqueKey(posting).pk)?.row
    return row && names.get(String(row.id))
  }
}

/** The pairs that the queue names. */
function pairs(of: Store, ids: readonly string[]): readonly string[] {
  const names = new Map(ids.map((name) => [of.id('Patient', name), name]))
  return snapshot(of)
    .map(({ opened }) => opened.REVIEW as { concerns: string; other: string; kind: string } | undefined)
    .flatMap((said) => (said === undefined ? [] : [[names.get(said.concerns), names.get(said.other)].sort().join(' ')]))
    .sort()
}

test('a record number that comes with another patient is kept by both, found by both, and reviewed once', async () => {
  const made = await store()
  const ids = ['ann', 'bob']
  expect((await made.resources([patient('ann', 'N-1')])).types.Patient).toMatchObject({ created: 1, rejected: 0 })
  expect((await made.resources([patient('bob', 'N-1', 'N-2')])).types.Patient).toMatchObject({
    created: 1,
    rejected: 0,
  })
  expect([first(made, ids)('N-1'), first(made, ids)('N-2')]).toEqual(['ann', 'bob'])
  expect(pairs(made, ids)).toEqual(['ann bob'])
  await made.resources([{ ...patient('bob', 'N-1', 'N-2'), gender: 'male' }])
  await made.resources([{ ...patient('ann', 'N-1', 'N-2'), gender: 'female' }])
  expect(pairs(made, ids)).toEqual(['ann bob'])
  const raised = audited(made).filter(([, type]) => type === 'Review')
  expect(raised.map(([whose, , , fields, version]) => [whose, fields, version])).toEqual([
    [null, ['kind', 'concerns', 'other', 'at', 'due', 'state'], 1],
  ])
})

test('a number is free again with the change of the one who had it, whichever comes first in the files', async () => {
  for (const order of [
    ['ann', 'bob'],
    ['bob', 'ann'],
  ]) {
    const made = await store()
    await made.resources([patient('ann', 'N-1')])
    const next = { ann: patient('ann', 'N-2'), bob: patient('bob', 'N-1') }
    await made.resources(order.map((name) => next[name as keyof typeof next]))
    expect([first(made, order)('N-1'), first(made, order)('N-2')]).toEqual(['bob', 'ann'])
    expect(pairs(made, order)).toEqual([])
    await made.resources([patient('bob', 'N-3')])
    expect(first(made, order)('N-1')).toBeUndefined()
  }
})

test('a whole house may be numbered anew, each by the number of the next', async () => {
  const made = await store()
  const ids = Array.from({ length: 30 }, (_, i) => `p${i}`)
  const numbered = (by: number) => made.resources(ids.map((id, i) => patient(id, `N-${i + by}`)))
  await numbered(0)
  await numbered(1)
  expect(pairs(made, ids)).toEqual([])
  expect(ids.map((_, i) => first(made, ids)(`N-${i + 1}`))).toEqual(ids)
})

test('two that exchange their numbers go ahead, and are reviewed: for a moment both had one', async () => {
  const made = await store()
  const ids = ['ann', 'bob']
  await made.resources([patient('ann', 'N-1'), patient('bob', 'N-2')])
  const { types } = await made.resources([patient('ann', 'N-2'), patient('bob', 'N-1')])
  expect(types.Patient).toMatchObject({ updated: 2 })
  expect(first(made, ids)('N-2')).toBe('ann')
  expect(pairs(made, ids)).toEqual(['ann bob'])
})

test('two that come with the numbers of each other are one review', async () => {
  const made = await store()
  const ids = ['ann', 'bob']
  await made.resources([patient('ann', 'N-1'), patient('bob', 'N-2')])
  await made.resources(ids.map((id) => patient(id, 'N-1', 'N-2')))
  expect([first(made, ids)('N-1'), first(made, ids)('N-2')]).toEqual(['ann', 'bob'])
  expect(pairs(made, ids)).toEqual(['ann bob'])
})

test('many who come at once with one number are one who has it, and a review for each of the others', async () => {
  const made = await store()
  const ids = Array.from({ length: 20 }, (_, i) => `p${i}`)
  const { types } = await made.resources(ids.map((id) => patient(id, 'N-1')))
  expect(types.Patient).toMatchObject({ created: 20, rejected: 0 })
  expect(first(made, ids)('N-1')).toBe('p0')
  expect(pairs(made, ids)).toHaveLength(19)
})

test('of two imports at once one has the number, and the other is reviewed', async () => {
  const made = await store()
  const ids = ['ann', 'bob']
  const reports = await Promise.all(ids.map((id) => made.resources([patient(id, 'N-1')])))
  expect(reports.map(({ types }) => types.Patient?.created)).toEqual([1, 1])
  expect(ids).toContain(first(made, ids)('N-1'))
  expect(pairs(made, ids)).toEqual(['ann bob'])
})

test('who has a number first is believed under its MAC only', async () => {
  const made = await store()
  await made.resources([patient('ann', 'N-1')])
  const held = made.memory.rows().find(({ row }) => String(row.pk).includes('#Q#'))
  if (held === undefined) throw new Error('nobody has it')
  const row = { ...held.row, id: made.id('Patient', 'bob') }
  await made.memory.transact([{ do: 'put', table: 'directory', row }], { token: crypto.randomUUID() })
  await expect(made.resources([patient('cid', 'N-1')])).rejects.toMatchObject({ code: 'INTEGRITY' })
})

test('a patient of more numbers than one transaction takes is refused, and takes none', async () => {
  const made = await store()
  const numbers = Array.from({ length: 60 }, (_, i) => `N-${i}`)
  const { rejected } = await made.resources([patient('ann', ...numbers)])
  expect(rejected.map(({ code }) => code)).toEqual(['TOO_LARGE'])
  expect(made.rows().filter(({ pk }) => String(pk).includes('#Q#'))).toEqual([])
})

test('the privacy officer is told who shares a number and not which; nobody else is', async () => {
  const made = await ward()
  const { services, documents, north, ada, memory, privacy, service } = made
  const files = [{ name: 'one.json', text: JSON.stringify(patient('xaver', 'MRN-00012345')), kind: 'json' as const }]
  // What the fixture wrote is no import: nobody has the number by a row until one comes with it.
  const again = { ...patient('ada', 'MRN-00012345'), birthDate: '1970-03-05' }
  const both = [{ name: 'ada.json', text: JSON.stringify(again), kind: 'json' as const }]
  await importResources({ services, documents, tenantName: 'north', files: both })
  await importResources({ services, documents, tenantName: 'north', files })
  const xaver = north.recordId({ system: 'fhir', type: 'Patient', id: 'xaver' })
  const [review, ...more] = await reviewsOf(made, privacy)
  expect(more).toEqual([])
  expect(review).toMatchObject({ kind: 'DUPLICATE_RECORD_NUMBER', username: null, role: null, reason: null })
  const { body } = await made.query(privacy, '{ reviews { nodes { concerns other } } }')
  expect(body.data.reviews.nodes).toEqual([{ concerns: [ada, xaver].sort()[0], other: [ada, xaver].sort()[1] }])
  expect((await made.query(service, '{ reviews { nodes { id } } }')).body.data.reviews).toBeNull()
  const input = { review: review.id, expectedVersion: 1, finding: 'APPROPRIATE' }
  expect((await act(made, privacy, 'closeReview', input)).code).toBe('OK')
  const head = memory.rows().find(({ row }) => row.pk === `${north.tenant}#P#${xaver}` && row.sk === 'A')
  expect(head && postingsOf(head.row).filter((posting) => posting.includes('#MRN.1#'))).toHaveLength(1)
})

import { rotateIndex } from '@wardgraph/api'
import { claimAction, openTenant, postingsOf, TableError } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { PostingRows } from '../../packages/cli/src/postingRows.ts'
import { damageOf } from '../fixtures/recorded.ts'
import { stopping } from '../fixtures/stopping.ts'
import { type Ready, ready } from './rotate.fixture.ts'

const SEARCHES = [
  'mrn: "MRN-00012345"',
  'identifier: "urn:mrn|MRN-00012345"',
  'family: "Adler", birthDate: "1970-03-05"',
  'phone: "555-0100"',
]
/** By each of them. */
const everywhere = ({ ada }: Pick<Ready, 'ada'>) => SEARCHES.map(() => [ada])

async function found({ query, doctor }: Pick<Ready, 'query' | 'doctor'>) {
  const all = SEARCHES.map((by) => query(doctor, `{ patients(${by}) { nodes { id } } }`))
  return (await Promise.all(all)).map(({ body }) => body.data.patients.nodes.map(({ id }: { id: string }) => id))
}

/** The versions under which there are postings, and numbers that somebody has first. */
const indexVersions = ({ memory, north }: Pick<Ready, 'memory' | 'north'>) =>
  new Set(
    memory.rows().flatMap(({ row }) => {
      const [tenant, kind, index] = String(row.pk).split('#')
      return tenant === north.tenant && (kind === 'X' || kind === 'Q') ? [`${kind} ${index?.split('.')[1]}`] : []
    }),
  )

function postingDamage({ memory }: Pick<Ready, 'memory'>) {
  const postings = new PostingRows()
  for (const { table, row } of memory.rows())
    postings.note({ table, pk: String(row.pk), sk: String(row.sk), row, hash: undefined })
  return postings.damage()
}

/** Ada has her number first, as an import would say. */
async function numbered(made: Ready) {
  const { memory, north, ada } = made
  const [row] = await memory.get([{ table: 'records', pk: `${north.tenant}#P#${ada}`, sk: 'A' }])
  const posting = postingsOf(row ?? {}).find((pk) => pk.includes('#MRN.')) ?? ''
  await memory.transact([claimAction(north, { posting, id: ada })], { token: crypto.randomUUID() })
}

test('a new index root finds what the old one found, and nothing is left under the old one', async () => {
  const made = await ready()
  await numbered(made)
  expect(await found(made)).toEqual(everywhere(made))
  expect(indexVersions(made)).toEqual(new Set(['X 1', 'Q 1']))
  const until = async (at: number) => {
    expect(await found(made)).toEqual(everywhere(made))
    await made.rotating.until(at)
  }
  expect(await rotateIndex({ ...made.rotating, until })).toBe(0)
  expect(await found(made)).toEqual(everywhere(made))
  expect(indexVersions(made)).toEqual(new Set(['X 2', 'Q 2']))
  expect([damageOf(made), postingDamage(made)]).toEqual([[], []])
  const [old] = await made.memory.get([{ table: 'keys', pk: `${made.north.tenant}#K`, sk: 'ix#1' }])
  expect(Object.keys(old ?? {}).sort()).toEqual(['m', 'pk', 'sk', 'w'])
})

test('both are read while it runs: stopped anywhere, everybody is found once, and it goes on', async () => {
  const { stop, through } = stopping()
  const made = await ready(through)
  await numbered(made)
  let stopped = 0
  for (; ; stopped += 1) {
    stop.after = 2
    const damaged = await rotateIndex(made.rotating).catch((error: unknown) => error)
    stop.after = 0
    expect(await found(made)).toEqual(everywhere(made))
    if (damaged === 0) break
    expect(damaged).toBeInstanceOf(TableError)
  }
  expect(stopped).toBeGreaterThan(0)
  expect([damageOf(made), postingDamage(made)]).toEqual([[], []])
})

const importing = ({ services, documents }: Ready, ...patients: readonly Readonly<Record<string, unknown>>[]) =>
  importResources({
    services,
    documents,
    tenantName: 'north',
    files: patients.map((one) => {
      const text = JSON.stringify({ resourceType: 'Patient', name: [{ family: one.id }], ...one })
      return { name: `${one.id}.json`, text, kind: 'json' as const }
    }),
  })

test('who has a number first has it while that runs, and an import is told so under whichever root', async () => {
  const made = await ready()
  const { north, memory, privacy } = made
  const numbered = (id: string, more: object = {}) => ({ id, identifier: [{ value: 'N-1' }], ...more })
  const idOf = (id: string) => north.recordId({ system: 'fhir', type: 'Patient', id })
  await importing(made, numbered('ann'))
  const until = async (at: number) => {
    await made.rotating.until(at)
    await importing(made, numbered('bob'))
    await importing(made, numbered('ann', { gender: 'female' }))
    await importing(made, numbered('cid'))
  }
  expect(await rotateIndex({ ...made.rotating, until })).toBe(0)
  const holders = memory.rows().filter(({ row }) => String(row.pk).startsWith(`${north.tenant}#Q#`))
  expect(holders.map(({ row }) => row.id)).toEqual([idOf('ann')])
  const { body } = await made.query(privacy, '{ reviews { nodes { kind concerns other } } }')
  const pairs = ['bob', 'cid'].map((other) => [idOf('ann'), idOf(other)].sort())
  expect(body.data.reviews.nodes).toHaveLength(2)
  for (const [concerns, other] of pairs)
    expect(body.data.reviews.nodes).toContainEqual({ kind: 'DUPLICATE_RECORD_NUMBER', concerns, other })
  expect([damageOf(made), postingDamage(made)]).toEqual([[], []])
})

test('a number that another has under the new root is not waited for', async () => {
  const made = await ready()
  await numbered(made)
  const { memory, north, ben } = made
  const until = async (at: number) => {
    await made.rotating.until(at)
    const keys = await openTenant(made.services, north.tenant)
    const [{ version, token }] = keys.indexTokens({ index: 'MRN', values: ['MRN-00012345'] })
    const posting = `${north.tenant}#X#MRN.${version}#${token}`
    await memory.transact([claimAction(keys, { posting, id: ben })], { token: crypto.randomUUID() })
  }
  expect(await rotateIndex({ ...made.rotating, until })).toBe(0)
  expect(await found(made)).toEqual(everywhere(made))
  const holders = memory.rows().filter(({ row }) => String(row.pk).startsWith(`${north.tenant}#Q#`))
  expect(holders.map(({ row }) => row.id)).toEqual([ben])
})

test('more postings than one transaction takes are moved in several', async () => {
  const made = await ready()
  const identifier = Array.from({ length: 20 }, (_, i) => ({ value: `N-${i}` }))
  const telecom = Array.from({ length: 20 }, (_, i) => ({
    system: 'phone',
    value: `555-01${String(i).padStart(2, '0')}`,
  }))
  expect((await importing(made, { id: 'ann', identifier, telecom })).rejected).toEqual([])
  expect(await rotateIndex(made.rotating)).toBe(0)
  expect(indexVersions(made)).toEqual(new Set(['X 2', 'Q 2']))
  expect([damageOf(made), postingDamage(made)]).toEqual([[], []])
})

test('what is written meanwhile is written under the new one, and what it replaces is taken away under the old', async () => {
  const made = await ready()
  const { query, support, ada } = made
  const contact = `mutation M($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) { patient { version } } }`
  const telecom = [{ system: 'phone', value: '555-0199' }]
  const input = { patient: ada, expectedVersion: 1, idempotencyKey: 'k', telecom }
  const until = async (at: number) => {
    await made.rotating.until(at)
    expect((await query(support, contact, { variables: { input } })).body.errors).toBeUndefined()
    expect(await found(made)).toEqual([[ada], [ada], [ada], []])
  }
  expect(await rotateIndex({ ...made.rotating, until })).toBe(0)
  expect(await found(made)).toEqual([[ada], [ada], [ada], []])
  const { body } = await query(made.doctor, '{ patients(phone: "555-0199") { nodes { id } } }')
  expect(body.data.patients.nodes).toEqual([{ id: ada }])
  expect([damageOf(made), postingDamage(made)]).toEqual([[], []])
})

import { rotateIndex } from '@wardgraph/api'
import { claimAction, postingsOf, TableError } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { PostingRows } from '../../packages/cli/src/postingRows.ts'
import { damageOf } from '../fixtures/recorded.ts'
import { type Ready, ready } from './rotate.fixture.ts'

const SEARCHES = ['mrn: "MRN-00012345"', 'family: "Adler", birthDate: "1970-03-05"', 'phone: "555-0100"']

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
  expect(await found(made)).toEqual([[made.ada], [made.ada], [made.ada]])
  expect(indexVersions(made)).toEqual(new Set(['X 1', 'Q 1']))
  const until = async (at: number) => {
    expect(await found(made)).toEqual([[made.ada], [made.ada], [made.ada]])
    await made.rotating.until(at)
  }
  expect(await rotateIndex({ ...made.rotating, until })).toBe(0)
  expect(await found(made)).toEqual([[made.ada], [made.ada], [made.ada]])
  expect(indexVersions(made)).toEqual(new Set(['X 2', 'Q 2']))
  expect([damageOf(made), postingDamage(made)]).toEqual([[], []])
  const [old] = await made.memory.get([{ table: 'keys', pk: `${made.north.tenant}#K`, sk: 'ix#1' }])
  expect(Object.keys(old ?? {}).sort()).toEqual(['m', 'pk', 'sk', 'w'])
})

test('both are read while it runs: stopped anywhere, everybody is found once, and it goes on', async () => {
  const stop = { after: 0 }
  const made = await ready((table) => ({
    ...table,
    transact: async (...of) => {
      stop.after -= 1
      if (stop.after === 0) throw new TableError('UNAVAILABLE')
      return table.transact(...of)
    },
  }))
  await numbered(made)
  let stopped = 0
  for (; ; stopped += 1) {
    stop.after = 2
    const damaged = await rotateIndex(made.rotating).catch((error: unknown) => error)
    stop.after = 0
    expect(await found(made)).toEqual([[made.ada], [made.ada], [made.ada]])
    if (damaged === 0) break
    expect(damaged).toBeInstanceOf(TableError)
  }
  expect(stopped).toBeGreaterThan(0)
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
    expect(await found(made)).toEqual([[ada], [ada], []])
  }
  expect(await rotateIndex({ ...made.rotating, until })).toBe(0)
  expect(await found(made)).toEqual([[ada], [ada], []])
  const { body } = await query(made.doctor, '{ patients(phone: "555-0199") { nodes { id } } }')
  expect(body.data.patients.nodes).toEqual([{ id: ada }])
  expect([damageOf(made), postingDamage(made)]).toEqual([[], []])
})

import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const linked = (id: string) =>
  `{ patient(id: "${id}") { linked { nodes { id name { family } } pageInfo { hasNextPage } } } }`

async function two() {
  const made = await ward()
  const { north, ada, ben, dora, join } = made
  await treat(made, north, { patient: ben, actor: dora })
  const second = await join(north, { username: 'admin2', role: 'ADMIN' })
  const link = async (user: Parameters<typeof act>[1], name = 'mergePatients', patient = ada, into = ben) => {
    const { code, done } = await act(made, user, name, { patient, into }, 'state')
    return done?.state ?? code
  }
  const seen = async (user: Parameters<typeof act>[1], id: string) => {
    const { body } = await made.query(user, linked(id))
    return body.data.patient?.linked?.nodes.map((one: { id: string }) => one.id) ?? null
  }
  return { ...made, second, link, seen }
}

test('two charts are linked by two, and unlinked by two; nothing moves', async () => {
  const { ada, ben, admin, second, privacy, doctor, link, seen, memory, ...made } = await two()
  const records = () =>
    memory.rows().filter(({ table, row }) => table === 'records' && !String(row.pk).endsWith('#V')).length
  const before = records()
  expect(await link(admin)).toBe('PROPOSED')
  expect(await link(admin)).toBe('PROPOSED')
  expect(await link(second)).toBe('PROPOSED')
  expect(await seen(doctor, ada)).toEqual([])
  expect(await link(privacy)).toBe('LINKED')
  expect([await seen(doctor, ada), await seen(doctor, ben)]).toEqual([[ben], [ada]])
  expect(await link(privacy)).toBe('BAD_USER_INPUT')
  expect(await link(privacy, 'unmergePatients', ben, ada)).toBe('PROPOSED')
  expect(await seen(doctor, ada)).toEqual([ben])
  expect(await link(admin, 'unmergePatients')).toBe('UNLINKED')
  expect(await seen(doctor, ada)).toEqual([])
  expect(records()).toBe(before)
  const kinds = (await reviewsOf({ query: made.query }, privacy)).map(({ kind }: { kind: string }) => kind)
  expect(new Set(kinds)).toEqual(new Set(['MERGE']))
})

test('what was proposed is taken back by nobody’s silence: the other way round asks anew', async () => {
  const { admin, privacy, link } = await two()
  expect(await link(admin)).toBe('PROPOSED')
  expect(await link(privacy, 'unmergePatients')).toBe('BAD_USER_INPUT')
  expect(await link(privacy)).toBe('LINKED')
})

test('a link shows a chart to nobody to whom it does not exist by itself', async () => {
  const made = await two()
  const { ada, ben, admin, privacy, nurse, patient, support, link, seen, doctor } = made
  await link(admin)
  await link(privacy)
  // The nurse is in one team only: the other patient is there as any in the house, and its findings are not.
  const { body } = await made.query(
    nurse,
    `{ patient(id: "${ada}") { linked { nodes { id birthDate observations { nodes { id } } } } } }`,
  )
  expect(body.data.patient.linked.nodes).toEqual([{ id: ben, birthDate: '1981', observations: null }])
  expect(await seen(patient, ada)).toEqual([])
  expect(await seen(support, ada)).toBeNull()
  await act(made, doctor, 'labelRecord', { patient: ben, segments: ['VIP'] })
  expect(await seen(nurse, ada)).toEqual([])
  expect(await seen(doctor, ada)).toEqual([ben])
})

test('nobody links a chart with itself, with none or with another tenant’s, or alone, or as somebody else', async () => {
  const { ada, ben, cleo, admin, privacy, doctor, nurse, patient, support, service, link, memory } = await two()
  const links = () => memory.rows().filter(({ row }) => String(row.sk).startsWith('L#')).length
  expect(await link(admin, 'mergePatients', ada, ada)).toBe('BAD_USER_INPUT')
  expect(await link(admin, 'mergePatients', ada, cleo)).toBe('FORBIDDEN')
  expect(await link(admin, 'mergePatients', cleo, ada)).toBe('FORBIDDEN')
  expect(await link(privacy, 'mergePatients', ada, 'a'.repeat(26))).toBe('FORBIDDEN')
  expect(await link(privacy, 'mergePatients', ada, '../x')).toBe('FORBIDDEN')
  for (const user of [doctor, nurse, patient, support, service])
    expect(await link(user, 'mergePatients', ada, ben)).toBe('FORBIDDEN')
  expect(await link(privacy, 'unmergePatients')).toBe('BAD_USER_INPUT')
  expect(links()).toBe(0)
})

import { describe, expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import type { User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

/** Ada and Ben, linked by PRIVACY and ADMIN; Ben has a finding too. */
async function linked() {
  const made = await ward()
  const { north, ada, ben, privacy, admin, query, write, join } = made
  await write(north, {
    type: 'Observation',
    name: 'ben-finding',
    patient: ben,
    content: { status: 'final', code: { text: 'Finding' }, subject: { reference: ben }, valueString: 'of Ben' },
  })
  for (const as of [privacy, admin]) {
    const { code } = await act(made, as, 'mergePatients', { patient: ada, into: ben })
    expect(code).toBe('OK')
  }
  const chart =
    'id name { family } birthDate telecom { value } encounters { nodes { id } } observations { nodes { valueString } }'
  /** What somebody sees of one chart by itself, and what by the link from the other. */
  const walk = async (as: User, from: string, to: string) => {
    const [own, direct] = await Promise.all([
      query(
        as,
        `{ patient(id: "${from}") { linked { nodes { ${chart} } edges { node { id } } pageInfo { hasNextPage } } } }`,
      ),
      query(as, `{ patient(id: "${to}") { ${chart} } }`),
    ])
    const list = own.body.data.patient?.linked
    const denials = (body: typeof own.body) =>
      (body.errors ?? []).map(({ path }: { path: unknown[] }) => path.at(-1)).sort()
    return { list, denied: denials(own.body), direct: direct.body.data.patient, deniedDirectly: denials(direct.body) }
  }
  const eve = await join(north, { username: 'eve', role: 'DOCTOR' })
  return { ...made, walk, eve }
}

describe('a link created, then walked', () => {
  test('the other chart is what its own decision says: of a doctor who treats only one, the name but not the chart', async () => {
    const { ada, ben, walk, doctor, nurse } = await linked()
    for (const as of [doctor, nurse]) {
      const { list, denied, direct, deniedDirectly } = await walk(as, ada, ben)
      expect(list.nodes).toEqual([direct])
      expect(list.nodes[0]).toMatchObject({
        id: ben,
        name: [{ family: 'Bauer' }],
        encounters: null,
        observations: null,
      })
      expect(denied).toEqual(deniedDirectly)
      expect(denied).toEqual(['encounters', 'observations'])
      // From a chart that is closed nothing leads anywhere.
      expect((await walk(as, ben, ada)).list).toBeNull()
    }
  })

  test('a patient does not find the other chart by it, and a stranger finds neither', async () => {
    const { ada, ben, walk, patient, eve, support, admin, privacy, service, stranger } = await linked()
    const own = await walk(patient, ada, ben)
    expect(own.list).toEqual({ nodes: [], edges: [], pageInfo: { hasNextPage: false } })
    expect([own.direct, own.denied]).toEqual([null, []])
    for (const as of [eve, support])
      for (const [from, to] of [
        [ada, ben],
        [ben, ada],
      ] as const)
        expect((await walk(as, from, to)).list).toBeNull()
    for (const as of [admin, privacy, service, stranger]) expect((await walk(as, ada, ben)).list).toBeUndefined()
  })

  test('it makes no relation: not to the other’s records by a write, nor to its list, nor for a proxy', async () => {
    const made = await linked()
    const { north, ada, ben, doctor, patient, support, query, join } = made
    const finding = { code: { text: 'Pain' }, valueString: 'x' }
    expect((await act(made, doctor, 'recordObservation', { patient: ben, ...finding })).code).toBe('FORBIDDEN')
    expect((await act(made, doctor, 'labelRecord', { patient: ben, segments: ['VIP'] })).code).toBe('FORBIDDEN')
    const contact = { patient: ben, expectedVersion: 1, telecom: [] }
    expect((await act(made, patient, 'updatePatientContact', contact)).code).toBe('FORBIDDEN')
    for (const as of [doctor, patient])
      expect((await query(as, '{ patients { nodes { id } } }')).body.data.patients.nodes).toEqual([{ id: ada }])
    const pat = await join(north, { username: 'pat', role: 'PATIENT' })
    await act(made, support, 'assignProxy', { patient: ada, username: 'pat', basis: 'GUARDIAN' })
    const { body } = await query(
      pat,
      `{ patient(id: "${ada}") { linked { nodes { id } } } b: patient(id: "${ben}") { id } }`,
    )
    expect(body.data).toEqual({ patient: { linked: { nodes: [] } }, b: null })
  })

  test('a chart that is hidden, or denied by its patient, is on no list of links, and neither lengthens it', async () => {
    const made = await linked()
    const { ada, ben, walk, doctor, nurse, support } = made
    const rules = [{ type: 'DENY', roles: ['DOCTOR'], classes: ['NAME'] }]
    expect((await act(made, support, 'recordConsent', { patient: ben, expectedVersion: 1, rules })).code).toBe('OK')
    const { list, direct } = await walk(doctor, ada, ben)
    expect([list, direct]).toEqual([{ nodes: [], edges: [], pageInfo: { hasNextPage: false } }, null])
    expect((await walk(nurse, ada, ben)).list.nodes).toHaveLength(1)
  })

  test('what one asks twice is asked by one: the same person under two hats links nothing, nor two of one role', async () => {
    const made = await ward()
    const { north, ada, ben, join, memory, doctor } = made
    const hats = new Map<string, User>()
    for (const username of ['one', 'two', 'three'])
      for (const role of ['ADMIN', 'PRIVACY'] as const)
        hats.set(`${username} ${role}`, await join(north, { username, role }))
    const as = async (hat: string) => {
      const user = hats.get(hat)
      return user && (await act(made, user, 'mergePatients', { patient: ada, into: ben }, 'state')).done.state
    }
    expect(await as('one ADMIN')).toBe('PROPOSED')
    expect(await as('one PRIVACY')).toBe('PROPOSED')
    expect(await as('two PRIVACY')).toBe('PROPOSED')
    expect(await as('three PRIVACY')).toBe('PROPOSED')
    expect(memory.rows().filter(({ row }) => String(row.sk).startsWith('L#') && row.holds === true)).toEqual([])
    const links = async () =>
      (await made.query(doctor, `{ patient(id: "${ada}") { linked { nodes { id } } } }`)).body.data.patient.linked.nodes
    expect(await links()).toEqual([])
    expect(await as('two ADMIN')).toBe('LINKED')
    expect(await links()).toEqual([{ id: ben }])
  })
})

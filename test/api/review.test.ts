import { TableError } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const name = (id: string) => `{ patient(id: "${id}") { name { family } } }`

test('a review is closed with a finding by the privacy officer, once, and leaves the open ones', async () => {
  const made = await ward()
  const { ben, nurse, privacy } = made
  await act(made, nurse, 'breakGlass', { patient: ben, reason: 'Shock' })
  await act(made, nurse, 'endBreakGlass', { patient: ben })
  await act(made, nurse, 'breakGlass', { patient: ben, reason: 'Shock again' })
  const [first, second] = await reviewsOf(made, privacy)
  expect([first.reason, second.reason]).toEqual(['Shock', 'Shock again'])
  const closing = { review: first.id, expectedVersion: 1, finding: 'APPROPRIATE', note: 'Seen the chart' }
  const closed = await act(
    made,
    privacy,
    'closeReview',
    closing,
    'review { state finding note closedBy overdue version }',
  )
  expect(closed.done).toEqual({
    review: {
      state: 'CLOSED',
      finding: 'APPROPRIATE',
      note: 'Seen the chart',
      closedBy: 'privacy',
      overdue: false,
      version: 2,
    },
  })
  expect((await act(made, privacy, 'closeReview', closing)).code).toBe('CONFLICT')
  expect((await reviewsOf(made, privacy)).map(({ id }: { id: string }) => id)).toEqual([second.id])
  expect((await reviewsOf(made, privacy, 'CLOSED')).map(({ id }: { id: string }) => id)).toEqual([first.id])
})

test('the queue is the privacy officer’s: nobody else reads or closes it, and it opens no chart', async () => {
  const made = await ward()
  const { ben, cleo, nurse, privacy, query, south, join, doctor, patient, support, admin, service } = made
  await act(made, nurse, 'breakGlass', { patient: ben, reason: 'Shock' })
  const [{ id: review }] = await reviewsOf(made, privacy)
  const other = await join(south, { username: 'other', role: 'PRIVACY' })
  for (const user of [doctor, nurse, patient, support, admin, service]) {
    const { body } = await query(user, '{ reviews { nodes { id } } }')
    expect(body).toMatchObject({ data: { reviews: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    const closing = { review, expectedVersion: 1, finding: 'APPROPRIATE' }
    expect((await act(made, user, 'closeReview', closing)).code).toBe('FORBIDDEN')
  }
  expect(await reviewsOf(made, other)).toEqual([])
  expect((await act(made, other, 'closeReview', { review, expectedVersion: 1, finding: 'UNCLEAR' })).code).toBe(
    'FORBIDDEN',
  )
  for (const id of [ben, cleo]) expect((await query(privacy, name(id))).body.data.patient).toBeNull()
})

test('the queue is read in pages, the oldest first', async () => {
  const clock = { now: Date.now() - 600_000 }
  const made = await ward({ now: () => clock.now })
  const { ben, nurse, privacy, query } = made
  for (let i = 1; i <= 5; i += 1) {
    clock.now += 1_000
    await act(made, nurse, 'breakGlass', { patient: ben, reason: `Reason ${i}` })
    await act(made, nurse, 'endBreakGlass', { patient: ben })
  }
  const seen: string[] = []
  for (let after: string | null = null, more = true; more; ) {
    const { body }: { body: { data: { reviews: Page } } } = await query(
      privacy,
      'query ($after: Cursor) { reviews(first: 2, after: $after) { nodes { reason } pageInfo { hasNextPage endCursor } } }',
      { variables: { after } },
    )
    seen.push(...body.data.reviews.nodes.map(({ reason }) => reason))
    after = body.data.reviews.pageInfo.endCursor
    more = body.data.reviews.pageInfo.hasNextPage
  }
  expect(seen).toEqual([1, 2, 3, 4, 5].map((i) => `Reason ${i}`))
})
interface Page {
  readonly nodes: { readonly reason: string }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
}

test('a look at one’s own chart, a namesake’s or a neighbour’s is reviewed, once a day', async () => {
  const made = await ward()
  const { north, ada, ben, write, join, query, privacy } = made
  const home = { line: ['1 Example Street'], postalCode: '12345', city: 'X' }
  const practitioner = await write(north, {
    type: 'Practitioner',
    name: 'bea',
    content: { name: [{ family: 'BAUER', given: ['Bea'] }] },
  })
  const own = await write(north, {
    type: 'Patient',
    name: 'bea-as-patient',
    content: { name: [{ family: 'Bauer' }], address: [home] },
  })
  const neighbour = await write(north, {
    type: 'Patient',
    name: 'neighbour',
    content: { name: [{ family: 'Other' }], address: [{ ...home, city: 'Y' }] },
  })
  await join(north, { username: 'bea', role: 'PATIENT', patient: own })
  const bea = await join(north, { username: 'bea', role: 'DOCTOR', practitioner })
  for (const id of [ada, ben, own, neighbour, ben, own]) await query(bea, name(id))
  const queue = (await reviewsOf(made, privacy)).map(({ kind, concerns }: Record<string, string>) => [kind, concerns])
  const records = made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  const raised = records.flatMap(({ changed = [] }) => changed).filter(([, type]: string[]) => type === 'Review')
  expect(raised).toHaveLength(3)
  expect(queue.sort()).toEqual(
    [
      ['OWN_CHART', own],
      ['SAME_NAME_OR_ADDRESS', ben],
      ['SAME_NAME_OR_ADDRESS', neighbour],
    ].sort(),
  )
  await treat(made, north, { patient: own, actor: practitioner })
  const { body } = await query(bea, `{ patient(id: "${own}") { observations { nodes { id } } } }`)
  expect(body.data.patient.observations).toBeNull()
})

test('after hours a look by whom no shift covers is reviewed, once a day and person', async () => {
  const hour = new Date().getUTCHours()
  const clock = { now: Date.now() }
  const closed = { open: (hour + 2) % 24, close: Math.max((hour + 3) % 24, ((hour + 2) % 24) + 1), zone: 'UTC' }
  const made = await ward({ rules: { hours: closed }, now: () => clock.now })
  const { ada, ben, doctor, nurse, patient, admin, query, privacy } = made
  await act(made, admin, 'createUnit', { unit: 'night' })
  await act(made, admin, 'rosterUnit', { unit: 'night', username: 'nurse' })
  const until = new Date(clock.now + 60_000).toISOString()
  await act(made, nurse, 'startShift', { unit: 'night', until })
  for (const user of [doctor, nurse, patient]) for (const id of [ada, ben, ada]) await query(user, name(id))
  const queue = (await reviewsOf(made, privacy)).map(({ kind, username, concerns }: Record<string, string>) => [
    kind,
    username,
    concerns,
  ])
  expect(queue).toEqual([['AFTER_HOURS', 'doctor', null]])
  clock.now += 60_000
  await query(nurse, name(ada))
  expect(await reviewsOf(made, privacy)).toHaveLength(2)
})

test('a look that cannot be put into the queue shows nothing', async () => {
  let broken = false
  const made = await ward({
    through: (table) => ({
      ...table,
      async transact(actions, options) {
        const raises = actions.some((action) => action.do === 'put' && String(action.row.pk).endsWith('#V'))
        if (broken && raises) throw new Error('no table')
        return table.transact(actions, options)
      },
    }),
  })
  const { ada, doctor, query } = made
  await act(made, doctor, 'labelRecord', { patient: ada, segments: ['VIP'] })
  broken = true
  const { status, body } = await query(doctor, name(ada))
  expect([status, body.data, body.errors[0].extensions.code]).toEqual([503, undefined, 'AUDIT_UNAVAILABLE'])
})

test('a review that is raised by a request which is decided again is named in its audit record', async () => {
  let failures = 0
  const made = await ward({
    through: (table) => ({
      ...table,
      async transact(actions, options) {
        const check = actions.findIndex((action) => action.do === 'check')
        if (check >= 0 && failures > 0) {
          failures -= 1
          throw new TableError('CONDITION', { failed: [check] })
        }
        return table.transact(actions, options)
      },
    }),
  })
  const { ada, doctor, memory } = made
  await act(made, doctor, 'labelRecord', { patient: ada, segments: ['VIP'] })
  failures = 1
  const finding = { patient: ada, code: { text: 'Pain' }, valueString: 'mild' }
  expect((await act(made, doctor, 'recordObservation', finding)).code).toBe('OK')
  expect(failures).toBe(0)
  const last = JSON.parse(String(memory.rows().findLast(({ table }) => table === 'audit')?.row.r))
  expect(last.changed.map(([, type]: string[]) => type).sort()).toEqual(['Observation', 'Review'])
})

import { memberKey, memberPeriodAction } from '@wardgraph/records'
import { describe, expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { findings, type HeldWard, heldWard, page, type Right } from './ended.fixture.ts'
import { ENDED_BY_ACT, ENDED_BY_TIME } from './endedRights.fixture.ts'

/** Codes of a refusal; who is no member any more is not signed in. */
const REFUSED = /^(FORBIDDEN|UNAUTHENTICATED)$/

describe.each(Object.entries(ENDED_BY_TIME))('%s that ends by the clock', (_name, arrange) => {
  test('is gone at the moment of its end, and there a millisecond before', async () => {
    const made = await heldWard()
    const right = await arrange(made)
    for (const where of [made, made.elsewhere]) expect(await findings(where, right)).toHaveLength(3)
    right.before?.()
    expect(await findings(made, right)).toHaveLength(3)
    expect((await right.write()).code).toBe('OK')
    const seen = (await findings(made, right))?.length
    await right.end()
    for (const where of [made, made.elsewhere]) expect((await findings(where, right)) ?? []).toEqual([])
    expect((await right.write()).code).toMatch(REFUSED)
    right.before?.()
    // It was the clock, and nothing else.
    expect(await findings(made, right)).toHaveLength(seen ?? 0)
  })

  test('is gone at the next page, though the cursor was made before', async () => {
    const made = await heldWard()
    const right = await arrange(made)
    right.before?.()
    const { endCursor } = (await page(made, right)).body.data.patient.observations.pageInfo
    expect((await page(made, right, endCursor)).body.data.patient.observations.nodes).toHaveLength(1)
    await right.end()
    const { body, text } = await page(made, right, endCursor)
    expect(body.data?.patient?.observations?.nodes ?? []).toEqual([])
    expect((await page(made, right)).text).toBe(text)
  })
})

/** The own list, one patient a page. */
async function listed({ query }: Pick<HeldWard, 'query'>, { user }: Right, after?: string) {
  const document = `query ($after: Cursor) {
    patients(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
  }`
  const { nodes, pageInfo } = (await query(user, document, { variables: { after } })).body.data.patients
  return { ids: nodes.map(({ id }: { id: string }) => id), more: pageInfo.hasNextPage, endCursor: pageInfo.endCursor }
}

const BOTH = ['a unit’s place in a care team', 'a shift', 'a proxy', 'a broken glass'] as const

test.each([
  ...[...BOTH, 'a person’s place in a care team'].map(
    (name) => [`${name}, by the clock`, ENDED_BY_TIME[name]] as const,
  ),
  ...BOTH.map((name) => [`${name}, by an act`, ENDED_BY_ACT[name]] as const),
])('the own list does not go on once this is over: %s', async (_name, arrange) => {
  const made = await heldWard()
  const right = await arrange?.(made)
  if (right === undefined) throw new Error('no such right')
  right.before?.()
  const first = await listed(made, right)
  expect([first.ids.length, first.more]).toEqual([1, true])
  const second = await listed(made, right, first.endCursor)
  expect([...first.ids, ...second.ids].sort()).toEqual([made.ada, made.ben].sort())
  await right.end()
  for (const after of [first.endCursor, undefined])
    expect(await listed(made, right, after)).toEqual({ ids: [], more: false, endCursor: null })
})

test('an emergency of one hat puts nobody on the list of another', async () => {
  const made = await heldWard()
  const right = await ENDED_BY_ACT['a broken glass']?.(made)
  if (right === undefined) throw new Error('no such right')
  const asNurse = await made.join(made.north, { username: 'fay', role: 'NURSE' })
  expect((await listed(made.elsewhere, right)).more).toBe(true)
  expect(await listed(made.elsewhere, { ...right, user: asNurse })).toEqual({ ids: [], more: false, endCursor: null })
})

test('a membership that was ended early reads and writes for less than 30 s more, also from page to page', async () => {
  const made = await heldWard()
  const { north, nurse, ada, memory, clock } = made
  const right = { user: nurse, patient: ada }
  const write = () => act(made, nurse, 'recordObservation', { patient: ada, code: { text: 'Pain' }, valueString: 'x' })
  const { endCursor } = (await page(made, { ...right, write, end: () => {} })).body.data.patient.observations.pageInfo
  const [row] = await memory.get([memberKey(north.tenant, nurse)])
  await memory.transact([memberPeriodAction(north, row ?? {}, { start: null, end: clock.now })], { token: 'end' })
  const began = clock.now
  clock.now = began + 29_999
  expect((await write()).code).toBe('OK')
  clock.now = began + 30_000
  expect((await write()).code).toBe('UNAUTHENTICATED')
  const late = await page(made, { ...right, write, end: () => {} }, endCursor)
  expect([late.status, late.body.data]).toEqual([401, undefined])
  // An environment that did not know the membership before never lets it in.
  expect((await made.elsewhere.query(nurse, '{ me { role } }')).status).toBe(401)
})

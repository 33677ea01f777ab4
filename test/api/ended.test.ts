import { describe, expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { audited, findings, heldWard, page, stored } from './ended.fixture.ts'
import { ENDED_BY_ACT } from './endedRights.fixture.ts'

describe.each(Object.entries(ENDED_BY_ACT))('%s that was ended', (_name, arrange) => {
  test('is gone at the next request, wherever it was ended', async () => {
    const made = await heldWard()
    const right = await arrange(made)
    expect(await findings(made, right)).toHaveLength(3)
    for (let twice = 0; twice < 2; twice += 1) expect((await right.write('wish')).code).toBe('OK')
    await right.end()
    expect((await findings(made, right)) ?? []).toEqual([])
    expect((await findings(made.elsewhere, right)) ?? []).toEqual([])
    expect((await right.write()).code).toBe('FORBIDDEN')
    // What was wished before and done is answered no more.
    expect((await right.write('wish')).code).toBe('FORBIDDEN')
  })

  test('stops a change that was decided before, of which nothing is written but the record of the attempt', async () => {
    const made = await heldWard()
    const right = await arrange(made)
    expect((await right.write()).code).toBe('OK')
    let before: readonly string[] = []
    let records = 0
    made.hold(async () => {
      await right.end()
      before = stored(made)
      records = audited(made)
    })
    const { body, code, done } = await right.write()
    expect([code, body.errors[0].message, done]).toEqual(['FORBIDDEN', 'Not permitted.', null])
    expect(before.length).toBeGreaterThan(0)
    expect(stored(made)).toEqual(before)
    expect(audited(made)).toBe(records + 1)
  })

  test('is gone at the next page, though the cursor was made before', async () => {
    const made = await heldWard()
    const right = await arrange(made)
    const first = await page(made, right)
    const { nodes, pageInfo } = first.body.data.patient.observations
    expect([nodes.length, pageInfo.hasNextPage]).toEqual([1, true])
    const second = await page(made, right, pageInfo.endCursor)
    expect(second.body.data.patient.observations.nodes).toHaveLength(1)
    await right.end()
    const { body } = await page(made, right, pageInfo.endCursor)
    expect(body.data.patient?.observations?.nodes ?? []).toEqual([])
    expect(body.data.patient?.observations?.pageInfo.hasNextPage ?? false).toBe(false)
    // What is said then is what is said without a cursor: nothing tells that there was more.
    expect((await page(made, right)).text).toBe(JSON.stringify(body))
  })
})

test('a place on a roster that is taken away stops a shift that was about to start', async () => {
  const made = await heldWard()
  const { admin, nurse, clock, hold, elsewhereAct } = made
  await elsewhereAct(admin, 'createUnit', { unit: 'ward-1' })
  await elsewhereAct(admin, 'rosterUnit', { unit: 'ward-1', username: 'nurse' })
  const until = new Date(clock.now + 60_000).toISOString()
  hold(() =>
    elsewhereAct(admin, 'rosterUnit', { unit: 'ward-1', username: 'nurse', until: new Date(clock.now).toISOString() }),
  )
  expect((await act(made, nurse, 'startShift', { unit: 'ward-1', until })).code).toBe('FORBIDDEN')
  expect(made.memory.rows().filter(({ row }) => String(row.sk).startsWith('A#s#'))).toEqual([])
  await elsewhereAct(admin, 'rosterUnit', { unit: 'ward-1', username: 'nurse' })
  expect((await act(made, nurse, 'startShift', { unit: 'ward-1', until })).code).toBe('OK')
})

test('a shift that starts while the place on the roster is taken away does not outlast it', async () => {
  const made = await heldWard()
  const { admin, nurse, clock, hold, elsewhereAct } = made
  await elsewhereAct(admin, 'createUnit', { unit: 'ward-1' })
  await elsewhereAct(admin, 'rosterUnit', { unit: 'ward-1', username: 'nurse' })
  const until = new Date(clock.now + 60_000).toISOString()
  const now = new Date(clock.now).toISOString()
  for (const round of ['the first shift', 'another']) {
    hold(() => elsewhereAct(nurse, 'startShift', { unit: 'ward-1', until }))
    const away = { unit: 'ward-1', username: 'nurse', until: now }
    expect([round, (await act(made, admin, 'rosterUnit', away)).code]).toEqual([round, 'CONFLICT'])
    expect([round, (await act(made, admin, 'rosterUnit', away)).code]).toEqual([round, 'OK'])
    const ends = made.memory.rows().filter(({ row }) => String(row.sk).startsWith('A#s#'))
    expect([round, ends.map(({ row }) => row.end)]).toEqual([round, [clock.now]])
    await elsewhereAct(admin, 'rosterUnit', { unit: 'ward-1', username: 'nurse' })
  }
})

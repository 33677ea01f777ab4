import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { treat } from '../fixtures/clinic.ts'
import { audited, heldWard, MINUTE, moment, stored } from './ended.fixture.ts'
import { ENDED_BY_TIME } from './endedRights.fixture.ts'

// docs/access.md, "One decision": all periods are [start, end): at the moment of the end the right is gone: at the next
// request, at the next page, and at the commit of a change that was decided before it.
test.each(Object.entries(ENDED_BY_TIME))(
  '%s that ends by the clock between decision and commit stops the change',
  async (_name, arrange) => {
    const made = await heldWard()
    const right = await arrange(made)
    right.before?.()
    expect((await right.write()).code).toBe('OK')
    const before = stored(made)
    const records = audited(made)
    made.whileWaiting(right.end)
    const { code, done } = await right.write()
    expect([code, done ?? null]).toEqual([expect.stringMatching(/^(FORBIDDEN|UNAUTHENTICATED)$/), null])
    expect(stored(made)).toEqual(before)
    // Of who is no member any more the record is the deployment's, whose chain may begin with it.
    expect(audited(made)).toBeGreaterThan(records)
  },
)

test('a place on a roster that ends by the clock between decision and commit stops the shift that was about to start', async () => {
  const made = await heldWard()
  const { admin, nurse, clock, whileWaiting, elsewhereAct } = made
  const end = clock.now + MINUTE
  await elsewhereAct(admin, 'createUnit', { unit: 'ward-1' })
  await elsewhereAct(admin, 'rosterUnit', { unit: 'ward-1', username: 'nurse', until: moment(end) })
  clock.now = end - 1
  whileWaiting(() => (clock.now = end))
  const until = moment(end + MINUTE)
  expect((await act(made, nurse, 'startShift', { unit: 'ward-1', until })).code).toBe('FORBIDDEN')
  clock.now = end - 1
  expect((await act(made, nurse, 'startShift', { unit: 'ward-1', until })).code).toBe('OK')
})

test('an appointment that ends by the clock between decision and commit lets nobody join the care team any more', async () => {
  const made = await heldWard()
  const { north, ben, clock, join, whileWaiting } = made
  const eve = await join(north, { username: 'eve', role: 'DOCTOR' })
  const end = clock.now + MINUTE
  await treat(made, north, { patient: ben, actor: 'a'.repeat(26), basis: 'appointment', start: clock.now, end })
  clock.now = end - 1
  whileWaiting(() => (clock.now = end))
  expect((await act(made, eve, 'assignCareTeam', { patient: ben, username: 'eve' })).code).toBe('FORBIDDEN')
  clock.now = end - 1
  expect((await act(made, eve, 'assignCareTeam', { patient: ben, username: 'eve' })).code).toBe('OK')
})

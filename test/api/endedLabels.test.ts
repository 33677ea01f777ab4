import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { audited, findings, heldWard, page, type Right, stored } from './ended.fixture.ts'

/** Ada's nurse, from whom Ada keeps what is labelled HIV, on the first of three pages; whatever else is on them. */
async function onFirstPage() {
  const made = await heldWard()
  const { ada, nurse, doctor, patient, elsewhereAct } = made
  const rules = [{ type: 'DENY', segments: ['HIV'], roles: ['NURSE'] }]
  await elsewhereAct(patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })
  const relabel: Right['write'] = () =>
    act(made, nurse, 'labelRecord', { patient: ada, observation: second, segments: ['NORMAL'] })
  const right: Right = { user: nurse, patient: ada, write: relabel, end: () => label(['HIV']) }
  const [first = '', second = '', third = ''] = (await findings(made, right)) ?? []
  const label = (segments: readonly string[]) =>
    elsewhereAct(doctor, 'labelRecord', { patient: ada, observation: second, segments })
  const { endCursor } = (await page(made, right)).body.data.patient.observations.pageInfo
  const next = async () => {
    const { nodes, pageInfo } = (await page(made, right, endCursor)).body.data.patient.observations
    return [nodes.map(({ id }: { id: string }) => id), pageInfo.hasNextPage]
  }
  return { ...made, right, label, next, first, second, third }
}

test('a record that is labelled anew leaves the page behind the cursor, and comes back with its label', async () => {
  const made = await onFirstPage()
  const { next, label, first, second, third, right } = made
  expect(await next()).toEqual([[second], true])
  await label(['HIV', 'REPRODUCTIVE'])
  expect(await next()).toEqual([[third], false])
  expect(await findings(made, right)).toEqual([first, third])
  await label(['NORMAL'])
  expect(await next()).toEqual([[second], true])
})

test('a record on which a cursor stands may leave: the list goes on behind its place, and says nothing of it', async () => {
  const made = await onFirstPage()
  const { ada, doctor, elsewhereAct, next, first, second, third, right } = made
  await elsewhereAct(doctor, 'labelRecord', { patient: ada, observation: first, segments: ['HIV'] })
  expect(await next()).toEqual([[second], true])
  expect(await findings(made, right)).toEqual([second, third])
})

test('a relabelling that was done is not told again once the record has left the sight of who did it', async () => {
  const made = await onFirstPage()
  const { ada, nurse, second, label } = made
  const again = () =>
    act(made, nurse, 'labelRecord', { patient: ada, observation: second, segments: ['NORMAL'], idempotencyKey: 'wish' })
  for (let twice = 0; twice < 2; twice += 1) expect((await again()).code).toBe('OK')
  await label(['HIV'])
  expect((await again()).code).toBe('FORBIDDEN')
})

test('a relabelling that is under way stops when the record leaves the sight of who is at it', async () => {
  const made = await onFirstPage()
  const { right, hold, label } = made
  expect((await right.write()).code).toBe('OK')
  let before: readonly string[] = []
  let records = 0
  hold(async () => {
    await label(['HIV'])
    before = stored(made)
    records = audited(made)
  })
  // What was written meanwhile is decided about again, and refused as for a record that is not there.
  expect((await right.write()).code).toBe('FORBIDDEN')
  expect(stored(made)).toEqual(before)
  expect(audited(made)).toBe(records + 1)
  expect((await right.write()).code).toBe('FORBIDDEN')
})

import { triesIn, triesKey, tryAction } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { directory } from './relations.fixture.ts'

const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })
const day = Date.parse('2026-11-22T00:00:00Z')
const of = { person: 'ps', patient: 'ada', now: day }

test('tries are counted by person, patient and day in UTC, in a row that names neither', async () => {
  const { keys } = await directory()
  const place = (change: Partial<typeof of>) => triesKey(keys, { ...of, ...change }).pk
  expect(place({ now: day + 86_399_999 })).toBe(place({}))
  const others = [
    place({ now: day - 1 }),
    place({ now: day + 86_400_000 }),
    place({ person: 'pt' }),
    place({ patient: 'ben' }),
  ]
  expect(new Set([place({}), ...others]).size).toBe(5)
  for (const pk of [place({}), ...others]) expect(pk).toMatch(/^northnorthno#N#[a-z2-7]{26}$/)
})

test('of two who count the same try only the first is let in', async () => {
  const { keys, write, at } = await directory()
  expect(triesIn(keys, undefined)).toBe(0)
  for (const known of [0, 1, 2]) {
    await write([tryAction(keys, { ...of, known })])
    await expect(write([tryAction(keys, { ...of, known })])).rejects.toMatchObject({ code: 'CONDITION' })
    expect(triesIn(keys, await at(triesKey(keys, of)))).toBe(known + 1)
  }
})

test('tries that were counted down by another hand are not believed', async () => {
  const { keys, write, at } = await directory()
  await write([tryAction(keys, { ...of, known: 0 })])
  await write([tryAction(keys, { ...of, known: 1 })])
  const row = await at(triesKey(keys, of))
  for (const change of [{ w: 1 }, { exp: 0 }]) expect(() => triesIn(keys, { ...row, ...change })).toThrow(integrity)
})

test('tries are kept past the end of their day', async () => {
  const { keys, write, at } = await directory()
  await write([tryAction(keys, { ...of, now: day + 86_399_000, known: 0 })])
  const { exp } = await at(triesKey(keys, of))
  expect(exp).toBe(Date.parse('2026-11-24T23:59:59Z') / 1000)
})

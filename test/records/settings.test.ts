import { NEW_TENANT_RULES, settingsAction, settingsKey, settingsOf } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { directory } from './relations.fixture.ts'

const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })

test("a tenant's rules are read as they were written", async () => {
  const { keys, write, at } = await directory()
  const rules = { ...NEW_TENANT_RULES, consent: 'DENY', adult: 16 } as const
  await write([settingsAction(keys, rules, 1)])
  expect(settingsOf(keys, await at(settingsKey(keys.tenant)))).toEqual(rules)
})

test('a new tenant hides from parents, from 12 on, what minors may consent to alone, and keeps staff out of their own charts', () => {
  expect(NEW_TENANT_RULES).toEqual({
    consent: 'PERMIT',
    ownChart: 'OUTSIDE',
    ages: [{ from: 12, hides: ['PART2', 'HIV', 'MENTAL_HEALTH', 'REPRODUCTIVE', 'PSYCHOTHERAPY'] }],
    adult: 18,
    hours: { open: 6, close: 22, zone: 'UTC' },
    accessLog: 'ROLES',
  })
})

test('rules that are not there, or were changed or moved by another hand, are not assumed', async () => {
  const { keys, write, at } = await directory()
  expect(() => settingsOf(keys, undefined)).toThrow(integrity)
  await write([settingsAction(keys, { ...NEW_TENANT_RULES, consent: 'DENY' }, 1)])
  const row = await at(settingsKey(keys.tenant))
  for (const change of [{ rules: JSON.stringify(NEW_TENANT_RULES) }, { pk: 'southsouthso#T' }, { w: 2 }])
    expect(() => settingsOf(keys, { ...row, ...change })).toThrow(integrity)
})

test('rules are written once more only by whoever knows the last writing', async () => {
  const { keys, write, at } = await directory()
  const writing = (w: number) => write([settingsAction(keys, { ...NEW_TENANT_RULES, adult: 15 + w }, w)])
  await writing(1)
  for (const stale of [1, 3]) await expect(writing(stale)).rejects.toMatchObject({ code: 'CONDITION' })
  await writing(2)
  await expect(writing(2)).rejects.toMatchObject({ code: 'CONDITION' })
  expect(settingsOf(keys, await at(settingsKey(keys.tenant))).adult).toBe(17)
})

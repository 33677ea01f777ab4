import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'

const RULES = '{ tenantRules { version consent ownChart adult ages { from hides } hours { open close zone } } }'

test('a tenant’s rules are written out, read by ADMIN and PRIVACY, changed by ADMIN, and reviewed', async () => {
  const made = await ward()
  const { query, admin, privacy, doctor, ada } = made
  const before = (await query(privacy, RULES)).body.data.tenantRules
  expect(before).toMatchObject({ version: 1, consent: 'PERMIT', ownChart: 'OUTSIDE', adult: 18 })
  expect(before.ages).toEqual([{ from: 12, hides: ['PART2', 'HIV', 'MENTAL_HEALTH', 'REPRODUCTIVE', 'PSYCHOTHERAPY'] }])
  const done = await act(
    made,
    admin,
    'updateTenantRules',
    { expectedVersion: 1, consent: 'DENY' },
    'tenantRules { version consent ownChart }',
  )
  expect(done.done).toEqual({ tenantRules: { version: 2, consent: 'DENY', ownChart: 'OUTSIDE' } })
  expect((await query(admin, RULES)).body.data.tenantRules).toEqual({ ...before, version: 2, consent: 'DENY' })
  const chart = `{ patient(id: "${ada}") { observations { nodes { id } } } }`
  expect((await query(doctor, chart)).body.data.patient.observations.nodes).toEqual([])
  expect(await reviewsOf(made, privacy)).toMatchObject([{ kind: 'RULES', username: 'admin', concerns: null }])
})

test('rules that cannot be, an older version, and everybody else are refused', async () => {
  const made = await ward()
  const { query, admin, privacy, doctor, nurse, patient, support, service } = made
  for (const user of [doctor, nurse, patient, support, service])
    expect((await query(user, RULES)).body).toMatchObject({ data: { tenantRules: null }, errors: [{}] })
  for (const user of [privacy, doctor, nurse, patient, support, service])
    expect((await act(made, user, 'updateTenantRules', { expectedVersion: 1, consent: 'DENY' })).code).toBe('FORBIDDEN')
  for (const [input, code] of [
    [{ expectedVersion: 2, consent: 'DENY' }, 'CONFLICT'],
    [{ consent: 'MAYBE' }, 'BAD_USER_INPUT'],
    [{ adult: -1 }, 'BAD_USER_INPUT'],
    [{ adult: 1.5 }, 'BAD_USER_INPUT'],
    [{ ages: [{ from: 12, hides: ['SECRET'] }] }, 'BAD_USER_INPUT'],
    [{ hours: { open: 20, close: 6, zone: 'UTC' } }, 'BAD_USER_INPUT'],
    [{ hours: { open: 6, close: 20, zone: 'Mars/Base' } }, 'BAD_USER_INPUT'],
  ] as const)
    expect([input, (await act(made, admin, 'updateTenantRules', { expectedVersion: 1, ...input })).code]).toEqual([
      input,
      code,
    ])
  expect((await query(admin, RULES)).body.data.tenantRules.version).toBe(1)
})

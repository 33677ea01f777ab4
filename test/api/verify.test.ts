import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'

test('the desk checks what a caller says without seeing what is stored: true or false, on record', async () => {
  const made = await ward()
  const { ada, support, memory } = made
  const ask = (answer: object) => act(made, support, 'verifyPatient', { patient: ada, ...answer }, 'matches')
  expect((await ask({ birthDate: '1970-03-06' })).done).toEqual({ matches: false })
  expect((await ask({ identifier: ' MRN-00012345 ' })).done).toEqual({ matches: true })
  expect((await ask({ identifier: '2345' })).done).toEqual({ matches: false })
  const fourth = await ask({ birthDate: '1970-03-05' })
  expect(fourth.body).toEqual({
    errors: [{ message: 'There were three tries today.', path: ['verifyPatient'], extensions: { code: 'FORBIDDEN' } }],
    data: { verifyPatient: null },
  })
  const records = memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  const changed = records.flatMap((record) => record.changed ?? [])
  expect(changed).toEqual([
    [ada, 'Verification', support.person, ['birthDate'], 1],
    [ada, 'Verification', support.person, ['identifier'], 2],
    [ada, 'Verification', support.person, ['identifier'], 3],
  ])
  expect(JSON.stringify(records)).not.toMatch(/1970-03-05|00012345/)
})

test('tries at once are tries, and a repeated wish is none', async () => {
  const made = await ward()
  const { ada, support } = made
  const idempotencyKey = 'once'
  const input = { patient: ada, birthDate: '1970-03-05', idempotencyKey }
  for (let i = 0; i < 5; i += 1)
    expect((await act(made, support, 'verifyPatient', input, 'matches')).done).toEqual({ matches: true })
  const guesses = Array.from({ length: 8 }, (_, i) =>
    act(made, support, 'verifyPatient', { patient: ada, birthDate: `1970-03-0${i + 1}` }, 'matches'),
  )
  const answered = (await Promise.all(guesses)).filter(({ done }) => done)
  expect(answered.length).toBeLessThanOrEqual(2)
})

test('only the help desk asks, one thing, of a patient it may find', async () => {
  const made = await ward()
  const { ada, cleo, support, doctor, nurse, patient, admin, privacy } = made
  for (const user of [doctor, nurse, patient, admin, privacy])
    expect((await act(made, user, 'verifyPatient', { patient: ada, birthDate: '1970-03-05' })).code).toBe('FORBIDDEN')
  for (const [input, code] of [
    [{ patient: ada }, 'BAD_USER_INPUT'],
    [{ patient: ada, identifier: '  ' }, 'BAD_USER_INPUT'],
    [{ patient: ada, birthDate: '1970-03-05', identifier: 'x' }, 'BAD_USER_INPUT'],
    [{ patient: ada, birthDate: 'March' }, 'BAD_USER_INPUT'],
    [{ patient: cleo, birthDate: '1990-01-01' }, 'FORBIDDEN'],
    [{ patient: 'a'.repeat(26), birthDate: '1990-01-01' }, 'FORBIDDEN'],
  ] as const)
    expect([input, (await act(made, support, 'verifyPatient', input)).code]).toEqual([input, code])
})

test('what a patient denies the desk is not compared either', async () => {
  const made = await ward()
  const { ada, support, patient } = made
  const rules = [{ type: 'DENY', roles: ['SUPPORT'], classes: ['IDENTIFIER'] }]
  await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })
  const ask = (answer: object) => act(made, support, 'verifyPatient', { patient: ada, ...answer }, 'matches')
  expect((await ask({ identifier: 'MRN-00012345' })).code).toBe('FORBIDDEN')
  expect((await ask({ birthDate: '1970-03-05' })).done).toEqual({ matches: true })
})

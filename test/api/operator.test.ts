import { createOperator } from '@wardgraph/api'
import { expect, test, vi } from 'vitest'
import { addUser, endUser } from '../../packages/cli/src/users.ts'
import { auditable, type Clinic, type ClinicOptions, copyOf } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const grace = { username: 'grace', tenant: 'north', role: 'NURSE' } as const

async function operated(options: ClinicOptions = {}) {
  const made = await ward(options)
  return { ...made, operate: operatorOf(made) }
}
const operatorOf = ({ services }: Clinic) => {
  const operator = createOperator(services)
  return (event: unknown) => operator(event, { awsRequestId: 'here' })
}

/** What records say of memberships; when and under which request it was is their own. */
const recordsOf = ({ memory }: Clinic) =>
  memory.rows().flatMap(({ table, row }) => {
    const { time: _, request: __, ...record } = table === 'audit' ? JSON.parse(String(row.r)) : {}
    return String(record.operation?.roots[0]).startsWith('users.')
      ? [{ ...record, prev: null, seq: null, chain: null }]
      : []
  })

test('an operator gives and ends a membership, with the records of the command line', async () => {
  const { operate, ...made } = await operated()
  const copy = await copyOf(made)
  expect(await operate({ do: 'addUser', ...grace })).toEqual({
    ok: true,
    user: {
      username: 'grace',
      role: 'NURSE',
      tenant: 'north',
      subject: expect.any(String),
      patient: null,
      practitioner: null,
    },
    made: true,
    newTenant: false,
  })
  expect(await operate({ do: 'addUser', ...grace })).toMatchObject({ ok: true, made: false })
  expect(await operate({ do: 'endUser', username: 'grace', tenant: 'north', role: 'NURSE' })).toEqual({ ok: true })
  await addUser(copy.services, grace)
  await endUser(copy.services, 'grace', { tenant: 'north', role: 'NURSE' })
  const records = recordsOf(made).map(({ written: _, ...record }) => record)
  expect(records.map(({ operation, origin, caller }) => [operation.roots, origin, caller])).toEqual([
    [['users.add'], 'users', null],
    [['users.end'], 'users', null],
  ])
  expect(records).toEqual(recordsOf(copy).map(({ written: _, ...record }) => record))
})

test('an operator prepares a deployment as often as it likes, and lists its users', async () => {
  const { operate, memory } = await operated()
  const before = memory.rows()
  expect(await operate({ do: 'prepare' })).toEqual({ ok: true })
  expect(await operate({ do: 'prepare' })).toEqual({ ok: true })
  expect(memory.rows()).toEqual(before)
  const listed = await operate({ do: 'listUsers' })
  expect(listed).toMatchObject({ ok: true })
  const names = (listed as unknown as { users: { username: string }[] }).users.map(({ username }) => username)
  expect(names).toContain('doctor')
  expect(names).toEqual(names.toSorted())
})

test('what an operator may not have is refused in fixed words, and changes nothing', async () => {
  const { operate, memory, ada } = await operated()
  expect(await operate({ do: 'addUser', ...grace })).toMatchObject({ ok: true })
  const before = memory.rows()
  const refusals = [
    [{ ...grace, username: 'Grace Hopper' }, 'BAD_NAME'],
    [{ ...grace, username: 'ida', role: 'PATIENT' }, 'NEEDS_PATIENT'],
    [{ ...grace, username: 'ida', patient: ada }, 'WRONG_USAGE'],
    [{ ...grace, username: 'ida', role: 'PATIENT', patient: 'secret-patient' }, 'UNKNOWN_PATIENT'],
    [{ ...grace, username: 'ida', practitioner: 'secret-practitioner' }, 'UNKNOWN_PRACTITIONER'],
    [{ ...grace, username: 'ida', tenant: 'nowhere', practitioner: 'secret-practitioner' }, 'UNKNOWN_PRACTITIONER'],
  ] as const
  for (const [event, code] of refusals) {
    const reply = await operate({ do: 'addUser', ...event })
    expect(reply).toEqual({ ok: false, code, message: expect.stringMatching(/^[a-z].*\.$/) })
    expect(JSON.stringify(reply)).not.toMatch(/Hopper|secret|nowhere|--/)
  }
  expect(await operate({ do: 'endUser', username: 'nobody' })).toMatchObject({ ok: false, code: 'UNKNOWN_USER' })
  expect(memory.rows()).toEqual(before)
})

test('an order with a member that is not known, or one that is missing, is not carried out', async () => {
  const { operate, memory } = await operated()
  const before = memory.rows()
  for (const event of [
    undefined,
    null,
    'prepare',
    [],
    {},
    { do: 'toString' },
    { do: 'prepare', force: 'yes' },
    { do: 'listUsers', tenant: 'north' },
    { do: 'addUser', ...grace, until: '2027-01-01' },
    { do: 'addUser', ...grace, role: 'ROOT' },
    { do: 'addUser', ...grace, role: 'toString' },
    { do: 'addUser', ...grace, patient: '' },
    { do: 'addUser', username: 'grace', role: 'NURSE' },
    { do: 'endUser' },
    { do: 'endUser', username: 'doctor', role: ['DOCTOR'] },
    JSON.parse('{"do":"endUser","username":"doctor","__proto__":{"tenant":"south"}}'),
  ])
    expect(await operate(event), JSON.stringify(event)).toMatchObject({ ok: false, code: 'BAD_EVENT' })
  expect(memory.rows()).toEqual(before)
})

test('what an operator orders and cannot be put on record is not done, and said in the log without a value', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const { through, stop } = auditable()
  const { operate, memory } = await operated({ through })
  const before = memory.rows()
  stop()
  expect(await operate({ do: 'addUser', ...grace })).toMatchObject({ ok: false, code: 'AUDIT_UNAVAILABLE' })
  expect(memory.rows()).toEqual(before)
  expect(said.mock.calls.flat()).toEqual([
    '{"level":"error","request":"here","code":"AUDIT_UNAVAILABLE","causes":["UserError/AUDIT_UNAVAILABLE","TableError/UNAVAILABLE"]}\n',
  ])
  said.mockRestore()
})

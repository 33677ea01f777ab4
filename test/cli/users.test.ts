import { expect, test } from 'vitest'
import { addUser, endUser, listUsers } from '../../packages/cli/src/users.ts'
import { auditable, type Clinic, clinic } from '../fixtures/clinic.ts'

const grace = { username: 'grace', tenant: 'north', role: 'NURSE' } as const

function records({ memory }: Clinic, root: string) {
  return memory.rows().flatMap(({ table, row }) => {
    const record = table === 'audit' ? JSON.parse(String(row.r)) : undefined
    return record?.operation?.roots[0] === root ? [record] : []
  })
}

test('who is given a membership, and whose is ended, is on record in the same transaction', async () => {
  const made = await clinic()
  const { services, north } = made
  expect((await addUser(services, grace)).made).toBe(true)
  const [added, ...more] = records(made, 'users.add')
  expect(more).toEqual([])
  expect(added).toMatchObject({
    tenant: north.tenant,
    origin: 'users',
    outcome: 'OK',
    caller: null,
    operation: { kind: 'mutation', roots: ['users.add'], document: null },
    changed: [
      [null, 'Membership', expect.stringMatching(/^[a-z2-7]{26}$/), expect.arrayContaining(['role', 'period']), 1],
    ],
  })
  // The same again changes nothing, and there is nothing to record.
  expect((await addUser(services, grace)).made).toBe(false)
  expect(records(made, 'users.add')).toHaveLength(1)
  await endUser(services, 'grace', {})
  const [ended] = records(made, 'users.end')
  expect(ended).toMatchObject({ caller: null, changed: [[null, 'Membership', added.changed[0][2], ['period'], 2]] })
  // It begins anew.
  expect((await addUser(services, grace)).made).toBe(true)
  expect(records(made, 'users.add').at(-1)).toMatchObject({
    changed: [[null, 'Membership', added.changed[0][2], ['period'], 3]],
  })
})

test('no membership is given or ended whose record could not be written', async () => {
  const { through, stop } = auditable()
  const { services, memory } = await clinic({ through })
  await addUser(services, { ...grace, username: 'hopper' })
  const before = memory.rows()
  stop()
  const refused = expect.objectContaining({ code: 'AUDIT_UNAVAILABLE', exit: 3 })
  await expect(addUser(services, grace)).rejects.toEqual(refused)
  await expect(endUser(services, 'hopper', {})).rejects.toEqual(refused)
  expect(memory.rows()).toEqual(before)
  expect((await listUsers(services)).map(({ username }) => username)).toEqual(['hopper'])
})

import { createHandler } from '@wardgraph/api'
import type { Row } from '@wardgraph/vault'
import { createVault, memoryKeyProvider } from '@wardgraph/vault'
import { beforeEach, expect, test, vi } from 'vitest'
import { send, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true) // failures are logged
})

/** The ward as a cold handler finds it, with one row of its tables holding what another held. */
async function tamperedWard() {
  const provider = memoryKeyProvider()
  const made = await ward({ provider })
  const { memory, services, north } = made
  /** The first row of a table whose keys are like this, without its tenant. */
  const like = (table: string, keys: RegExp) => {
    const found = memory.rows().find((one) => one.table === table && keys.test(`${one.row.pk} ${one.row.sk}`))
    if (found === undefined) throw new Error('there is no such row')
    return found
  }
  async function ask(user: User, query: string) {
    const handler = createHandler({
      ...services,
      vault: createVault({ keysTable: async () => 'keys', provider, deployment: 'test' }),
    })
    return send(handler, { headers: { authorization: `Bearer ${user.token}` }, body: JSON.stringify({ query }) })
  }
  const put = (table: 'records', row: Row) =>
    memory.transact([{ do: 'put', table, row }], { token: crypto.randomUUID() })
  /** Everything written to the audit table, as text. */
  const outcomes = () =>
    memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r)).outcome] : []))
  return { ...made, like, ask, put, outcomes, tenant: north.tenant }
}

test('a row that holds what another row held is refused, without data and on record', async () => {
  const made = await tamperedWard()
  const { ada, ben, dora, nurse, doctor, support, tenant, south, like, ask, put, outcomes } = made
  const contact = `mutation { updatePatientContact(input: { patient: "${ada}", expectedVersion: 1, idempotencyKey: "one", telecom: [] }) { patient { version } } }`
  const again = contact.replace('"one"', '"two"').replace('Version: 1', 'Version: 2')
  for (const document of [contact, again]) expect((await ask(support, document)).body.errors).toBeUndefined()
  const chart = `{ patient(id: "${ada}") { id observations { nodes { id } } } }`
  const cursors = `{ patient(id: "${ada}") { observations { edges { cursor } } } }`
  const search = '{ patients(mrn: "MRN-00012345") { edges { cursor } } }'
  const own = '{ patients { pageInfo { endCursor } } }'
  const records = [...made.memory.rows()].filter(({ row }) => String(row.sk).startsWith('R#ob#'))
  const [one, two] = records.map(({ row }) => `#P#${ada} ${row.sk}$`)
  const cases: readonly (readonly [table: string, at: string, held: string, as: User, ask: string])[] = [
    ['records', `#P#${ada} A$`, `#P#${ben} A$`, nurse, chart],
    ['records', `#P#${ada} A$`, `${south.tenant}#P#.* A$`, nurse, chart],
    ['records', `#P#${ada} A$`, `#P#${ada} H#P#.*1$`, nurse, chart],
    ['records', String(one), String(two), nurse, chart],
    ['records', String(one), String(two), nurse, cursors],
    ['directory', `#P#${ben} S#${dora}$`, `#P#${ada} S#${dora}$`, doctor, chart.replace(ada, ben)],
    ['directory', `#U#${dora} P#${ben}$`, `#U#${dora} P#${ada}$`, doctor, own],
    ['directory', `#X#MRN\\.1#\\S+ ${ada}$`, `#X#FAMILY_BIRTHDATE\\.1#\\S+ ${ben}$`, doctor, search],
    ['directory', `#U#${nurse.person} A#m#`, `#U#${doctor.person} A#m#`, nurse, '{ me { role } }'],
    ['directory', `^${tenant}#T rules$`, `^${south.tenant}#T rules$`, nurse, '{ me { role } }'],
    ['keys', `#K#P#${ada} -$`, `#K#P#${ben} -$`, nurse, chart],
    ['keys', `^${tenant}#K root#1$`, `^${south.tenant}#K root#1$`, nurse, '{ me { role } }'],
  ]
  for (const [table, at, held, user, document] of cases) {
    const { row } = like(table, new RegExp(at))
    const { pk, sk } = row
    const whole = await ask(user, document)
    expect([at, whole.body.errors?.[0].extensions.code ?? 'OK']).not.toEqual([at, 'INTERNAL'])
    await put(table as 'records', { ...like(table, new RegExp(held)).row, pk: String(pk), sk: String(sk) })
    const before = outcomes().length
    const { body } = await ask(user, document)
    expect([at, body]).toEqual([at, expect.not.objectContaining({ data: expect.anything() })])
    expect([at, body.errors[0].extensions.code]).toEqual([at, 'INTERNAL'])
    expect(outcomes().length).toBeGreaterThan(before)
    expect(outcomes()).toContain('INTERNAL')
    await put(table as 'records', row)
  }
  const wish = like('sessions', new RegExp(`^${tenant}#I#`)).row
  const other = made.memory.rows().findLast(({ table }) => table === 'sessions')?.row
  await put('sessions' as 'records', { ...other, pk: String(wish.pk), sk: String(wish.sk) })
  const repeated = await Promise.all([contact, again].map((document) => ask(support, document)))
  expect(repeated.map(({ body }) => body.errors?.[0].extensions.code ?? 'OK').sort()).toEqual(['INTERNAL', 'OK'])
})

import { createDisclosures, noticeOverwrites } from '@wardgraph/api'
import type { Call } from '@wardgraph/local-aws'
import { NO_TENANT, type Table } from '@wardgraph/records'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { askedTenants, isBase } from '../fixtures/askedKeys.ts'
import { inserted } from '../fixtures/auditStream.ts'
import { place } from '../fixtures/clinic.ts'
import { awsWard, TENANT_ROLE } from './faults.fixture.ts'

let made: Awaited<ReturnType<typeof awsWard>>
beforeAll(async () => {
  made = await awsWard({ recordInputs: true })
})
afterAll(() => made.close())
beforeEach(() => {
  made.aws.faults.clear()
  made.aws.calls.clear()
})

const chart = (id: string) => ({ query: `{ patient(id: "${id}") { name { family } observations { nodes { id } } } }` })
const note = (patient: string) => ({
  query: 'mutation ($input: RecordObservationInput!) { recordObservation(input: $input) { observation { version } } }',
  variables: { input: { patient, idempotencyKey: crypto.randomUUID(), code: { text: 'Pain' }, valueString: 'mild' } },
})
const assumed = () => made.aws.calls.list().filter(({ operation }) => operation === 'AssumeRole')

/** Every call of a function: with base credentials no data, with a session the data of its tenant alone. */
function expectWalled(calls: readonly Call[]): Set<string | undefined> {
  for (const call of calls)
    if (isBase(call)) expect([call.operation, call.principal]).toEqual([call.operation, null])
    else {
      const tenant = call.principal?.tags.tenant
      expect(call.principal).toEqual({ role: TENANT_ROLE, tags: { tenant: expect.any(String) } })
      const asked = askedTenants(call)
      expect(asked.length).toBeGreaterThan(0)
      for (const one of asked) expect([call.operation, one]).toEqual([call.operation, tenant])
    }
  return new Set(calls.flatMap(({ principal }) => principal?.tags.tenant ?? []))
}

test('every call for a request bears the session of its tenant, and asks for no key of another', async () => {
  const { north, south, doctor, admin, stranger, ada, cleo, environment } = made
  const { ask } = environment()
  const answers = await Promise.all([
    ask(doctor, chart(ada)),
    ask(stranger, chart(cleo)),
    ask(doctor, note(ada)),
    ask(null, chart(ada)),
    ask(admin, { query: '{ patients(mrn: "MRN-00012345") { nodes { id } } }' }),
    ask(stranger, { query: '{ me { tenant } }' }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 401, 200, 200])
  expect(expectWalled(made.aws.calls.list())).toEqual(new Set([north.tenant, south.tenant, NO_TENANT]))
  expect(
    assumed()
      .map(({ input }) => input)
      .sort(byTag),
  ).toEqual(
    [north.tenant, south.tenant, NO_TENANT].sort().map((tenant) => ({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: TENANT_ROLE,
      RoleSessionName: `wardgraph-${tenant}`,
      DurationSeconds: '900',
      'Tags.member.1.Key': 'tenant',
      'Tags.member.1.Value': tenant,
    })),
  )
})
const tagOf = (input: Call['input']) => String(input?.['Tags.member.1.Value'])
const byTag = (a: Call['input'], b: Call['input']) => (tagOf(a) < tagOf(b) ? -1 : 1)

test("a verified token with another tenant's ids reaches no key of that tenant", async () => {
  const { north, doctor, cleo, environment } = made
  const { ask } = environment()
  for (const body of [chart(cleo), note(cleo)]) expect((await ask(doctor, body)).status).toBe(200)
  expect(expectWalled(made.aws.calls.list())).toEqual(new Set([north.tenant]))
})

test('what is asked for never selects the session: a key of another tenant is asked for as the tenant in force', async () => {
  const { north, south, cleo, walled } = made
  const services = walled()
  const other = place(south, { type: 'Patient', id: cleo, patient: null })
  await services.within(north.tenant, () => services.table.get([other]))
  const [read] = made.aws.calls.list().filter((call) => !isBase(call))
  expect(read?.principal?.tags).toEqual({ tenant: north.tenant })
  expect(read && askedTenants(read)).toEqual([south.tenant])
})

test('the functions that read the audit stream act for the tenant of each record, and for nobody', async () => {
  const { north, south, doctor, stranger, ada, cleo, environment, walled, services } = made
  const { ask, records } = environment()
  await ask(doctor, chart(ada))
  await ask(stranger, chart(cleo))
  await ask(null, chart(ada))
  const rows = (await records(services.table)).map(({ tenant, chain }) => `${tenant}#A#${chain}`)
  const stored = await Promise.all([...new Set(rows)].map((pk) => services.table.query({ table: 'audit', pk })))
  const stream = stored.flat().map(inserted)
  made.aws.calls.clear()
  expect(await createDisclosures(walled())({ Records: stream })).toEqual({ batchItemFailures: [] })
  expect(expectWalled(made.aws.calls.list())).toEqual(new Set([north.tenant, south.tenant, NO_TENANT]))
  made.aws.calls.clear()
  const alarms = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await noticeOverwrites(walled(), { Records: stream.map((record) => ({ ...record, eventName: 'REMOVE' })) })
  alarms.mockRestore()
  expect(expectWalled(made.aws.calls.list())).toEqual(new Set([NO_TENANT]))
})

test('fifty first requests at once assume the role once, a warm one never, and at ten minutes once more', async () => {
  const { doctor, ada, environment } = made
  const clock = { now: Date.now() }
  const { ask } = environment((services) => services, { now: () => clock.now })
  const first = await Promise.all(Array.from({ length: 50 }, () => ask(doctor, chart(ada))))
  expect(new Set(first.map(({ status }) => status))).toEqual(new Set([200]))
  const count = async (after: number) => {
    clock.now += after
    made.aws.calls.clear()
    expect((await ask(doctor, chart(ada))).status).toBe(200)
    return assumed().length
  }
  expect(assumed()).toHaveLength(1)
  expect([await count(0), await count(599_999), await count(1), await count(0), await count(601_000)]).toEqual([
    0, 0, 1, 0, 1,
  ])
})

test('while STS gives nothing a request ends with 503 and no data, on record where that can be, and then all is well', async () => {
  const { doctor, ada, environment, services } = made
  const { ask, records } = environment()
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const refused = (code: string) => ({ status: 503, body: { errors: [{ extensions: { code } }] } })
  for (const kind of ['refuse', 'throttle', 'drop'] as const) {
    made.aws.faults.add({ service: 'sts', kind })
    made.aws.calls.clear()
    const reply = await ask(doctor, chart(ada))
    expect([kind, reply]).toMatchObject([kind, refused('AUDIT_UNAVAILABLE')])
    expect(reply.body.data).toBeUndefined()
    // Never with the rights of the function itself.
    expect(made.aws.calls.list().filter(({ service }) => service !== 'sts')).toEqual([])
    made.aws.faults.clear()
  }
  expect((await ask(null, chart(ada))).status).toBe(401)
  made.aws.faults.add({ service: 'sts', kind: 'refuse' })
  const reply = await ask(doctor, chart(ada))
  expect(reply).toMatchObject(refused('UNAVAILABLE'))
  made.aws.faults.clear()
  expect((await ask(doctor, chart(ada))).body.data.patient.name[0].family).toBe('Adler')
  log.mockRestore()
  const found = (await records(services.table)).find(({ request }) => request === reply.request)
  expect(found).toMatchObject({ tenant: NO_TENANT, outcome: 'UNAVAILABLE', disclosed: [] })
})

test('outside of work for a tenant nothing is asked of AWS', async () => {
  const { north, ada, walled } = made
  const { table, vault }: { table: Table; vault: ReturnType<typeof walled>['vault'] } = walled()
  const key = place(north, { type: 'Patient', id: ada, patient: null })
  const none = { code: 'ERR_WALL_NO_TENANT' }
  await expect(table.get([key])).rejects.toMatchObject(none)
  await expect(table.query({ table: key.table, pk: key.pk })).rejects.toMatchObject(none)
  const write = table.transact([{ do: 'remove', key }], { token: 'x' })
  await expect(write).rejects.toMatchObject(none)
  await expect(vault.tenant(north.tenant, async () => [])).rejects.toMatchObject(none)
  await expect(vault.createTenant(north.tenant)).rejects.toMatchObject(none)
  expect(made.aws.calls.list()).toEqual([])
})

test('keys that are open in memory are not those of work for another tenant', async () => {
  const { north, south, walled } = made
  const { table, vault, within } = walled()
  const load = () => table.query({ table: 'keys', pk: `${south.tenant}#K` })
  await within(south.tenant, () => vault.tenant(south.tenant, load))
  const other = within(north.tenant, () => vault.tenant(south.tenant, load))
  await expect(other).rejects.toMatchObject({ code: 'ERR_WALL_OTHER_TENANT' })
  expect((await within(south.tenant, () => vault.tenant(south.tenant, load))).tenant).toBe(south.tenant)
})

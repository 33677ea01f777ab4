import { NO_TENANT } from '@wardgraph/records'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { CANARY, family, NOTED, OUTAGES, outageWard, refused, said } from './keyOutages.fixture.ts'

const MINUTE = 60_000

let made: Awaited<ReturnType<typeof outageWard>>
/** What the operator sees. */
let logged = ''
beforeAll(async () => {
  made = await outageWard()
})
afterAll(() => made.close())
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0) // the SDK draws its waits from zero upwards: draw zero
  logged = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    logged += String(text)
    return true
  })
})
afterEach(() => {
  made.aws.faults.clear()
  vi.restoreAllMocks()
})

test.each(OUTAGES)(
  'KMS out (%s): what is open stays readable five minutes, then nothing is shown or written, and all comes back by itself',
  async (name, cause, tries) => {
    const { doctor, nurse, patient, chart, note, out, clocked, pass, stored, holds, openings, recordOf } = made
    const environment = clocked()
    const right = await environment.ask(doctor, chart)
    expect(family(right)).toBe('Adler')
    pass(2 * MINUTE)
    // Opens the keys of the trail of requests without a tenant.
    expect((await environment.ask(null, chart)).status).toBe(401)
    const end = await out(name)
    made.aws.calls.clear()

    pass(3 * MINUTE - 1)
    expect(said(await environment.ask(doctor, chart))).toEqual(said(right))
    for (const user of [nurse, patient]) expect(family(await environment.ask(user, chart))).toBe('Adler')
    expect(said(await environment.ask(doctor, note(`warm-${name}`)))).toEqual(NOTED)
    expect(openings()).toBe(0)

    pass(1)
    const before = await stored()
    const wish = note(`out-${name}`)
    for (const [user, request] of [
      [doctor, chart],
      [nurse, chart],
      [doctor, wish],
    ] as const) {
      made.aws.calls.clear()
      const asked = await environment.ask(user, request)
      expect(said(asked)).toEqual(refused('UNAVAILABLE'))
      expect(openings()).toBe(tries)
      expect(await recordOf(environment, asked)).toMatchObject({
        tenant: NO_TENANT,
        outcome: 'UNAVAILABLE',
        disclosed: [],
        changed: [],
      })
    }
    made.aws.calls.clear()
    const burst = await Promise.all(Array.from({ length: 50 }, () => environment.ask(doctor, chart)))
    expect(burst.map(said)).toEqual(burst.map(() => refused('UNAVAILABLE')))
    expect(openings()).toBe(tries)

    // Without the keys of that trail no refusal can be put on record: that is said instead.
    pass(2 * MINUTE)
    const cold = clocked()
    for (const one of [environment, cold]) {
      made.aws.calls.clear()
      const requests = await Promise.all(
        [...Array.from({ length: 25 }, () => chart), wish].map((body) => one.ask(doctor, body)),
      )
      expect(requests.map(said)).toEqual(requests.map(() => refused('AUDIT_UNAVAILABLE')))
      expect(openings()).toBe(2 * tries)
    }
    expect(await stored()).toEqual(before)
    expect(logged).toContain(`"causes":["VaultError/ERR_VAULT_UNAVAILABLE","${cause}`)
    expect(logged).not.toContain(CANARY)

    await end()
    for (const one of [environment, cold]) {
      expect(family(await one.ask(nurse, chart))).toBe('Adler')
      expect(said(await one.ask(doctor, wish))).toEqual(NOTED)
    }
    const after = await stored()
    // The finding and the wish, once.
    expect(after.length - before.length).toBe(2)
    expect(await holds(CANARY)).toBe(false)
    expect(await holds('in-progress')).toBe(false)
    expect(await holds(made.ada)).toBe(true) // the look finds what is in clear
  },
)

test('fifty requests at once in an outage ask KMS three times, by the services of a deployment', async () => {
  const { chart, openings } = made
  const environment = made.environment()
  await environment.ask(null, chart)
  for (const kind of ['throttle', 'drop'] as const) {
    made.aws.faults.add({ service: 'kms', kind })
    made.aws.calls.clear()
    const burst = await Promise.all(Array.from({ length: 50 }, () => environment.ask(made.doctor, chart)))
    expect(burst.map(said)).toEqual(burst.map(() => refused('UNAVAILABLE')))
    expect(openings()).toBe(3)
    made.aws.faults.clear()
  }
  expect(family(await environment.ask(made.doctor, chart))).toBe('Adler')
})

const ROOTS = ['root#1', 'id', 'shift', 'ix#1']

test.each([...ROOTS.map((sk) => [sk]), ROOTS])(
  'a tenant whose key rows are gone (%s) is not one that never was: 503 until they are back, 401 for the other',
  async (...gone) => {
    const { doctor, north, chart, note, clocked, pass, stored, recordOf, without } = made
    const warm = clocked()
    const right = await warm.ask(doctor, chart)
    const putBack = await without(gone.map((sk) => ({ table: 'keys', pk: `${north.tenant}#K`, sk })))
    const before = await stored()
    const cold = clocked()
    expect(said(await warm.ask(doctor, chart))).toEqual(said(right))
    pass(5 * MINUTE)
    for (const environment of [warm, cold])
      for (const request of [chart, note('rows')]) {
        const asked = await environment.ask(doctor, request)
        expect(said(asked)).toEqual(refused('UNAVAILABLE'))
        expect(await recordOf(environment, asked)).toMatchObject({ tenant: NO_TENANT, outcome: 'UNAVAILABLE' })
      }
    const nowhere = made.issuer.token({
      subject: doctor.person,
      username: 'doctor',
      claims: { 'wardgraph:membership': `${'z'.repeat(12)}.${doctor.person}.${doctor.membership}` },
      ttl: 3600,
    })
    expect((await cold.ask({ ...doctor, token: nowhere }, chart)).status).toBe(401)
    expect(await stored()).toEqual(before)
    expect(logged).toContain('"causes":["VaultError/ERR_VAULT_KEYS_MISSING"]')
    await putBack()
    for (const environment of [warm, cold]) expect(said(await environment.ask(doctor, chart))).toEqual(said(right))
  },
)

test('a patient whose key row is gone can be neither read nor written, others can, and all comes back with the row', async () => {
  const { ada, doctor, nurse, patient, privacy, north, chart, note, clocked, stored, recordOf, without } = made
  const warm = clocked()
  const right = await warm.ask(doctor, chart)
  const putBack = await without([{ table: 'keys', pk: `${north.tenant}#K#P#${ada}`, sk: '-' }])
  const before = await stored()
  for (const environment of [warm, clocked()]) {
    for (const [user, request] of [
      [doctor, chart],
      [nurse, { query: '{ patients { nodes { name { family } } } }' }],
      [doctor, note('key')],
    ] as const) {
      const asked = await environment.ask(user, request)
      expect(said(asked)).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'UNAVAILABLE' } }] } })
      expect(Object.keys(asked.body)).toEqual(['errors'])
      const record = { tenant: north.tenant, outcome: 'UNAVAILABLE', disclosed: [], changed: [] }
      expect(await recordOf(environment, asked)).toMatchObject(record)
    }
    expect((await environment.ask(privacy, { query: '{ me { role } }' })).status).toBe(200)
    // Whom she resembles could not be told, if she were at work.
    expect(said(await clocked().ask(patient, { query: '{ me { role } }' }))).toEqual(refused('UNAVAILABLE'))
  }
  expect(await stored()).toEqual(before)
  expect(logged).toContain('VaultError/ERR_VAULT_KEYS_MISSING')
  await putBack()
  expect(said(await warm.ask(doctor, chart))).toEqual(said(right))
  expect(said(await warm.ask(doctor, note('key')))).toEqual(NOTED)
})

test('where the key row of staff is gone, whoever is a practitioner waits for it, and others do not', async () => {
  const { doctor, patient, north, chart, clocked, recordOf, without } = made
  const putBack = await without([{ table: 'keys', pk: `${north.tenant}#K#S#staff`, sk: '-' }])
  const environment = clocked()
  const asked = await environment.ask(doctor, chart)
  expect(said(asked)).toEqual(refused('UNAVAILABLE'))
  expect(await recordOf(environment, asked)).toMatchObject({ tenant: NO_TENANT, outcome: 'UNAVAILABLE' })
  expect(family(await environment.ask(patient, chart))).toBe('Adler')
  await putBack()
  expect(family(await environment.ask(doctor, chart))).toBe('Adler')
})

test('where the key rows of the trail of nobody are gone, tenants are served and what has none is refused', async () => {
  const { chart, clocked, without } = made
  const environment = clocked()
  const putBack = await without([{ table: 'keys', pk: `${NO_TENANT}#K`, sk: 'root#1' }])
  expect(family(await environment.ask(made.doctor, chart))).toBe('Adler')
  expect(said(await environment.ask(null, chart))).toEqual(refused('AUDIT_UNAVAILABLE'))
  await putBack()
  expect((await environment.ask(null, chart)).status).toBe(401)
})

test('a root that KMS finds damaged is damage, and no outage: 500, on record as that', async () => {
  const { doctor, north, services, chart, clocked, recordOf } = made
  const at = { table: 'keys', pk: `${north.tenant}#K`, sk: 'root#1' } as const
  const [row] = await services.table.get([at])
  if (row === undefined || !(row.b instanceof Uint8Array)) throw new Error('there is a root')
  const put = (b: Uint8Array) =>
    services.table.transact([{ do: 'put', table: 'keys', row: { ...row, b } }], { token: crypto.randomUUID() })
  await put(row.b.map((byte, i) => (i === 40 ? byte ^ 1 : byte)))
  const cold = clocked()
  const asked = await cold.ask(doctor, chart)
  expect([asked.status, asked.body.errors[0].extensions.code, asked.body.data]).toEqual([500, 'INTERNAL', undefined])
  expect(await recordOf(cold, asked)).toMatchObject({ tenant: NO_TENANT, outcome: 'INTEGRITY', disclosed: [] })
  await put(row.b)
  expect(family(await cold.ask(doctor, chart))).toBe('Adler')
})

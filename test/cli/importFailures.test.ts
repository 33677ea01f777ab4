import { randomBytes } from 'node:crypto'
import { readPolicy } from '@wardgraph/access'
import { jobMember, memberKey, memberPeriodAction, recordKey, type Table, TableError } from '@wardgraph/records'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import { createVault } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { importResources } from '../../packages/cli/src/import/importFhir.ts'
import { audited, counts, NOW, type Store, snapshot, store, twin } from './importStore.ts'

const patient = (id: string, more = {}) => ({ resourceType: 'Patient', id, name: [{ family: 'Example' }], ...more })
const organization = (name: string) => ({ resourceType: 'Organization', id: 'o', name })
const note = (id: string, text: string) => ({ resourceType: 'Basic', id, text, subject: { reference: 'Patient/p' } })
const FIXTURES = ['transaction.json', 'conditional.ndjson', 'twice.json', 'dangling.json']

/** A table whose nth transaction first goes through `before`. */
function atTransaction(n: number, before: (table: Table) => Promise<void>) {
  let seen = 0
  return (table: Table): Table => ({
    ...table,
    async transact(actions, options) {
      seen += 1
      if (seen === n) await before(table)
      return table.transact(actions, options)
    },
  })
}

test('what somebody else changed meanwhile is read again and then changed', async () => {
  const one = await store()
  await one.resources([organization('a')])
  const other = await twin(one, {
    through: atTransaction(1, async (table) => {
      const { services, documents } = one
      const files = [{ name: 'b', text: JSON.stringify(organization('b')), kind: 'json' as const }]
      await importResources({ services: { ...services, table }, documents, tenantName: 'north', files })
    }),
  })
  const report = await other.resources([organization('c')])
  expect(counts(report, 'Organization')).toMatchObject({ created: 0, updated: 1 })
  const [current] = other.current('Organization', 'o')
  expect(current).toMatchObject({ marks: { v: 3, w: 3 }, opened: { STAFF: { name: 'c' } } })
})

test('an import that never gets through ends as unavailable, with nothing half-written', async () => {
  const refused = new TableError('CONDITION', { failed: [0] })
  const { resources, rows } = await store({
    through: (table) => ({ ...table, transact: () => Promise.reject(refused) }),
  })
  const before = rows()
  await expect(resources([organization('a')])).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(rows()).toEqual(before)
})

test('an import stopped at any transaction and run again stores what one that was not stopped stores', async () => {
  const whole = await store()
  const fresh = await twin(whole)
  const before = whole.memory.calls.transact
  await whole.fixtures(...FIXTURES)
  const transactions = whole.memory.calls.transact - before
  expect(transactions).toBeGreaterThan(5)
  for (let n = 1; n <= transactions; n += 1) {
    let stopped = false
    const broken = await twin(fresh, {
      through: (table) => {
        const failing = atTransaction(n, async () => {
          stopped = true
        })(table)
        const down = () => Promise.reject(new TableError('UNAVAILABLE'))
        return {
          get: (keys) => (stopped ? down() : table.get(keys)),
          query: (range) => (stopped ? down() : table.query(range)),
          transact: async (actions, options) => {
            if (stopped) return down()
            await failing.transact(actions, options)
            // The transaction happened; its reply, and everything after it, is lost.
            if (stopped) await down()
          },
        }
      },
    })
    await expect(broken.fixtures(...FIXTURES), `${n}`).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    const again = await twin(broken)
    await again.fixtures(...FIXTURES)
    expect(snapshot(again), `${n}`).toEqual(snapshot(whole))
  }
})

test('a stored row that is not what was written stops the import, on record', async () => {
  const { resources, memory, id, keys, services } = await store()
  await resources([organization('a')])
  const key = recordKey(services.policy, keys.tenant, {
    type: 'Organization',
    id: id('Organization', 'o'),
    patient: null,
  })
  const [row] = await memory.get([key])
  const forged = {
    ...row,
    x: keys.payloadHash({ purpose: 'import', payload: '{"id":"o","name":"b","resourceType":"Organization"}' }),
  }
  await memory.transact([{ do: 'put', table: 'records', row: { ...forged, pk: key.pk, sk: key.sk } }], {
    token: 'forged',
  })
  await expect(resources([organization('b')])).rejects.toMatchObject({ code: 'INTEGRITY' })
  const records = memory.rows().flatMap(({ table, row: { r } }) => (table === 'audit' ? [JSON.parse(String(r))] : []))
  const damage = records.filter(({ outcome }) => outcome === 'INTEGRITY')
  expect(damage).toMatchObject([{ tenant: keys.tenant, origin: 'import', changed: [], disclosed: [], opened: 0 }])
})

test('an import into a tenant whose key rows are gone is unavailable, makes no others and writes nothing', async () => {
  const one = await store()
  await one.resources([patient('p'), organization('a')])
  const { tenant } = one.keys
  const isGone = (pk: unknown) => pk === `${tenant}#K` || String(pk).startsWith(`${tenant}#K#S#`)
  for (const gone of [(pk: unknown, sk: unknown) => pk === `${tenant}#K` && sk === 'root#1', isGone]) {
    const other = await twin(one)
    const keys = one.memory.rows().filter(({ table, row }) => table === 'keys' && gone(row.pk, row.sk))
    const taken = keys.map(({ table, row: { pk, sk } }) => ({ table, pk: String(pk), sk: String(sk) }))
    await other.memory.transact(
      taken.map((key) => ({ do: 'remove', key })),
      { token: 'gone' },
    )
    const before = other.rows()
    const services = {
      ...other.services,
      vault: createVault({ keysTable: async () => 'keys', provider: one.provider, deployment: 'test' }),
    }
    const files = [{ name: 'o', text: JSON.stringify(organization('b')), kind: 'json' as const }]
    const run = () =>
      importResources({ services, documents: one.documents, tenantName: 'north', files, now: () => NOW })
    await expect(run()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(other.rows()).toEqual(before)
    await other.memory.transact(
      keys.map(({ table, row }) => ({ do: 'put', table, row })),
      { token: 'back' },
    )
    expect(counts(await run(), 'Organization')).toMatchObject({ updated: 1 })
  }
})

test('a policy that does not let services write keeps every resource out', async () => {
  const grants = plan.audiences.FEED
  expect(Object.keys(grants)).toEqual(['SERVICE HOPERAT'])
  const policy = readPolicy({ ...plan, audiences: { ...plan.audiences, FEED: {} } })
  const { fixtures, memory } = await store({ policy })
  const report = await fixtures('transaction.json')
  expect(report.rejected.map(({ type, code }) => `${type} ${code}`)).toEqual([
    'Observation NO_PATIENT',
    'Encounter NO_PATIENT',
    'Condition NO_PATIENT',
    'Patient FORBIDDEN',
    'Practitioner FORBIDDEN',
    'Organization FORBIDDEN',
  ])
  expect(memory.rows().filter(({ table }) => table === 'records')).toEqual([])
})

test('FHIR without a type of its own needs the right to write every type', async () => {
  const RECORDERS = { ...plan.audiences.RECORDERS, 'SERVICE HOPERAT': { full: 0, masked: 0 } }
  const policy = readPolicy({ ...plan, audiences: { ...plan.audiences, RECORDERS } })
  const { fixtures } = await store({ policy })
  const report = await fixtures('transaction.json')
  expect(report.rejected.map(({ type, code }) => `${type} ${code}`)).toEqual([
    'Observation FORBIDDEN',
    'Condition FORBIDDEN',
  ])
})

test('a typed resource too large for an item is rejected, those beside it are not', async () => {
  const { resources } = await store()
  const report = await resources([
    patient('p'),
    organization(randomBytes(400_000).toString('base64')),
    { ...organization('x'.repeat(5_000_000)), id: 'huge' },
    { ...organization('x'.repeat(1_000_000)), id: 'small' },
  ])
  expect(report.rejected).toEqual([
    { file: '1.json', position: 0, type: 'Organization', code: 'TOO_LARGE' },
    { file: '2.json', position: 0, type: 'Organization', code: 'TOO_LARGE' },
  ])
  expect(counts(report, 'Organization')).toMatchObject({ created: 1, rejected: 2 })
})

test('a patient with more record numbers than a transaction takes is rejected', async () => {
  const { resources } = await store()
  const identifier = Array.from({ length: 120 }, (_, i) => ({ value: `N-${i}` }))
  const report = await resources([patient('p', { identifier })])
  expect(report.rejected).toMatchObject([{ type: 'Patient', code: 'TOO_LARGE' }])
})

test('a chart of a thousand records goes in transactions of at most 90 actions and their audit record', async () => {
  const sizes: number[] = []
  const counted = (table: Table): Table => ({
    ...table,
    transact(actions, options) {
      sizes.push(actions.length)
      expect(actions.filter((action) => action.do === 'put' && action.table === 'audit').length).toBeGreaterThan(0)
      expect(actions.filter((action) => action.do !== 'put' || action.table !== 'audit').length).toBeLessThanOrEqual(91)
      return table.transact(actions, options)
    },
  })
  const one: Store = await store({ through: counted })
  const chart = Array.from({ length: 1000 }, (_, i) => note(`n-${i}`, 'text'))
  const entry = [patient('p'), ...chart].map((resource) => ({ resource }))
  const report = await one.resources([{ resourceType: 'Bundle', type: 'collection', entry }])
  expect(counts(report, 'Basic')).toMatchObject({ created: 1000 })
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100)
  expect(audited(one)).toHaveLength(1001)
})

test('large records go in transactions below the store’s four megabytes', async () => {
  const bytes: number[] = []
  const weighed = (table: Table): Table => ({
    ...table,
    transact(actions, options) {
      const values = actions.flatMap((action) => (action.do === 'put' ? Object.values(action.row) : []))
      bytes.push(
        values.reduce(
          (sum: number, value) => sum + (value instanceof Uint8Array || typeof value === 'string' ? value.length : 8),
          0,
        ),
      )
      return table.transact(actions, options)
    },
  })
  const one = await store({ through: weighed })
  const large = Array.from({ length: 20 }, (_, i) => ({
    ...organization(randomBytes(240_000).toString('base64')),
    id: `l-${i}`,
  }))
  const report = await one.resources([patient('p'), ...large])
  expect(counts(report, 'Organization')).toMatchObject({ created: 20 })
  expect(Math.max(...bytes)).toBeLessThan(4_000_000)
})

test('an import runs as a membership of the tenant, and not once that has ended', async () => {
  const { memory, keys, resources } = await store()
  const place = memberKey(keys.tenant, jobMember(keys, { job: 'import', tenantName: 'north' }))
  const [row] = await memory.get([place])
  expect(row).toMatchObject({ role: 'SERVICE', purpose: 'HOPERAT', username: 'import' })
  await resources([patient('p')])
  const end = memberPeriodAction(keys, row ?? {}, { start: null, end: NOW })
  await memory.transact([end], { token: 'end' })
  await expect(resources([patient('q')])).rejects.toMatchObject({ code: 'MEMBERSHIP_ENDED' })
  await memory.transact([{ do: 'remove', key: place }], { token: 'remove' })
  await expect(resources([patient('q')])).rejects.toMatchObject({ code: 'MEMBERSHIP_ENDED' })
})

import { ensureTenant } from '@wardgraph/api'
import { createLanes } from '@wardgraph/audit'
import { listTenants, memoryTable, type Table } from '@wardgraph/records'
import { createVault, memoryKeyProvider } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { auditable, clinic } from '../fixtures/clinic.ts'
import { linkedRows } from '../fixtures/recorded.ts'

/** A deployment in which there is nothing yet. */
async function nothing(through: (table: Table) => Table = (table) => table) {
  const { services } = await clinic()
  const memory = memoryTable()
  const vault = createVault({ keysTable: async () => 'keys', provider: memoryKeyProvider(), deployment: 'test' })
  return { memory, services: { ...services, table: through(memory), vault, lanes: createLanes() } }
}
type Records = Awaited<ReturnType<typeof nothing>>

const recordsOf = ({ memory }: Records) =>
  memory.rows().flatMap(({ table, row }) => {
    const record = table === 'audit' ? JSON.parse(String(row.r)) : { outcome: 'GENESIS' }
    return record.outcome === 'GENESIS' ? [] : [record]
  })

test('a tenant is made in one transaction with the record of it, which names its keys, its rules and its jobs', async () => {
  const made = await nothing()
  const { tenant } = await ensureTenant(made.services, 'west')
  const records = recordsOf(made)
  expect(records.map((record) => [record.tenant, record.operation.roots, record.caller])).toEqual([
    ['000000000000', ['tenants.add'], null],
    [tenant, ['tenants.add'], null],
  ])
  const named = records.flatMap(({ written }) => written.map(([table, pk, sk]: string[]) => `${table} ${pk} ${sk}`))
  expect(named.sort()).toEqual(
    linkedRows(made)
      .map(({ table, row }) => `${table} ${row.pk} ${row.sk}`)
      .sort(),
  )
  expect(named).toEqual(expect.arrayContaining([`keys ${tenant}#K root#1`, `directory ${tenant}#T rules`]))
})

test('no tenant is made whose record could not be written', async () => {
  const { through, stop } = auditable()
  const { services, memory } = await nothing(through)
  await ensureTenant(services, 'west')
  const before = memory.rows()
  stop()
  await expect(ensureTenant(services, 'east')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(memory.rows()).toEqual(before)
})

test('where keys of tenants, or of the trail of nobody, are gone, none are made in their place', async () => {
  const { services, memory } = await nothing()
  const { tenant } = await ensureTenant(services, 'west')
  for (const of of [tenant, '000000000000']) {
    const keys = memory.rows().filter(({ table, row }) => table === 'keys' && String(row.pk).startsWith(of))
    const places = keys.map(({ row: { pk, sk } }) => ({ table: 'keys', pk: String(pk), sk: String(sk) }) as const)
    await memory.transact(
      places.map((key) => ({ do: 'remove', key })),
      { token: `${of} gone` },
    )
    const before = memory.rows()
    await expect(ensureTenant(services, 'west')).rejects.toMatchObject({ code: 'ERR_VAULT_KEYS_MISSING' })
    expect(memory.rows()).toEqual(before)
    await memory.transact(
      keys.map(({ row }) => ({ do: 'put', table: 'keys', row })),
      { token: `${of} back` },
    )
    expect((await ensureTenant(services, 'west')).tenant).toBe(tenant)
  }
})

test('a tenant that is made by several at once is made once, and all of them have its keys', async () => {
  const made = await nothing()
  const others = Array.from({ length: 3 }, () => ({ ...made.services, lanes: createLanes() }))
  const keys = await Promise.all(others.map((services) => ensureTenant(services, 'west')))
  const ids = new Set(keys.map((one) => one.recordId({ system: 'fhir', type: 'Patient', id: 'p' })))
  expect(ids.size).toBe(1)
  expect(recordsOf(made)).toHaveLength(2)
  expect(await listTenants(made.services)).toEqual([{ tenant: keys[0]?.tenant, name: 'west' }])
})

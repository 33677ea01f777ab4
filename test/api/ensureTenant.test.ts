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

test('a tenant that is made by several at once is made once, and all of them have its keys', async () => {
  const made = await nothing()
  const others = Array.from({ length: 3 }, () => ({ ...made.services, lanes: createLanes() }))
  const keys = await Promise.all(others.map((services) => ensureTenant(services, 'west')))
  const ids = new Set(keys.map((one) => one.recordId({ system: 'fhir', type: 'Patient', id: 'p' })))
  expect(ids.size).toBe(1)
  expect(recordsOf(made)).toHaveLength(2)
  expect(await listTenants(made.services)).toEqual([{ tenant: keys[0]?.tenant, name: 'west' }])
})

import { memoryTable } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { tableContract } from './table.contract.ts'

const table = memoryTable()
tableContract('memory', () => table)

test('the memory table counts requests as DynamoDB would see them', async () => {
  const counted = memoryTable()
  const key = (sk: number) => ({ table: 'records' as const, pk: 'p', sk: String(sk) })
  await counted.get(Array.from({ length: 201 }, (_, i) => key(i)))
  await counted.query({ table: 'records', pk: 'p' })
  await counted.transact([{ do: 'put', table: 'records', row: { pk: 'p', sk: '1' } }], { token: 'a' })
  expect(counted.calls).toEqual({ get: 3, query: 1, transact: 1 })
  expect(counted.rows()).toEqual([{ table: 'records', row: { pk: 'p', sk: '1' } }])
})

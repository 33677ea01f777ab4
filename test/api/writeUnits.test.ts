import type { Action, Table } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'

/** Bytes of an item as DynamoDB counts them (Developer Guide, "Item sizes and formats"): names in UTF-8, and values. */
function sizeOf(row: Row): number {
  return Object.entries(row).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesIn(value), 0)
}

function bytesIn(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (value instanceof Uint8Array) return value.length
  if (typeof value === 'boolean') return 1
  // A digit takes half a byte, and the number one more.
  return Math.ceil(String(value).length / 2) + 1
}

/** Two units a kilobyte in a transaction; a check costs as what it looks at, which is a kilobyte at least. */
function unitsOf(actions: readonly Action[]): number {
  return actions.reduce((sum, one) => sum + 2 * Math.ceil((one.do === 'put' ? sizeOf(one.row) : 1) / 1024), 0)
}

/** A ward whose lanes have begun, and what each request writes. */
async function counted() {
  const seen: (readonly Action[])[] = []
  const through = (table: Table): Table => ({
    ...table,
    transact(actions, options) {
      seen.push(actions)
      return table.transact(actions, options)
    },
  })
  const made = await ward({ through })
  await made.query(made.doctor, '{ me { role } }')
  const during = async (work: () => Promise<unknown>) => {
    seen.length = 0
    await work()
    return seen.map((actions) => ({
      units: unitsOf(actions),
      audit: actions.filter((one) => one.do === 'put' && one.table === 'audit').length,
      actions: actions.length,
    }))
  }
  return { ...made, during }
}

test('a read writes its audit record, two units a kilobyte, and nothing else', async () => {
  const { during, query, doctor, ada } = await counted()
  const one = `{ patient(id: "${ada}") { id name { family } birthDate identifier { value } } }`
  expect(await during(() => query(doctor, one))).toEqual([{ units: 2, audit: 1, actions: 1 }])
  const nested = `{ patient(id: "${ada}") { id observations(first: 20) { nodes { id code { text } valueQuantity { value } } } } }`
  expect(await during(() => query(doctor, nested))).toEqual([{ units: 4, audit: 1, actions: 1 }])
})

test('a mutation writes one transaction, of twelve units where it changes a small head, four of them for its audit record, and two for each posting', async () => {
  const made = await counted()
  const change = (of: object) =>
    made.during(() => act(made, made.support, 'updatePatientContact', { patient: made.ada, ...of }))
  // The head, its old version, the wish that is remembered, and the audit record, which names the two rows.
  expect(await change({ expectedVersion: 1, address: [] })).toEqual([{ units: 12, audit: 1, actions: 4 }])
  expect(await change({ expectedVersion: 2, telecom: [] })).toEqual([{ units: 14, audit: 1, actions: 5 }])
})

import type { Rotating } from '@wardgraph/api'
import type { Table } from '@wardgraph/records'
import { type EncryptionContext, memoryKeyProvider } from '@wardgraph/vault'
import { putOnRecord } from '../fixtures/recorded.ts'
import { ward } from '../fixtures/ward.ts'

export const CHART = `query Q($id: RecordId!) { patient(id: $id) {
  name { family } birthDate identifier { value } telecom { value }
  encounters { nodes { status reasonCode { text } } } observations { nodes { valueQuantity { value } performer { name { family } } } } } }`

/** A ward of which every row is on record, with a clock that the rotation moves. */
export async function ready(through: (table: Table) => Table = (table) => table) {
  const clock = { now: Date.now() }
  const calls = { decrypt: 0 }
  const inner = memoryKeyProvider()
  const provider = {
    generate: async (context: EncryptionContext, under = 'first') => ({ ...(await inner.generate(context)), under }),
    decrypt: (...of: Parameters<typeof inner.decrypt>) => {
      calls.decrypt += 1
      return inner.decrypt(...of)
    },
  }
  const made = await ward({ now: () => clock.now, provider, through })
  await putOnRecord(made)
  const lines: string[] = []
  const rotating: Rotating = {
    services: made.services,
    documents: made.documents,
    tenant: made.north.tenant,
    scan: async function* (name) {
      for (const { table, row } of made.memory.rows()) if (table === name) yield row
    },
    until: async (at) => {
      clock.now = Math.max(clock.now, at)
    },
    onProgress: (line) => lines.push(line),
  }
  return { ...made, clock, calls, rotating, lines }
}
export type Ready = Awaited<ReturnType<typeof ready>>

export const versions = ({ memory, north }: Pick<Ready, 'memory' | 'north'>, tables: readonly string[]) =>
  new Set(
    memory
      .rows()
      .filter(({ table, row }) => tables.includes(table) && String(row.pk).startsWith(`${north.tenant}#`))
      .map(({ row: { m } }) => (m instanceof Uint8Array ? Buffer.from(m).readUInt16BE(1) : 0)),
  )

export const chart = ({ query, doctor, ada }: Pick<Ready, 'query' | 'doctor' | 'ada'>) =>
  query(doctor, CHART, { variables: { id: ada } })

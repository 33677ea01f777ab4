import type { MemoryTable, Table } from '@wardgraph/records'
import { copyOf, send, treat } from '../fixtures/clinic.ts'
import { localTable } from '../fixtures/localTable.ts'
import { ward } from '../fixtures/ward.ts'
import { inTurn, ratio } from './timing.ts'

/** How long the two charts are, in findings. */
const SHORT = 100
const LONG = 100_000
/** What the first page of the long one may take of the short one's. */
const LIMIT = 1.1
const LATEST = Date.UTC(2026, 5, 1)
const HOUR = 3_600_000
const PAGES = {
  'latest 20': 'observations(first: 20)',
  'latest 20 of one code': 'observations(first: 20, code: "8867-4")',
  'latest 20 of three days': 'observations(first: 20, from: "2026-05-29", to: "2026-05-31")',
  'one code, three days': 'observations(first: 20, code: "8867-4", from: "2026-05-29", to: "2026-05-31")',
  'latest 20 of one category': 'observations(first: 20, category: "vital-signs")',
}

/**
 * The first page of a chart with 100,000 findings against one with 100, in ms: the handler, the SDK and the local
 * DynamoDB, whose indexes are real ones (those of the table in memory are sorted for each query).
 */
export async function chartFigures() {
  const made = await ward()
  const { north, ada, ben, dora } = made
  await treat(made, north, { patient: ben, actor: dora })
  await plant(made, ben, SHORT)
  await plant(made, ada, LONG)
  const { table, close } = await localTable('bench')
  await copyRows(made.memory, table)
  const { handler } = await copyOf({ ...made, memory: { ...made.memory, rows: () => [] } }, { through: () => table })
  const page = async (patient: string, list: string) => {
    const body = JSON.stringify({
      query: `{ patient(id: "${patient}") { ${list} { nodes { effectiveDateTime valueQuantity { value } } } } }`,
    })
    const { status, body: reply } = await send(handler, {
      headers: { authorization: `Bearer ${made.doctor.token}` },
      body,
    })
    if (status !== 200 || reply.errors) throw new Error('not a page')
    return reply.data.patient.observations.nodes.length
  }
  const figures: Record<string, unknown> = {}
  for (const [name, list] of Object.entries(PAGES)) {
    const [short, long] = [await page(ben, list), await page(ada, list)]
    if (short === 0 || short !== long) throw new Error(`${short} and ${long} findings: no comparison`)
    const timed = await inTurn({ short: () => page(ben, list), long: () => page(ada, list) }, { rounds: 101, calls: 2 })
    figures[name] = { ...timed, findings: short, ratio: ratio(timed.long, timed.short), limit: LIMIT }
  }
  await close()
  return figures
}

/**
 * One finding an hour, back from the latest, of two categories in turn. Four of five are of the code asked for: what is
 * fetched for a page, 71 of them, the short chart has too.
 */
async function plant({ north, write }: Awaited<ReturnType<typeof ward>>, patient: string, count: number) {
  for (let i = 0; i < count; i += 1)
    await write(north, {
      type: 'Observation',
      name: `${patient} ${i}`,
      patient,
      content: {
        status: 'final',
        category: [{ coding: [{ code: i % 2 === 0 ? 'vital-signs' : 'laboratory' }] }],
        code: { coding: [{ code: i % 5 === 0 ? '8480-6' : '8867-4' }] },
        effectiveDateTime: new Date(LATEST - (i + 1) * HOUR).toISOString(),
        valueQuantity: { value: i, unit: '1' },
      },
    })
}

async function copyRows(memory: MemoryTable, table: Table) {
  const rows = memory.rows()
  for (let i = 0; i < rows.length; i += 100)
    await table.transact(
      rows.slice(i, i + 100).map(({ table: name, row }) => ({ do: 'put', table: name, row })),
      { token: crypto.randomUUID() },
    )
}

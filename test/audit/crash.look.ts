import type { MemoryTable } from '@wardgraph/records'
import { createVault, memorySigner } from '@wardgraph/vault'
import { exportTrail } from '../fixtures/trail.ts'
import type { CrashWorld } from './crash.world.ts'
import { verifyFiles } from './fixture.ts'

type Row = readonly [patient: string | null, type: string, id: string | null, fields: readonly string[]]

/** What is looked at of one audit record. */
export interface Recorded {
  readonly request: string
  readonly outcome: string
  readonly continues: number | null
  readonly disclosed: readonly Row[]
  readonly denied: readonly Row[]
  readonly changed: readonly (readonly [...row: Row, version: number])[]
}

/** The records of requests that are there now; the first record of a chain is none. */
export function recordsIn(store: MemoryTable): Recorded[] {
  return auditRows(store).flatMap((text) => (text.includes('"outcome":"GENESIS"') ? [] : [JSON.parse(text)]))
}

function auditRows(store: MemoryTable): string[] {
  return store.rows().flatMap(({ table, row }) => (table === 'audit' ? [String(row.r)] : []))
}

/**
 * What was written beside the trail: for each row its place, ids made equal, and how often it was written. The same
 * mutation has the same effect wherever it is run.
 */
export function effectOf({ memory }: Pick<CrashWorld, 'memory'>, store: MemoryTable): string[] {
  const [before, after] = [memory, store].map(countsOf)
  const places = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])
  return [...places].flatMap((place) => {
    const [from, to] = [before?.get(place), after?.get(place)]
    return from === to ? [] : [`${alike(place)} ${from ?? 'none'} to ${to ?? 'none'}`]
  })
}

function countsOf(store: MemoryTable): Map<string, number> {
  const rows = store.rows().filter(({ table, row }) => table !== 'audit' && !/#H#.$/.test(String(row.pk)))
  return new Map(rows.map(({ table, row }) => [`${table} ${row.pk} ${row.sk}`, Number(row.w ?? 0)]))
}

/** A text without what is drawn anew each time: ids, hashes, times. */
export function alike(text: string): string {
  return text.replaceAll(/[a-z2-7]{26}|[\w-]{43}/g, '*')
}

const signer = memorySigner()

/** Whether an export of the store is whole and holds every row of the trail; else what is wrong. */
export async function damageIn(store: MemoryTable, { provider }: Pick<CrashWorld, 'provider'>): Promise<string | null> {
  const vault = createVault({ keysTable: async () => 'keys', provider, deployment: 'test' })
  const { files, anomalies } = await exportTrail({ table: store, vault }, { signer })
  const found = await verifyFiles(files, await signer.publicKey())
  const right = found.whole && found.uncovered === 0 && found.records === auditRows(store).length
  return right && anomalies.length === 0 ? null : JSON.stringify({ ...found, anomalies })
}

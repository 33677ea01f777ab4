import { createHash } from 'node:crypto'
import { createExport, createLanes, type Lease, requestRows, verifyExport, type WritingEntry } from '@wardgraph/audit'
import { draftKeys, memoryTable } from '@wardgraph/records'
import { createVault, memoryKeyProvider, memorySigner, type Signer, type TenantKeys } from '@wardgraph/vault'
import { make } from '../fixtures/clinic.ts'

export const north = 'nnnnnnnnnnnn'
export const south = 'ssssssssssss'

/** An id of 26 characters, the same for the same word. */
export const idOf = (word: string): string =>
  [...createHash('sha256').update(word).digest()]
    .map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31])
    .join('')
    .slice(0, 26)

/** A doctor reads one patient's name. */
export const entry = (change: Partial<WritingEntry> = {}): WritingEntry => ({
  time: '2026-11-22T08:00:00.000Z',
  code: '0.1.0',
  origin: 'graphql',
  request: 'r-1',
  caller: { person: idOf('ann'), membership: idOf('ann in north'), role: 'DOCTOR', purpose: 'TREAT' },
  session: idOf('session'),
  operation: { kind: 'query', roots: ['Query.patient'], document: '0'.repeat(64) },
  outcome: 'OK',
  status: 200,
  disclosed: [[idOf('john'), 'Patient', idOf('john'), ['id', 'name']]],
  changed: [],
  denied: [],
  ties: [[idOf('john'), 'CARE_TEAM', 'encounter']],
  written: [],
  opened: 1,
  ...change,
})

/** The same bytes in every run, as a stream. */
export function seededRandom(): (size: number) => Uint8Array {
  let drawn = 0
  return (size) => {
    drawn += 1
    return createHash('sha512').update(`draw ${drawn}`).digest().subarray(0, size)
  }
}

export type StoredRow = Record<string, unknown>
export type Files = Map<string, Uint8Array>

interface Signers {
  readonly signer: Signer
  readonly before?: Signer
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

/** Two tenants with real keys, a table in memory, and everything between a request and a verified export. */
export async function clinic() {
  const vault = createVault({ keysTable: async () => 'keys', provider: memoryKeyProvider(), deployment: 'test' })
  const keys = new Map<string, TenantKeys>()
  const stores = { table: memoryTable(), vault }
  for (const tenant of [north, south]) keys.set(tenant, await make(stores, await draftKeys(stores, tenant)))
  const lanes = createLanes({ random: seededRandom() })
  const signer = memorySigner()
  const publicKey = await signer.publicKey()
  const chains = new Map<string, { tenant: string; rows: StoredRow[] }>()
  const digests: StoredRow[] = []

  const keysOf = (tenant: string, chain: string) => {
    const own = keys.get(tenant)
    if (own === undefined) throw new Error('the fixture has two tenants')
    return own.auditKeys(chain)
  }

  /** Stores the rows of a request as one transaction would; the lease stays open. */
  const store = (lease: Lease, change: Partial<WritingEntry> = {}) => {
    const { tenant, chain } = lease
    const made = requestRows({ lease, entry: entry(change), keys: keysOf(tenant, chain) })
    const own = chains.get(chain) ?? { tenant, rows: [] }
    chains.set(chain, own)
    own.rows.push(...made.rows)
    return made
  }

  const record = async (tenant: string, change: Partial<WritingEntry> = {}) => {
    const lease = await lanes.lease(tenant)
    lease.commit(store(lease, change).head)
    return lease.chain
  }

  const exportNow = async (time = '2026-11-22T09:00:00.000Z', by: Signers = { signer }) => {
    const files: Files = new Map()
    const making = await createExport({ digests, ...by })
    const listed = new Map([...chains].map(([chain, { tenant }]) => [chain, tenant]))
    for (const [chain, tenant] of listed) {
      const rows = each(chains.get(chain)?.rows ?? [])
      for await (const { path, bytes } of making.chain({ tenant, chain, keys: keysOf(tenant, chain), rows })) {
        files.set(path, bytes)
      }
    }
    const closed = await making.close({ time })
    for (const { path, bytes } of closed.files) files.set(path, bytes)
    digests.push(...closed.rows)
    return { ...closed, files }
  }

  const verify = (files: Files) => verifyFiles(files, publicKey)

  /** Five requests of north on one chain, two on another, three of south; two exports. */
  const exported = async () => {
    const held = await lanes.lease(north)
    for (let n = 0; n < 2; n += 1) await record(north)
    for (let n = 0; n < 3; n += 1) await record(south)
    held.release()
    const first = await record(north)
    await exportNow()
    for (let n = 0; n < 4; n += 1) await record(north)
    const { files } = await exportNow()
    return { files, chain: first }
  }

  return { stores, lanes, store, record, chains, digests, keysOf, signer, publicKey, exportNow, exported, verify }
}

/** A clinic with six records on one chain of north, four on one of south, and one export behind it. */
export async function running() {
  const all = await clinic()
  const chain = await all.record(north)
  for (let n = 0; n < 4; n += 1) await all.record(north)
  for (let n = 0; n < 3; n += 1) await all.record(south)
  const { files } = await all.exportNow()
  const rows = all.chains.get(chain)?.rows ?? []
  const replace = (changed: readonly StoredRow[]) => rows.splice(0, rows.length, ...changed)
  return { ...all, chain, rows, replace, files }
}

/** The answer about files in memory. */
export const verifyFiles = async (files: Files, publicKey: string) =>
  (await examineFiles(files, publicKey)).verification

/** Everything that is found out about files in memory. */
export const examineFiles = (files: Files, publicKey: string) =>
  verifyExport({
    publicKey,
    files: {
      list: async () => [...files.keys()],
      read: async (path) => {
        const bytes = files.get(path)
        if (bytes === undefined) throw new Error('no such file')
        return bytes
      },
    },
  })

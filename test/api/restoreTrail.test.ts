import { replayShreds, signTrail } from '@wardgraph/api'
import { createLanes, digestSignersOf, findLines, nextDigest, zipLines } from '@wardgraph/audit'
import { NO_TENANT, openTenant, type TableName } from '@wardgraph/records'
import { createVault, memorySigner, type Row } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { copyOf } from '../fixtures/clinic.ts'
import { dying, signed } from './signer.fixture.ts'

type At = Awaited<ReturnType<typeof signed>>

/** A trail that is signed, the tables as they are then, and what is done and signed after that; `harm` is given its newest record. */
async function ahead(harm: (at: At, newest: Row) => Promise<void> = async () => {}) {
  const at = await signed()
  await at.reads(3)
  await at.sign()
  const backup = await copyOf(at)
  for (let n = 0; n < 3; n += 1) await at.reads(5)
  await at.sign()
  const known = new Set(auditRows(at))
  await at.reads(1)
  await harm(at, at.records().findLast(({ row }) => !known.has(textOf(row)))?.row ?? {})
  await at.sign()
  /** The backup in tables of their own, which know that they are a copy, and what works on them. */
  const restored = async ({ keysTable = 'copy' } = {}) => {
    const copy = await copyOf(backup)
    const { now } = at.services
    const vault = createVault({ keysTable: async () => keysTable, provider: at.provider, deployment: 'test', now })
    const { memory, services } = copy
    const scan = async function* (name: TableName) {
      for (const { table, row } of memory.rows()) if (table === name) yield row
    }
    const fresh = () => ({ ...services, vault, lanes: createLanes({ now }) })
    const replaying = () => ({
      services: fresh(),
      archive: at.archive,
      documents: at.documents,
      signers: at.signers,
      scan,
    })
    return { ...copy, replaying, sign: () => signTrail(fresh(), { archive: at.archive, signers: at.signers }) }
  }
  return { ...at, restored }
}

const textOf = (row: Row) => JSON.stringify(Object.entries(row).toSorted())
const auditRows = ({ memory }: Pick<At, 'memory'>) =>
  memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [textOf(row)] : []))

/** How far each chain is signed, by the registry. */
const headsOf = ({ memory }: Pick<At, 'memory'>) =>
  memory
    .rows()
    .filter(({ table, row: { pk } }) => table === 'directory' && String(pk).includes('#H#'))
    .map(({ row: { grown: _, m: __, ...row } }) => textOf(row))

test('a signer of restored tables signs nothing beside what is under the lock', async () => {
  const { restored } = await ahead()
  const { sign } = await restored({ keysTable: 'keys' })
  await expect(sign()).rejects.toMatchObject({ code: 'CONDITION' })
})

test('what a copy lacks of the archive is put back byte for byte, and the signer goes on behind it', async () => {
  const at = await ahead()
  const copy = await at.restored()
  const lost = auditRows(at).filter((row) => !auditRows(copy).includes(row))
  const { records } = await replayShreds(copy.replaying())
  expect(lost.length).toBeGreaterThan(records)
  expect(records).toBeGreaterThan(15)
  expect(auditRows(copy)).toEqual(expect.arrayContaining(auditRows(at)))
  expect(headsOf(copy)).toEqual(expect.arrayContaining(headsOf(at)))
  expect(await copy.sign()).toMatchObject({ digests: 1, anomalies: 0 })
  expect(await at.verify()).toMatchObject({ whole: true, uncovered: 0 })
  expect(await replayShreds(copy.replaying())).toMatchObject({ records: 0 })
})

test('stopped anywhere it is run again, and comes to the same', async () => {
  const at = await ahead()
  let stops = 0
  for (let n = 1, reached = true; reached; n += 1) {
    const copy = await at.restored()
    const replaying = copy.replaying()
    const run = dying(replaying, n, 'after')
    await replayShreds({ ...replaying, ...run.doors }).catch(() => undefined)
    reached = run.reached()
    // A server starts by the keys of what belongs to no tenant: no tenant is left behind then.
    const starts = await openTenant(replaying.services, NO_TENANT).catch(() => undefined)
    if (starts !== undefined)
      for (const { tenant } of [at.north, at.south]) await openTenant(replaying.services, tenant)
    await replayShreds(copy.replaying())
    expect([n, auditRows(copy)]).toEqual([n, expect.arrayContaining(auditRows(at))])
    stops += 1
  }
  expect(stops).toBeGreaterThan(10)
}, 60_000)

test('what was archived as it was found gets no MAC', async () => {
  const forged = { r: '' }
  const at = await ahead(async ({ memory }, row) => {
    forged.r = String(row.r).replace('"status":200', '"status":201')
    await memory.transact([{ do: 'put', table: 'audit', row: { ...row, ...forged } }], { token: crypto.randomUUID() })
  })
  const damage = (await at.verify()).first
  expect(damage).toMatchObject({ kind: 'mac' })
  const copy = await at.restored()
  await replayShreds(copy.replaying())
  expect(copy.memory.rows().some(({ row }) => row.r === forged.r)).toBe(false)
  expect(await copy.sign()).toMatchObject({ anomalies: 0 })
  expect((await at.verify()).first).toEqual(damage)
})

test('a file that is not the one of its digest is not taken, and a registry row that is not what was written is left to the signer', async () => {
  const at = await ahead()
  const newest = Buffer.from(at.archive.files.get('digests/000002.json') ?? []).toString()
  const { files, chains } = JSON.parse(JSON.parse(newest).payload)
  const copy = await at.restored()
  const lines = findLines(at.archive.files.get(files[0].path) ?? new Uint8Array()) ?? []
  const forged = zipLines(lines.map((line) => line.toString().replace('"status":200', '"status":201')))
  const archive = {
    ...at.archive,
    find: async (path: string) => (path === files[0].path ? forged : at.archive.find(path)),
  }
  const [registered] = copy.memory
    .rows()
    .filter(({ table, row }) => table === 'directory' && row.sk === chains[0].chain)
  const changed: Row = { ...registered?.row, lane: 7 }
  await copy.memory.transact([{ do: 'put', table: 'directory', row: changed }], { token: crypto.randomUUID() })
  await replayShreds({ ...copy.replaying(), archive })
  const sk = String(chains[0].seq).padStart(10, '0')
  const place = { table: 'audit', pk: `${chains[0].tenant}#A#${chains[0].chain}`, sk } as const
  expect(await copy.memory.get([place])).toEqual([undefined])
  expect(await copy.memory.get([{ table: 'directory', pk: String(changed.pk), sk: String(changed.sk) }])).toEqual([
    changed,
  ])
})

test('digests of another key, or that do not follow the tables’ own, are not taken', async () => {
  const at = await ahead()
  const copy = await at.restored()
  const rows = copy.memory.rows()
  const others = await digestSignersOf({ signer: memorySigner(), before: undefined })
  const [first] = [...at.archive.files].filter(([path]) => path === 'digests/000000.json')
  const file = Buffer.from(first?.[1] ?? []).toString()
  const next = async (of: { file: string; by: typeof others.now }) => {
    const { time, news } = { time: '2026-11-26T08:00:00.000Z', news: { chains: [], files: [], anomalies: [] } }
    const turn = { by: of.by, successor: null }
    const digest = await nextDigest({ last: { seq: 0, file: of.file }, time, notBefore: undefined, news, turn })
    return {
      ...at.archive,
      find: async (path: string) => (path === 'digests/000001.json' ? Buffer.from(digest.file) : undefined),
    }
  }
  const replay = async (of: { file: string; by: typeof others.now }) =>
    replayShreds({ ...copy.replaying(), archive: await next(of) })
  await expect(replay({ file, by: others.now })).rejects.toMatchObject({ code: 'ERR_AUDIT_DIGEST_KEY' })
  await expect(replay({ file: `${file} `, by: at.signers.now })).rejects.toMatchObject({ code: 'CONDITION' })
  expect(copy.memory.rows()).toEqual(rows)
})

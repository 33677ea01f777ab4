import type { Archive } from '@wardgraph/api'
import { archivePath, findLines } from '@wardgraph/audit'
import type { Row } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { signed } from './signer.fixture.ts'

type At = Awaited<ReturnType<typeof signed>>

/** As whoever may write the table would, past every condition. */
async function put(at: At, table: 'audit' | 'directory', row: Row): Promise<void> {
  await at.memory.transact([{ do: 'put', table, row }], { token: crypto.randomUUID() })
}

async function remove(at: At, table: 'audit' | 'directory', { pk, sk }: Row): Promise<void> {
  await at.memory.transact([{ do: 'remove', key: { table, pk: String(pk), sk: String(sk) } }], {
    token: crypto.randomUUID(),
  })
}

/** The tenant's one chain: its registry row, and its records. */
function chain(at: At) {
  const [row] = at.memory
    .rows()
    .flatMap((one) => (String(one.row.pk).startsWith(`${at.north.tenant}#H#`) ? [one.row] : []))
  if (row === undefined) throw new Error('there is no chain')
  const pk = `${at.north.tenant}#A#${row.sk}`
  return { row, pk, id: String(row.sk), records: at.records().flatMap((one) => (one.row.pk === pk ? [one.row] : [])) }
}

async function asked(at: At, requests: number): Promise<void> {
  for (let n = 0; n < requests; n += 1) await at.reads(1)
}

test('what is no digest among the digests does not stop the signer, and is signed as damage', async () => {
  const at = await signed()
  await asked(at, 2)
  await at.sign()
  await put(at, 'audit', { pk: '000000000000#D', sk: 'x', d: 'x' })
  await put(at, 'audit', { pk: '000000000000#D', sk: '0000000000#001', d: 'x' })
  await asked(at, 2)
  expect(await at.sign()).toMatchObject({ digests: 1, chains: 1, anomalies: 1 })
  const { uncovered, records, first } = await at.verify()
  expect([uncovered, records, first]).toEqual([0, at.records().length, { chain: null, seq: null, kind: 'digest' }])
})

test('where something else stands in the place of the next digest the run fails, and says so', async () => {
  const at = await signed()
  await asked(at, 1)
  await at.sign()
  await put(at, 'audit', { pk: '000000000000#D', sk: '0000000001#000', d: 'x' })
  await expect(at.sign()).rejects.toMatchObject({ code: 'CONDITION' })
})

test('digests are archived the oldest first: a run that ends between leaves no hole', async () => {
  const at = await signed()
  await asked(at, 1)
  const unarchived: Archive = {
    ...at.archive,
    put: async (path, bytes) => path.startsWith('chains') && at.archive.put(path, bytes),
  }
  for (const _ of [1, 2]) await at.sign({ archive: unarchived })
  let puts = 0
  const dying: Archive = {
    ...at.archive,
    put: async (path, bytes) => {
      puts += path.startsWith('digests') ? 1 : 0
      return puts === 2 ? Promise.reject(new Error('killed')) : at.archive.put(path, bytes)
    },
  }
  await expect(at.sign({ archive: dying })).rejects.toThrow('killed')
  await at.sign()
  const digests = [...at.archive.files.keys()].filter((path) => path.startsWith('digests'))
  expect(digests.sort()).toEqual(['0', '1', '2', '3'].map((n) => `digests/00000${n}.json`))
})

test.each(['z', '9999999999', '0000000099'])(
  'a row %s that nobody with the key wrote leads past no record',
  async (sk) => {
    const at = await signed()
    await asked(at, 2)
    await put(at, 'audit', { pk: chain(at).pk, sk, r: '' })
    await at.sign()
    await asked(at, 3)
    await at.sign()
    const { first, uncovered } = await at.verify()
    expect([first?.kind, uncovered]).toEqual(['mac', 0])
    const { records } = chain(at)
    expect((await at.verify()).records).toBe(at.records().length - 1)
    expect(records.filter((row) => row.r !== '')).toHaveLength(records.length - 1)
  },
)

test('an object that somebody else put in the way of a chain is signed as damage', async () => {
  const at = await signed()
  await asked(at, 2)
  await at.archive.put(archivePath({ chain: chain(at).id, seq: 0 }), Buffer.from('junk'))
  expect(await at.sign()).toMatchObject({ digests: 1, chains: 1, anomalies: 1 })
  expect(await at.verify()).toMatchObject({ whole: false, first: { chain: chain(at).id, seq: 0, kind: 'file' } })
})

test('records that were archived and are gone before they were signed are signed as truncated', async () => {
  const at = await signed()
  await asked(at, 3)
  const down = async () => Promise.reject(new Error('killed'))
  const services = { ...at.services, table: { ...at.services.table, transact: down } }
  await expect(at.sign({ services })).rejects.toThrow('killed')
  const last = chain(at).records.at(-1)
  if (last === undefined) throw new Error('there is no record')
  await remove(at, 'audit', last)
  expect((await at.sign()).anomalies).toBe(1)
  expect(await at.verify()).toMatchObject({ whole: false, first: { seq: Number(last.sk), kind: 'truncated' } })
})

test('a registry row that is forged under another tenant takes no file of the chain that it names', async () => {
  const at = await signed()
  await asked(at, 2)
  const { row, id } = chain(at)
  await put(at, 'directory', { ...row, pk: '000000000000#H#0' })
  await put(at, 'audit', { pk: `000000000000#A#${id}`, sk: '0000000000', r: 'x' })
  await at.sign()
  await asked(at, 2)
  await at.sign()
  const { uncovered, records } = await at.verify()
  expect([uncovered, records]).toEqual([0, at.records().length - 1])
  const [genesis] = findLines(at.archive.files.get(archivePath({ chain: id, seq: 0 })) ?? new Uint8Array()) ?? []
  expect(genesis?.toString()).toContain('"outcome":"GENESIS"')
})

test.each(['record', 'chain'] as const)(
  'a %s that is gone of a chain which was given up is missed by its successor',
  async (what) => {
    const at = await signed()
    await asked(at, 2)
    const { records, row, id } = chain(at)
    const lease = await at.services.lanes.lease(at.north.tenant)
    lease.close()
    await asked(at, 1)
    for (const one of what === 'record' ? records.slice(-1) : records) await remove(at, 'audit', one)
    if (what === 'chain') await remove(at, 'directory', row)
    await at.sign()
    const kind = what === 'record' ? 'truncated' : 'missing'
    expect(await at.verify()).toMatchObject({ whole: false, first: { chain: id, kind } })
  },
)

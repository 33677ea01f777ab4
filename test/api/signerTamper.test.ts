import type { Row } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { signed } from './signer.fixture.ts'

type At = Awaited<ReturnType<typeof signed>>

/** The newest record of a chain with several, as it is stored. */
function newest(at: At): Row {
  const { row } = at.records().findLast(({ row: one }) => Number(one.sk) > 1) ?? {}
  if (row === undefined) throw new Error('no chain has three records')
  return row
}

/** As whoever may write the table would, past every condition. */
async function overwrite(at: At, table: 'audit' | 'directory', row: Row): Promise<void> {
  await at.memory.transact([{ do: 'put', table, row }], { token: crypto.randomUUID() })
}

async function remove(at: At, { pk, sk }: Row): Promise<void> {
  const key = { table: 'audit', pk: String(pk), sk: String(sk) } as const
  await at.memory.transact([{ do: 'remove', key }], { token: crypto.randomUUID() })
}

/** Requests one after the other, so that they are on one chain. */
async function chain(at: At): Promise<void> {
  for (let n = 0; n < 4; n += 1) await at.reads(1)
}

const placeOf = ({ pk, sk }: Row) => ({ chain: String(pk).split('#')[2], seq: Number(sk) })

test('a record that is not what was written is signed as an anomaly, and stays one', async () => {
  const at = await signed()
  await chain(at)
  const row = newest(at)
  await overwrite(at, 'audit', { ...row, r: String(row.r).replace('"status":200', '"status":201') })
  expect((await at.sign()).anomalies).toBe(1)
  expect(await at.verify()).toMatchObject({ whole: false, first: { ...placeOf(row), kind: 'mac' } })
  await at.reads(1)
  await at.sign()
  expect(await at.verify()).toMatchObject({ whole: false, first: { ...placeOf(row), kind: 'mac' } })
})

test('a record that is gone before it was signed is signed as missing', async () => {
  const at = await signed()
  await chain(at)
  const row = newest(at)
  await chain(at)
  await remove(at, row)
  expect((await at.sign()).anomalies).toBeGreaterThan(0)
  expect(await at.verify()).toMatchObject({ whole: false, first: { ...placeOf(row), kind: 'missing' } })
})

test('what is archived stands: a record changed between archive and digest is signed as rewritten', async () => {
  const at = await signed()
  await chain(at)
  const down = async () => Promise.reject(new Error('killed'))
  const services = { ...at.services, table: { ...at.services.table, transact: down } }
  await expect(at.sign({ services })).rejects.toThrow('killed')
  const row = newest(at)
  const before = new Map(at.archive.files)
  await overwrite(at, 'audit', { ...row, r: String(row.r).replace('"opened":', '"opened":1') })
  expect((await at.sign()).anomalies).toBe(2)
  for (const [path, bytes] of before) expect(at.archive.files.get(path)).toEqual(bytes)
  const { first } = await at.verify()
  expect(first).toMatchObject({ ...placeOf(row), kind: expect.stringMatching(/mac|rewritten/) })
})

test('a registry row that is not what was written is doubted, and its chain is archived all the same', async () => {
  const at = await signed()
  await chain(at)
  const [found] = at.memory.rows().filter(({ row }) => String(row.pk).includes('#H#'))
  if (found === undefined) throw new Error('no chain is registered')
  await overwrite(at, 'directory', { ...found.row, closed: true })
  expect((await at.sign()).anomalies).toBe(1)
  await chain(at)
  await at.sign()
  const { records, uncovered, first } = await at.verify()
  expect([records, uncovered]).toEqual([at.records().length, 0])
  expect(first).toMatchObject({ chain: found.row.sk, seq: 0, kind: 'mac' })
})

import { createHash, createHmac } from 'node:crypto'
import type { Lease } from '@wardgraph/audit'
import { expect, test } from 'vitest'
import { clinic, north, running, type StoredRow, south } from './fixture.ts'
import { relink, withLines } from './tamper.ts'

type Clinic = Awaited<ReturnType<typeof clinic>>

const edited = (row: StoredRow | undefined): StoredRow => ({
  ...row,
  r: String(row?.r).replace('"status":200', '"status":201'),
})

/** Every record linked anew, as the owner of the table can; the MACs stay, since the key is not in the table. */
const forged = (rows: readonly StoredRow[]): StoredRow[] => {
  const lines = relink(rows.map(({ r }) => String(r)))
  return lines.map((r, seq) => ({ ...rows[seq], sk: String(seq).padStart(10, '0'), r }))
}

const cases: readonly {
  readonly change: string
  readonly rows: (rows: StoredRow[]) => StoredRow[]
  readonly found: readonly (readonly [seq: number, kind: string])[]
}[] = [
  {
    change: 'is edited',
    rows: (rows) => rows.with(2, edited(rows[2])),
    found: [
      [2, 'mac'],
      [3, 'link'],
    ],
  },
  {
    change: 'is edited and everything linked anew',
    rows: (rows) => forged(rows.with(4, edited(rows[4]))),
    found: [
      [4, 'mac'],
      [5, 'mac'],
    ],
  },
  { change: 'is deleted', rows: (rows) => rows.toSpliced(2, 1), found: [[2, 'missing']] },
  {
    change: 'is deleted and everything linked anew',
    rows: (rows) => forged(rows.toSpliced(4, 1)),
    found: [
      [4, 'mac'],
      [5, 'truncated'],
    ],
  },
  { change: 'at the end is deleted', rows: (rows) => rows.slice(0, -1), found: [[5, 'truncated']] },
  {
    change: 'and its MAC are copied to another place',
    rows: (rows) => rows.with(3, { ...rows[2], sk: '0000000003' }),
    found: [
      [3, 'order'],
      [4, 'link'],
    ],
  },
  { change: 'loses its MAC', rows: (rows) => rows.with(2, { ...rows[2], m: undefined }), found: [[2, 'mac']] },
  {
    change: 'gets a shorter MAC',
    rows: (rows) => rows.with(2, { ...rows[2], m: new Uint8Array(34) }),
    found: [[2, 'mac']],
  },
  {
    change: 'loses its text',
    rows: (rows) => rows.with(2, { ...rows[2], r: undefined }),
    found: [
      [2, 'record'],
      [3, 'link'],
    ],
  },
  {
    change: 'gets a line break',
    rows: (rows) => rows.with(2, { ...rows[2], r: '{}\n{}' }),
    found: [
      [2, 'record'],
      [3, 'link'],
    ],
  },
  { change: 'gets another sort key', rows: (rows) => rows.with(2, { ...rows[2], sk: 'two' }), found: [[2, 'record']] },
  {
    change: 'gets another partition key',
    rows: (rows) => rows.with(2, { ...rows[2], pk: `${south}#A#x` }),
    found: [[2, 'foreign']],
  },
]

test.each(cases)(
  'a record in the table that $change is exported as found and signed as an anomaly',
  async ({ rows, found }) => {
    const { chain, rows: stored, replace, exportNow, verify } = await running()
    replace(rows([...stored]))
    const { files, anomalies } = await exportNow()
    expect(anomalies).toEqual(found.map(([seq, kind]) => ({ chain, seq, kind })))
    const answer = await verify(files)
    const [seq, kind] = found[0] ?? []
    expect(answer).toMatchObject({ whole: false, first: { chain, seq, kind } })
  },
)

/** A row's text with the MAC that only the holder of the chain's key can make. */
const withRealMac = ({ keysOf, chain }: Pick<Clinic, 'keysOf'> & { chain: string }, row: StoredRow): StoredRow => {
  const hash = createHash('sha256').update(String(row.r)).digest()
  const mac = createHmac('sha256', keysOf(north, chain).newest.key).update(hash).digest()
  return { ...row, m: Buffer.concat([Buffer.from([0x21, 0, 1]), mac]) }
}

test('a record that two readers could read differently is none, even with its real MAC', async () => {
  const at = await running()
  const { chain, rows, replace, exportNow } = at
  const twice = { ...rows[5], r: String(rows[5]?.r).replace('"status":200', '"status":500,"status":200') }
  replace(rows.with(5, withRealMac(at, twice)))
  expect((await exportNow()).anomalies).toEqual([{ chain, seq: 5, kind: 'record' }])
})

test('records made anew with the real key after a digest are rewritten', async () => {
  const at = await running()
  const { chain, rows, replace, exportNow, verify } = at
  const remade = forged(rows.with(3, edited(rows[3]))).map((row) => withRealMac(at, row))
  replace(remade)
  const { files, anomalies } = await exportNow()
  expect(anomalies).toEqual([{ chain, seq: 5, kind: 'rewritten' }])
  expect((await verify(files)).first).toEqual({ chain, seq: 5, kind: 'rewritten' })
})

test('a chain that a digest names and the table no longer has is missing', async () => {
  const { chain, chains, exportNow, verify } = await running()
  chains.delete(chain)
  const { files, anomalies } = await exportNow()
  expect(anomalies).toEqual([{ chain, seq: 0, kind: 'missing' }])
  expect(await verify(files)).toMatchObject({ whole: false, chains: 1, first: { chain, seq: 0, kind: 'missing' } })
})

test('a chain that the registry names and the table does not have is missing', async () => {
  const { replace, chain, exportNow } = await running()
  replace([])
  expect((await exportNow()).anomalies).toEqual([{ chain, seq: 0, kind: 'missing' }])
})

test('an anomaly once signed stays: putting the old row back does not make the trail whole', async () => {
  const { chain, rows, replace, exportNow, verify } = await running()
  const before = [...rows]
  replace(rows.with(2, edited(rows[2])))
  await exportNow()
  replace(before)
  const { files, anomalies } = await exportNow()
  expect(anomalies).toEqual([])
  expect((await verify(files)).first).toEqual({ chain, seq: 2, kind: 'mac' })
})

test('the place of a digest once missing stays named when the digest is put back', async () => {
  const { digests, exportNow, verify } = await running()
  await exportNow()
  const gone = digests.shift()
  await exportNow()
  digests.unshift(gone ?? {})
  const { files, anomalies } = await exportNow()
  expect(anomalies).toEqual([])
  expect((await verify(files)).first).toEqual({ chain: null, seq: 0, kind: 'digest' })
})

test('an export with a signed anomaly that is changed before it is named by the earlier place', async () => {
  const { chain, rows, replace, exportNow, verify } = await running()
  replace(rows.slice(0, -1))
  const { files } = await exportNow()
  const changed = withLines(files, chain, (lines) => lines.with(2, String(edited({ r: lines[2] }).r)))
  expect((await verify(changed)).first).toEqual({ chain, seq: 2, kind: 'record' })
})

test('a record of another tenant or chain is foreign wherever it is put', async () => {
  const { chain, chains, rows, replace, exportNow } = await running()
  const other = [...chains].find(([id]) => id !== chain)?.[1].rows[2]
  replace(rows.with(2, { ...other, pk: rows[2]?.pk }))
  expect((await exportNow()).anomalies).toEqual([
    { chain, seq: 2, kind: 'foreign' },
    { chain, seq: 3, kind: 'link' },
  ])
})

/** Ends a lane's first chain by an unknown outcome and opens the next, before any digest was made. */
async function closedLane({ lanes, store, record }: Clinic): Promise<{ given: string; after: Lease }> {
  const given = await record(north)
  await record(north)
  const lost = await lanes.lease(north)
  lost.close()
  const after = await lanes.lease(north)
  after.commit(store(after).head)
  return { given, after }
}

test('a chain given up by its lane may end where the next chain says, or later, but not earlier', async () => {
  const all = await clinic()
  const { given } = await closedLane(all)
  expect((await all.exportNow()).anomalies).toEqual([])
  const other = await clinic()
  const again = await closedLane(other)
  other.chains.get(again.given)?.rows.pop()
  expect((await other.exportNow()).anomalies).toEqual([{ chain: given, seq: 2, kind: 'truncated' }])
})

test('a chain given up by its lane cannot vanish, even before the first digest', async () => {
  const all = await clinic()
  const { given } = await closedLane(all)
  all.chains.delete(given)
  const { anomalies, files } = await all.exportNow()
  expect(anomalies).toEqual([{ chain: given, seq: 0, kind: 'missing' }])
  expect((await all.verify(files)).first).toEqual({ chain: given, seq: 0, kind: 'missing' })
})

test('a digest that is gone from the table, changed in it or signed by another is an anomaly of the next', async () => {
  const damage = async (change: (rows: StoredRow[]) => StoredRow[]) => {
    const { digests, exportNow, verify } = await running()
    await exportNow()
    digests.splice(0, digests.length, ...change([...digests]))
    const { files, anomalies } = await exportNow()
    expect((await verify(files)).first).toEqual(anomalies[0])
    return anomalies[0]
  }
  expect(await damage((rows) => rows.slice(1))).toEqual({ chain: null, seq: 0, kind: 'digest' })
  expect(await damage((rows) => rows.with(0, { ...rows[0], d: '{}\n' }))).toEqual({
    chain: null,
    seq: 0,
    kind: 'digest',
  })
  expect(await damage((rows) => rows.with(1, { ...rows[0], sk: rows[1]?.sk }))).toEqual({
    chain: null,
    seq: 1,
    kind: 'digest',
  })
  const swapped = (row: StoredRow | undefined) => ({
    ...row,
    d: String(row?.d).replace(/"signature":"[^"]{12}/, '"signature":"MEUCIQAAAAAA'),
  })
  expect(await damage((rows) => rows.with(1, swapped(rows[1])))).toMatchObject({ seq: 1, kind: 'signature' })
})

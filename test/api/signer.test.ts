import { expect, onTestFinished, test, vi } from 'vitest'
import { signed } from './signer.fixture.ts'

const CLEAN = { whole: true, uncovered: 0, first: null }
const DAY = 86_400_000

/** What is said on stderr until the test is over. */
function heard(): readonly string[] {
  const said: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    said.push(String(line))
    return true
  })
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  return said
}

test('the signer archives every record and signs it: whoever has the archive and the key finds it whole', async () => {
  const at = await signed()
  await at.reads(20)
  const { digests, anomalies } = await at.sign()
  expect([digests, anomalies]).toEqual([1, 0])
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
  await at.reads(3)
  expect((await at.sign()).chains).toBe(3)
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
})

test('the signer signs also when nothing has happened, and then names nothing', async () => {
  const at = await signed()
  await at.reads(1)
  await at.sign()
  const before = at.archive.files.size
  expect(await at.sign()).toEqual({ digests: 1, chains: 0, anomalies: 0 })
  expect(at.archive.files.size).toBe(before + 1)
  expect(at.archive.files.get('digests/000001.json')?.length).toBeLessThan(450)
  expect(await at.verify()).toMatchObject(CLEAN)
})

test('two signers at once write each digest once, and archive each record once', async () => {
  const at = await signed()
  for (let round = 0; round < 5; round += 1) {
    await at.reads(9)
    await Promise.all([at.sign(), at.sign(), at.sign()])
  }
  await at.sign()
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
})

test('a day of downtime is made up for by one run, whatever it has to archive', async () => {
  const at = await signed()
  await at.reads(2)
  await at.sign()
  for (let hour = 0; hour < 24; hour += 1) {
    at.clock.now += DAY / 24
    await at.reads(4)
  }
  await at.sign()
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
})

test('a chain that rests for a day is closed, after its lane has left it for one that names it', async () => {
  const at = await signed()
  await at.reads(1)
  await at.sign()
  const registry = () => at.memory.rows().flatMap(({ row }) => (String(row.pk).includes('#H#') ? [row] : []))
  const [first] = registry()
  at.clock.now += DAY / 2
  await at.reads(1)
  const genesis = at.records().flatMap(({ row }) => JSON.parse(String(row.r)).closes ?? [])
  expect(genesis).toEqual([{ chain: first?.sk, seq: 1 }])
  at.clock.now += DAY / 2
  await at.sign()
  expect(registry().map(({ sk, closed }) => [sk === first?.sk, closed ?? false])).toEqual(
    expect.arrayContaining([
      [true, true],
      [false, false],
    ]),
  )
  await at.reads(1)
  await at.sign()
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
})

test('a lane that is leased and given back without a record rests all the same', async () => {
  const at = await signed()
  const { lanes } = at.services
  await at.reads(1)
  await at.sign()
  for (const _ of [1, 2]) {
    at.clock.now += 0.45 * DAY
    const lease = await lanes.lease(at.north.tenant)
    lease.release()
  }
  at.clock.now += 0.15 * DAY
  await at.sign()
  await at.reads(2)
  await at.sign()
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
})

test('a clock that goes back is not followed, and is an alarm once it is behind by more than clocks differ', async () => {
  const said = heard()
  const { clock, sign, reads, verify, archive } = await signed()
  const start = clock.now
  for (const behind of [0, 2_000, 3_600_000]) {
    clock.now = start - behind
    await reads(1)
    await sign()
  }
  expect(said).toEqual(['{"level":"alarm","code":"CLOCK"}\n'])
  const digests = [...archive.files].filter(([path]) => path.startsWith('digests/'))
  const times = digests.map(([, file]) => JSON.parse(JSON.parse(Buffer.from(file).toString()).payload).time)
  expect(times).toEqual(Array.from({ length: 3 }, () => new Date(start).toISOString()))
  expect(await verify()).toMatchObject({ whole: true, uncovered: 0 })
})

test('a signer whose digests were taken from the table does not go on beside those under the lock', async () => {
  const said = heard()
  const { memory, sign, reads } = await signed()
  for (let n = 0; n < 3; n += 1) {
    await reads(1)
    await sign()
  }
  for (const { row } of memory.rows().filter((one) => one.row.pk === '000000000000#D')) {
    const key = { table: 'audit' as const, pk: String(row.pk), sk: String(row.sk) }
    await memory.transact([{ do: 'remove', key }], { token: crypto.randomUUID() })
  }
  await expect(sign()).rejects.toMatchObject({ code: 'CONDITION' })
  await expect(sign()).rejects.toMatchObject({ code: 'CONDITION' })
  expect(said).toEqual(Array.from({ length: 2 }, () => '{"level":"alarm","code":"DIGEST_FORKED"}\n'))
})

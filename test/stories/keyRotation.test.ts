import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { newHome, post, wardgraph } from '../fixtures/product.ts'
import { Clients, contactOf, type Dumped, hospital, rotate, versionAt } from './keyRotation.fixture.ts'
import { drawn } from './kill.fixture.ts'

const long = process.env.WARDGRAPH_LONG === '1'
const CLIENTS = long ? 1_000 : 10
/** So often each rotation is killed, so many replies after it was begun at the most. */
const [KILLS, LATEST] = long ? [12, 500] : [2, 200]
const seed = Number(process.env.WARDGRAPH_SEED ?? Date.now() % 2 ** 31)
const draw = drawn(seed)

const made = await hospital(CLIENTS / 2)
const out = newHome()
let isRunning = true
afterAll(async () => {
  if (isRunning) await made.server.stop('SIGKILL')
  made.remove()
  out.remove()
})
let rows: readonly Dumped[] = []

test(
  `rotations that are killed with -9 are not seen by ${CLIENTS} readers and writers (seed ${seed})`,
  async () => {
    const clients = new Clients(made)
    await clients.after(CLIENTS)
    let killed = 0
    for (const what of ['root', 'subjects'] as const) {
      const kills = Array.from({ length: KILLS }, () => draw(LATEST))
      const said = await rotate(made, what, { clients, kills })
      expect([said.code, said.stderr]).toEqual([0, expect.not.stringContaining('audit verify')])
      killed += said.killed
    }
    // One that ends by itself before its moment is not killed.
    expect(killed).toBeGreaterThanOrEqual(KILLS)
    await clients.after(CLIENTS)
    await clients.end()
    expect(clients.wrong).toEqual([])
    for (const chart of made.charts) {
      const query = 'query ($id: RecordId!) { patient(id: $id) { version telecom { value } } }'
      const { body } = await post(made.server.url, { token: made.tokens.desk, query, variables: { id: chart.id } })
      const value = contactOf(chart, chart.acknowledged)
      expect(body).toEqual({ data: { patient: { version: chart.version, telecom: [{ value }] } } })
    }
    isRunning = false
    expect(await made.server.stop('SIGTERM')).toBe(0)
  },
  long ? 3_600_000 : 240_000,
)

test('every row is under the newest keys then, and no older one is left', async () => {
  const dump = await made.run('table', 'dump')
  writeFileSync(join(out.home, 'dump'), `${dump}\n`)
  const all: Dumped[] = dump.split('\n').map((line) => JSON.parse(line))
  const head = all.find(({ item }) => item.pk?.S?.endsWith(`#P#${made.charts[0]?.id}`))
  const tenant = head?.item.pk?.S?.split('#')[0]
  rows = all.filter(({ table, item }) => table !== 'audit' && item.pk?.S?.startsWith(`${tenant}#`))
  expect(rows.length).toBeGreaterThan(5 * made.charts.length)
  expect(rows.filter(({ item }) => versionAt(item.m?.B, 1) !== 2)).toEqual([])
  const parts = rows
    .filter(({ table }) => table === 'records')
    .flatMap(({ item }) => Object.entries(item).filter(([name]) => /^[A-Z]/.test(name)))
  expect(parts.length).toBeGreaterThan(3 * made.charts.length)
  // A document's name ends with its head, which names the version where a part does.
  expect(parts.filter(([, { B, S }]) => versionAt(B ?? S?.split('/')[2], 2) !== 2)).toEqual([])
  expect(parts.filter(([, { S }]) => S !== undefined)).toHaveLength(5)
  const keys = rows.filter(({ table }) => table === 'keys')
  const subjects = keys.filter(({ item }) => item.sk?.S === '-')
  expect(subjects.length).toBeGreaterThan(made.charts.length)
  for (const { item } of subjects) expect(Object.keys(item)).toEqual(['f2', 'k2', 'm', 'pk', 'sk', 'w'])
  expect(keys.flatMap(({ item }) => (item.b === undefined ? [] : [item.sk?.S]))).toEqual(['root#2'])
})

test('the trail is whole, and every row is the one that it says', async () => {
  const dir = join(out.home, 'export')
  await made.run('audit', 'export', '--out', dir)
  const args = [
    'audit',
    'verify',
    '--dir',
    dir,
    '--key',
    join(dir, 'public-key.pem'),
    '--table',
    join(out.home, 'dump'),
  ]
  const { code, stdout } = await wardgraph([...args, '--json'], made)
  const table = { rows: expect.any(Number), damaged: 0, first: null, kinds: {}, damage: [] }
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { whole: true, uncovered: 0, first: null, table }])
}, 600_000)

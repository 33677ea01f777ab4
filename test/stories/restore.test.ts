import { cpSync, globSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { clockIn } from '../fixtures/clock.ts'
import { each, refusal, serverOf } from '../fixtures/commands.ts'
import { dev, newHome, post, type Said, type Server, wardgraph } from '../fixtures/product.ts'

const DAY = 24 * 3_600_000
const CHARTS = `{ patients(first: 10) { nodes { id version name { family } telecom { value }
  observations(first: 5) { nodes { valueString } } } } }`

const { home, remove } = newHome()
const out = newHome()
const clock = clockIn(out.home)
const options = { home, env: { ...clock.env, WARDGRAPH_SEED: 'none' } }
const place = (name: string) => join(out.home, name)
let server: Server | undefined
afterAll(async () => {
  await server?.stop('SIGKILL')
  remove()
  out.remove()
})

const run = (...args: string[]): Promise<Said> => wardgraph(args, options)

/** What a command that succeeds says on stdout. */
async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args)
  expect([code, stderr]).toEqual([0, stderr])
  return stdout.trim()
}
const json = async (...args: string[]) => JSON.parse(await said(...args, '--json'))

/** Starts the server; there is one at a time. */
async function start(): Promise<Server> {
  server = await dev(options)
  return server
}

/** Ends it, and says what it said. */
async function stop(of: Server): Promise<string> {
  server = undefined
  expect(await of.stop('SIGTERM')).toBe(0)
  return of.output()
}

/** The charts that the doctor reads of a server. */
async function chartsOf({ url }: Server): Promise<readonly Chart[]> {
  // By the page: it makes a token by the clock of now.
  const [, token = ''] = /Bearer ([\w.-]+)/.exec(await (await fetch(new URL('/ide?as=dora', url))).text()) ?? []
  const { body } = await post(url, { token, query: CHARTS })
  return body.data.patients.nodes
}

/** The rows of the tables, as they are now. */
async function dumped(): Promise<string> {
  writeFileSync(place('dump'), `${await said('table', 'dump')}\n`)
  return place('dump')
}

/** What is wrong with these rows and with chains, by the archive or by the tables' own trail, as `audit verify` answers. */
async function verified(name: string, { from, dump }: { from: 'archive' | 'export'; dump: string }) {
  await said('audit', from, '--out', place(name))
  const dir = ['--dir', place(name), '--key', join(place(name), 'public-key.pem')]
  const { code, stdout } = await run('audit', 'verify', ...dir, '--table', dump, '--json')
  return { code, ...JSON.parse(stdout) }
}

/** A row that this product cannot have written: whoever may write the tables must not stop a restore by it. */
async function plant(): Promise<void> {
  const credentials = { accessKeyId: 'k', secretAccessKey: 's' }
  const client = new DynamoDBClient({ endpoint: serverOf(home).endpoints.dynamodb, region: 'us-east-1', credentials })
  const Item = { pk: { S: 'planted' }, sk: { S: '-' }, x: { NULL: true } }
  await client.send(new PutItemCommand({ TableName: 'wardgraph-local-sessions', Item }))
}

function lose(): void {
  for (const file of globSync(join(home, 'dynamodb.sqlite*'))) rmSync(file)
}

/** How many rows a backup has. */
const rowsIn = (name: string): number =>
  globSync(join(place(name), '*.ndjson')).reduce(
    (sum, file) => sum + readFileSync(file, 'utf8').split('\n').length - 1,
    0,
  )

/** How many rows of all tables there are, under the server. */
function rowsStored(at: string): number {
  const db = new DatabaseSync(join(at, 'dynamodb.sqlite'), { readOnly: true })
  try {
    return Number(db.prepare('SELECT count(*) AS n FROM items').get()?.n)
  } finally {
    db.close()
  }
}

const feed = [
  { resourceType: 'Practitioner', id: 'dora', name: [{ family: 'Dorn' }] },
  ...['Ada', 'Ben', 'Cleo'].flatMap((id, i) => [
    { resourceType: 'Patient', id, name: [{ family: id }], telecom: [{ system: 'phone', value: `555-${i}` }] },
    {
      resourceType: 'Encounter',
      id: `e-${id}`,
      status: 'in-progress',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${id}` },
      period: { start: new Date(clock.now()).toISOString() },
      participant: [{ individual: { reference: 'Practitioner/dora' } }],
    },
    {
      resourceType: 'Observation',
      id: `o-${id}`,
      status: 'final',
      code: { text: 'Note' },
      subject: { reference: `Patient/${id}` },
      valueString: `calm ${id}`,
    },
  ]),
]

interface Chart {
  readonly id: string
  readonly version: number
  readonly name: readonly { family: string }[]
}
interface Damaged {
  readonly kind: string
  readonly pk: string
  readonly sk: string
}
let charts: readonly Chart[] = []
const idOf = (family: string) => charts.find(({ name }) => name[0]?.family === family)?.id ?? ''
const DISCLOSED = ['access', 'disclosures', '--as', 'pia', '--patient']

test('a backup that is made beside a running server is restored into empty tables, and every row and chain is what was written', async () => {
  writeFileSync(place('feed.ndjson'), feed.map((one) => `${JSON.stringify(one)}\n`).join(''))
  await said('import', place('feed.ndjson'), '--tenant', 'north')
  await said('users', 'add', 'dora', '--tenant', 'north', '--role', 'DOCTOR', '--practitioner', 'dora')
  const running = await start()
  charts = await chartsOf(running)
  expect(charts.map(({ name }) => name[0]?.family).sort()).toEqual(['Ada', 'Ben', 'Cleo'])
  const officers = [
    ['adam', 'ADMIN'],
    ['pia', 'PRIVACY'],
  ] as const
  await each(officers, ([name, role]) => said('users', 'add', name, '--tenant', 'north', '--role', role))
  for (const [name] of officers)
    await said('keys', 'shred', '--patient', idOf('Ada'), '--as', name, '--reason', 'Asked to be forgotten')
  await plant()
  const { rows } = await json('backup', '--out', place('backup'))
  expect(rows).toBe(rowsIn('backup'))
  for (const file of readdirSync(place('backup')))
    expect(statSync(join(place('backup'), file)).mode & 0o777).toBe(0o600)
  // On record and archived after the backup, and so no more in its tables.
  expect(await chartsOf(running)).toEqual(charts)
  const seen = (await said(...DISCLOSED, idOf('Ben'))).split('\n')
  const before = await json('audit', 'archive', '--out', place('before'))
  await stop(running)
  lose()
  const restored = await json('restore', '--dir', place('backup'))
  expect(restored).toMatchObject({ unknown: 1, patients: 0, rows: 0 })
  expect(restored.records).toBeGreaterThan(1)
  const dump = await dumped()
  const after = await verified('after', { from: 'archive', dump })
  expect(after).toMatchObject({ code: 0, whole: true, uncovered: 0, table: { damaged: 0 } })
  expect(after.records).toBeGreaterThan(before.records)
  // The tables' own trail is as whole as the archive, and every entry is there as it was, and once.
  expect(await verified('own', { from: 'export', dump })).toMatchObject({ code: 0, whole: true })
  const again = (await said(...DISCLOSED, idOf('Ben'))).split('\n')
  for (const line of seen) expect(again.filter((one) => one === line)).toEqual([line])
}, 120_000)

test('a restore that is stopped serves nobody until it has ended; who was erased since is not there, and others are as before', async () => {
  clock.move(6 * DAY)
  await said('backup', '--out', place('second'))
  clock.move(DAY + 60_000)
  expect(await json('keys', 'shred', '--due')).toMatchObject({ patients: 1 })
  await said('users', 'add', 'late', '--tenant', 'north', '--role', 'NURSE', '--practitioner', 'dora')
  await said('audit', 'archive', '--out', place('erased'))
  lose()
  // Rows are written, and the digests are found to be another key's.
  const stopped = { home, env: { ...options.env, WARDGRAPH_DIGEST_KEY: 'alias/another' } }
  const { code, stderr } = await wardgraph(['restore', '--dir', place('second')], stopped)
  expect([code, stderr]).toEqual([3, expect.stringContaining('ERR_AUDIT_DIGEST_KEY')])
  expect(rowsStored(home)).toBeGreaterThanOrEqual(rowsIn('second'))
  for (const command of [['dev'], ['keys', 'replay']]) expect(await run(...command)).toEqual(refusal('RESTORED', 3))
  // As tables that were restored otherwise: the copy itself says what it is.
  const settings = readFileSync(join(home, 'settings.json'), 'utf8')
  const { restoring: _, ...others } = JSON.parse(settings)
  writeFileSync(join(home, 'settings.json'), JSON.stringify(others))
  expect(await run('dev')).toEqual(refusal('RESTORED', 3))
  writeFileSync(join(home, 'settings.json'), settings)
  expect(await json('restore', '--dir', place('second'))).toMatchObject({ unknown: 0, patients: 1 })
  const again = await start()
  expect(await chartsOf(again)).toEqual(charts.filter(({ id }) => id !== idOf('Ada')))
  const now = await verified('now', { from: 'archive', dump: await dumped() })
  expect(await stop(again)).not.toContain('alarm')
  // Chains are whole, and name what is lost for good; her rows were put back, and are erased for the second time.
  expect(now).toMatchObject({ code: 1, whole: true, uncovered: 0 })
  const { hers = [], lost = [] } = Object.groupBy(now.table.damage as readonly Damaged[], ({ pk, sk }) =>
    `${pk} ${sk}`.includes(idOf('Ada')) ? 'hers' : 'lost',
  )
  expect(hers.length).toBeGreaterThan(3)
  for (const { kind } of hers) expect(['forked', 'older']).toContain(kind)
  // The membership that was given after the backup, and the list of usernames.
  expect(lost.map(({ kind, pk }) => [kind, pk.replace(/^[a-z2-7]{12}#U#[a-z2-7]{26}$/, 'person')])).toEqual([
    ['missing', 'person'],
    ['missing', '000000000000#N'],
  ])
}, 120_000)

test('what is damaged, of another deployment, too old or for tables in use is refused, and nothing is written', async () => {
  cpSync(place('second'), place('damaged'), { recursive: true })
  const file = join(place('damaged'), 'records.ndjson')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"B":"', '"B":"A'))
  const [foreign, empty] = [newHome(), newHome()]
  try {
    cpSync(home, empty.home, { recursive: true, filter: (path) => !path.includes('dynamodb.sqlite') })
    const at = (where: string, dir: string) => wardgraph(['restore', '--dir', place(dir)], { ...options, home: where })
    const refused = [at(home, 'second'), at(empty.home, 'damaged'), at(foreign.home, 'second')]
    expect(await Promise.all(refused)).toEqual([
      refusal('NOT_EMPTY', 1),
      refusal('DAMAGED', 1),
      refusal('FOREIGN_BACKUP', 1),
    ])
    clock.move(6 * DAY)
    expect(await at(empty.home, 'second')).toEqual(refusal('KEYS_TOO_OLD', 1))
    expect([rowsStored(foreign.home), rowsStored(empty.home)]).toEqual([0, 0])
    expect(await run('backup', '--out', place('second'))).toEqual(refusal('FOLDER_NOT_EMPTY', 2))
  } finally {
    foreign.remove()
    empty.remove()
  }
}, 120_000)

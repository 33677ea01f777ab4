import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { commands, refusal, serverOf, signIn } from '../fixtures/commands.ts'
import { dev, newHome, post } from '../fixtures/product.ts'

const { home, remove } = newHome()
const out = newHome()
const { run } = commands(home)

afterAll(() => {
  remove()
  out.remove()
})

/** What the trail says of the rows as they are now. */
async function verify(name: string) {
  const dump = join(out.home, `${name}.ndjson`)
  const { stdout } = await run('table', 'dump')
  writeFileSync(dump, stdout)
  const dir = join(out.home, name)
  await run('audit', 'archive', '--out', dir)
  const key = join(dir, 'public-key.pem')
  return { dump: stdout, said: await run('audit', 'verify', '--dir', dir, '--key', key, '--table', dump, '--json') }
}

test('every row that is stored is one that a record wrote, and one that is put back past the product is found', async () => {
  const server = await dev({ home })
  const token = await signIn(server.url, 'admin-northside')
  const before = await verify('before')
  expect(before.said.code).toBe(0)
  const { table } = JSON.parse(before.said.stdout)
  expect(table).toEqual({ rows: expect.any(Number), damaged: 0, first: null, kinds: {}, damage: [] })
  expect(table.rows).toBeGreaterThan(1_000)
  const mutation = `mutation { updateTenantRules(input: { expectedVersion: 1, adult: 21, idempotencyKey: "once" }) {
    tenantRules { version } } }`
  expect((await post(server.url, { token, query: mutation })).status).toBe(200)
  const after = await verify('after')
  expect(after.said.code).toBe(0)
  // Whoever may write the table puts the rules back as they were.
  const rules = before.dump.split('\n').filter((one) => one.includes('"sk":{"S":"rules"}'))
  const [line = ''] = rules.filter((one) => !after.dump.includes(one))
  const { item } = JSON.parse(line)
  const connection = { endpoint: serverOf(home).endpoints.dynamodb, region: 'us-east-1' }
  const client = new DynamoDBClient({ ...connection, credentials: { accessKeyId: 'k', secretAccessKey: 's' } })
  const Item = { ...item, m: { B: Buffer.from(item.m.B, 'base64') } }
  await client.send(new PutItemCommand({ TableName: 'wardgraph-local-directory', Item }))
  const { said } = await verify('back')
  expect(said.code).toBe(1)
  expect(JSON.parse(said.stdout)).toMatchObject({
    whole: true,
    table: {
      damaged: 1,
      kinds: { older: 1 },
      first: { table: 'directory', pk: item.pk.S, sk: 'rules', kind: 'older' },
    },
  })
  expect(said.stderr).toMatch(
    /^ROW: older: .*"rules"\]: a row is the one that was there before .*; written by record [0-9]+ of/m,
  )
  // A variable of a script that is not set is no wish to go without.
  const [dir, key] = [join(out.home, 'back'), join(out.home, 'back', 'public-key.pem')]
  expect(await run('audit', 'verify', '--dir', dir, '--key', key, '--table', '')).toEqual(refusal('WRONG_USAGE', 2))
  // A key that somebody plants says nothing to a terminal.
  const planted = { table: 'directory', item: { pk: { S: '\u009b2J' }, sk: { S: 'A' } } }
  writeFileSync(join(out.home, 'planted'), `${JSON.stringify(planted)}\n`)
  const shown = await run('audit', 'verify', '--dir', dir, '--key', key, '--table', join(out.home, 'planted'), '--json')
  expect([shown.code, /[^ -~\n]/.test(shown.stdout + shown.stderr)]).toEqual([1, false])
  expect(shown.stdout).toContain('\\u009b2J')
  expect(await server.stop('SIGTERM')).toBe(0)
}, 120_000)

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectRetentionCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, expect, test } from 'vitest'
import { commands, refusal, serverOf, signIn } from '../fixtures/commands.ts'
import { dev, newHome, post } from '../fixtures/product.ts'

const { home, remove } = newHome()
const out = newHome()
const { run, json } = commands(home)
const place = (name: string) => join(out.home, name)
const BUCKET = 'wardgraph-local-audit'

afterAll(() => {
  remove()
  out.remove()
})

const verify = (name: string) => {
  const key = join(place(name), 'public-key.pem')
  return json('audit', 'verify', '--dir', place(name), '--key', key, '--max-age', '600', '--json')
}

async function read(url: string): Promise<void> {
  const token = await signIn(url, 'doctor-northside')
  const { status } = await post(url, { token, query: '{ patients(first: 3) { nodes { id name { family } } } }' })
  expect(status).toBe(200)
}

test('what is done is archived under a lock that nobody opens, and found whole by who has nothing but the files', async () => {
  const server = await dev({ home })
  await read(server.url)
  const first = await json('audit', 'archive', '--out', place('first'), '--json')
  expect(first).toMatchObject({ anomalies: 0 })
  expect(await verify('first')).toMatchObject({ whole: true, uncovered: 0, records: first.records })
  // The server is killed, and goes on where it was.
  expect(await server.stop('SIGKILL')).not.toBe(0)
  const again = await dev({ home })
  await read(again.url)
  const second = await json('audit', 'archive', '--out', place('second'), '--json')
  expect(second.records).toBeGreaterThan(first.records)
  expect(await verify('second')).toMatchObject({ whole: true, uncovered: 0, records: second.records })
  const dir = ['--dir', place('second'), '--key', join(place('second'), 'public-key.pem')]
  expect(spawnSync(process.execPath, ['docs/verify-audit.mjs', ...dir]).status).toBe(0)
  // Each file of the first archive is one of the second, byte for byte.
  for (const path of readdirSync(place('first'), { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('.gz'))
      expect(readFileSync(join(place('second'), path))).toEqual(readFileSync(join(place('first'), path)))

  const s3 = new S3Client({
    endpoint: serverOf(home).endpoints.s3,
    region: 'us-east-1',
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
    forcePathStyle: true,
  })
  const { Versions: versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))
  expect(versions.length).toBeGreaterThan(3)
  for (const { Key, VersionId } of versions) {
    const of = { Bucket: BUCKET, Key, VersionId, BypassGovernanceRetention: true }
    await expect(s3.send(new DeleteObjectCommand(of))).rejects.toMatchObject({ name: 'AccessDenied' })
    const Retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: new Date(Date.now() + 60_000) }
    await expect(s3.send(new PutObjectRetentionCommand({ ...of, Retention }))).rejects.toMatchObject({
      name: 'AccessDenied',
    })
  }
  expect(await again.stop('SIGTERM')).toBe(0)
}, 120_000)

test('a record that the application’s own role overwrites is an alarm, and an anomaly of what is signed next', async () => {
  const server = await dev({ home })
  await read(server.url)
  await json('audit', 'archive', '--out', place('before'), '--json')
  const { stdout } = await run('table', 'dump')
  const rows = stdout.split('\n').filter((line) => line.includes('"status\\":200'))
  const { item } = JSON.parse(rows.at(-1) ?? '')
  const connection = { endpoint: serverOf(home).endpoints.dynamodb, region: 'us-east-1' }
  const client = new DynamoDBClient({ ...connection, credentials: { accessKeyId: 'k', secretAccessKey: 's' } })
  const Item = {
    ...item,
    r: { S: item.r.S.replace('"status":200', '"status":201') },
    m: { B: Buffer.from(item.m.B, 'base64') },
  }
  await client.send(new PutItemCommand({ TableName: 'wardgraph-local-audit', Item }))
  await server.said('{"level":"alarm","code":"AUDIT_OVERWRITTEN"}')
  const { code } = await run('audit', 'archive', '--out', place('after'))
  expect(code).toBe(1)
  const said = await run('audit', 'verify', '--dir', place('after'), '--key', join(place('after'), 'public-key.pem'))
  const [, , chain] = item.pk.S.split('#')
  expect(said.stderr).toContain(`DAMAGED: rewritten at sequence ${Number(item.sk.S)} of chain ${chain}`)
  // What was archived is what was done.
  const [file = ''] = readdirSync(join(place('after'), 'chains', chain))
  expect(gunzipSync(readFileSync(join(place('after'), 'chains', chain, file))).toString()).toContain(item.r.S)
  expect(await server.stop('SIGTERM')).toBe(0)
}, 120_000)

test('a folder that is in use is refused, and a changed record is found in the archive though it was changed before', async () => {
  expect(await run('audit', 'archive', '--out', place('first'))).toEqual(refusal('FOLDER_NOT_EMPTY', 2))
  const server = await dev({ home })
  await read(server.url)
  expect(await server.stop('SIGTERM')).toBe(0)
  const db = new DatabaseSync(join(home, 'dynamodb.sqlite'))
  const { changes } = db
    .prepare(`UPDATE items SET item = replace(item, '\\"status\\":200', '\\"status\\":201') WHERE id =
      (SELECT max(i.id) FROM items i JOIN tables t ON t.id = i.tbl WHERE t.name = ? AND i.item LIKE '%status%')`)
    .run('wardgraph-local-audit')
  db.close()
  expect(changes).toBe(1)
  const { code } = await run('audit', 'archive', '--out', place('third'))
  expect([code, existsSync(join(place('third'), 'manifest.json'))]).toEqual([1, true])
  const said = await run('audit', 'verify', '--dir', place('third'), '--key', join(place('third'), 'public-key.pem'))
  expect(said.stderr).toMatch(/^DAMAGED: mac at sequence [0-9]+ of chain [a-z2-7]{26}/m)
}, 120_000)

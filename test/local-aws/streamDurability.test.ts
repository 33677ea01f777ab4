import { CreateTableCommand, DynamoDBClient, ScanCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { type Item, key, S } from './fixture.ts'
import { childProcess, createStreamed, sortKeys, streamedTable, temporaryFolder } from './stream.fixture.ts'

const TableName = 'notes'
const now = Date.UTC(2026, 0, 1)

test('what a crash interrupts is delivered again, and nothing before it', async () => {
  const folder = temporaryFolder()
  const before = await streamedTable({ folder })
  for (let n = 0; n < 6; n += 1) await before.put(key('a', String(n)))
  await before.close()

  const script = `
    const handler = async ({ Records }) => {
      for (const { dynamodb } of Records) say(dynamodb.Keys.sk.S)
      if (Records.some(({ dynamodb }) => dynamodb.Keys.sk.S === '3')) process.kill(process.pid, 'SIGKILL')
    }
    const options = { name: 'reader', table: 'notes', batchSize: 2, maximumRetryAttempts: 0, onFailure() {} }
    aws.streamTo({ ...options, handler }).start()`
  const { lines } = childProcess({ folder, now, script })
  const handled: string[] = []
  for await (const line of lines) handled.push(line)
  expect(handled).toEqual(['0', '1', '2', '3'])

  const after = await streamedTable({ folder, made: true })
  const again: string[] = []
  await after.connect(async ({ Records }) => void again.push(...sortKeys(Records))).source.drain()
  expect(again).toEqual(['2', '3', '4', '5'])
})

test('kill -9 leaves the stream in step with the table, and nothing acknowledged is missing from it', async () => {
  const folder = temporaryFolder()
  const { child, lines } = childProcess({ folder, now, script: 'say(aws.endpoints.dynamodb)' })
  const endpoint = String((await lines.next()).value)
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const dynamodb = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  await dynamodb.send(new CreateTableCommand(createStreamed.input))
  const acknowledged: string[] = []
  const put = (Item: Item) => ({ Put: { TableName, Item } })
  const writer = async (name: string) => {
    for (let n = 0; n < 1000; n += 1) {
      const item = { ...key('a', `${name}-${n}`), v: S(name) }
      // Each also rewrites the item that all writers share, and deletes the one that it made before.
      const shared = put({ ...key('a', 'shared'), by: S(`${name}-${n}`) })
      const old = { Delete: { TableName, Key: key('a', `${name}-${n - 1}`) } }
      await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [put(item), shared, old] }))
      acknowledged.push(`${name}-${n}`)
      if (acknowledged.length === 100) child.kill('SIGKILL')
    }
  }
  await Promise.allSettled(['p', 'q', 'r', 's'].map(writer))
  expect(acknowledged.length).toBeLessThan(4000)

  const after = await streamedTable({ folder, made: true })
  const records = await after.records()
  expect(sortKeys(records)).toEqual(expect.arrayContaining(acknowledged))
  const replayed = new Map<string, unknown>()
  for (const { dynamodb: change } of records) {
    const sk = change?.Keys?.sk?.S ?? ''
    expect(change?.OldImage).toEqual(replayed.get(sk))
    if (change?.NewImage === undefined) replayed.delete(sk)
    else replayed.set(sk, change.NewImage)
  }
  const { Items = [] } = await after.dynamodb.send(new ScanCommand({ TableName }))
  expect(Items.length).toBe(replayed.size)
  for (const item of Items) expect(replayed.get(item.sk?.S ?? '')).toEqual(item)
})

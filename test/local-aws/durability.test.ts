import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { CreateAliasCommand, CreateKeyCommand, DecryptCommand, EncryptCommand } from '@aws-sdk/client-kms'
import { startLocalAws } from '@wardgraph/local-aws'
import { expect, test } from 'vitest'
import { bash, childServer, temporaryFolder } from './childServer.ts'
import { createNotes, type Item, key, localAws, localTable, S } from './fixture.ts'

const transact = (items: Item[], ClientRequestToken?: string) =>
  new TransactWriteItemsCommand({
    TransactItems: items.map((Item) => ({ Put: { TableName: 'notes', Item } })),
    ...(ClientRequestToken ? { ClientRequestToken } : {}),
  })

test('what was acknowledged is there after closing and opening the folder, request tokens too', async () => {
  const folder = temporaryFolder()
  const before = await localTable({ folder })
  const request = transact([{ ...key('a', '1'), v: S('first') }], 'token-1')
  await before.dynamodb.send(request)
  const { KeyMetadata } = await before.kms.send(new CreateKeyCommand({}))
  await before.kms.send(new CreateAliasCommand({ AliasName: 'alias/x', TargetKeyId: KeyMetadata?.KeyId }))
  const sealed = await before.kms.send(new EncryptCommand({ KeyId: 'alias/x', Plaintext: Buffer.from('secret') }))
  await before.close()

  const after = await localAws({ folder })
  expect(await after.get('a', '1')).toEqual({ ...key('a', '1'), v: S('first') })
  await after.put({ ...key('a', '1'), v: S('second') })
  await after.dynamodb.send(request)
  expect((await after.get('a', '1'))?.v).toEqual(S('second'))
  const opened = await after.kms.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }))
  expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe('secret')
})

test('the state is readable by its owner only', async () => {
  const folder = temporaryFolder()
  await localTable({ folder })
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const file of ['dynamodb.sqlite', 'dynamodb.sqlite-wal', 'kms.sqlite', 'kms.sqlite-wal']) {
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
  }
})

test('a folder that cannot be used is refused with a code', async () => {
  const folder = temporaryFolder()
  writeFileSync(folder, 'a file')
  await expect(startLocalAws({ folder })).rejects.toMatchObject({ code: 'FOLDER_UNUSABLE' })
})

test('a store that cannot be written answers 500 and goes on afterwards', async () => {
  const folder = temporaryFolder()
  const { put, get } = await localTable({ folder })
  const intruder = new DatabaseSync(join(folder, 'dynamodb.sqlite'))
  intruder.exec('BEGIN IMMEDIATE')
  await expect(put(key('a', '1'))).rejects.toMatchObject({
    name: 'InternalServerError',
    message: 'The local service failed: database is locked',
  })
  intruder.exec('ROLLBACK')
  intruder.close()
  expect(await get('a', '1')).toBeUndefined()
  await put(key('a', '1'))
  expect(await get('a', '1')).toEqual(key('a', '1'))
})

async function childDynamoDB(folder: string, fileBlocks: string) {
  const { endpoint, child } = await childServer(folder, { service: 'dynamodb', fileBlocks })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return { child, dynamodb: new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }) }
}

test.runIf(bash)('a full disk is a 500 with nothing half-written, and the server stays alive', async () => {
  const folder = temporaryFolder()
  const { dynamodb, child } = await childDynamoDB(folder, '2000')
  await dynamodb.send(createNotes)
  const text = S('x'.repeat(100 * 1024))
  const pairs = Array.from({ length: 100 }, (_, n) => [`${n}-a`, `${n}-b`])
  const acknowledged: string[] = []
  let failure: unknown
  for (const pair of pairs) {
    const written = dynamodb.send(transact(pair.map((sk) => ({ ...key('a', sk), text }))))
    failure = await written.catch((error) => error).then((it) => (it instanceof Error ? it : undefined))
    if (failure !== undefined) break
    acknowledged.push(...pair)
  }
  expect(failure).toMatchObject({ name: 'InternalServerError', $metadata: { httpStatusCode: 500 } })
  expect(acknowledged.length).toBeGreaterThan(0)
  const again = await dynamodb.send(createNotes).catch((error) => error)
  expect(again).toMatchObject({ name: 'ResourceInUseException' })
  child.kill('SIGKILL')
  expect(storedKeys(folder)).toEqual(acknowledged.toSorted())
})

test.runIf(bash)('kill -9 loses nothing that was acknowledged', async () => {
  const folder = temporaryFolder()
  const { dynamodb, child } = await childDynamoDB(folder, 'unlimited')
  await dynamodb.send(createNotes)
  const acknowledged: string[] = []
  const writer = async (name: string) => {
    for (let n = 0; n < 1000; n += 1) {
      const pair = [`${name}-${n}-a`, `${name}-${n}-b`]
      await dynamodb.send(transact(pair.map((sk) => key('a', sk))))
      acknowledged.push(...pair)
      if (acknowledged.length === 100) child.kill('SIGKILL')
    }
  }
  await Promise.allSettled(['p', 'q', 'r', 's'].map(writer))
  const stored = storedKeys(folder)
  expect(acknowledged.length).toBeLessThan(8000)
  expect(stored).toEqual(expect.arrayContaining(acknowledged))
  expect(stored.length % 2).toBe(0)
})

/** The sort keys in the file itself. */
function storedKeys(folder: string): string[] {
  const database = new DatabaseSync(join(folder, 'dynamodb.sqlite'))
  const rows = database.prepare('SELECT CAST(sk AS TEXT) AS sk FROM items').all()
  database.close()
  return rows.map(({ sk }) => String(sk)).sort()
}

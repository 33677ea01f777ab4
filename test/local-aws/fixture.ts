import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { startLocalAws } from '@wardgraph/local-aws'
import { onTestFinished } from 'vitest'

const client = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
}

/** The local AWS in memory (or in a folder) with unmodified SDK clients, a table `notes` and a clock to turn. */
export async function localAws({ folder }: { folder?: string } = {}) {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const aws = await startLocalAws({ folder, now: () => clock.now })
  const endpoint = aws.endpoints.dynamodb ?? ''
  const dynamodb = new DynamoDBClient({ ...client, endpoint })
  const kms = new KMSClient({ ...client, endpoint: aws.endpoints.kms ?? '' })
  let open = true
  const close = async () => {
    if (open) await aws.close()
    open = false
    dynamodb.destroy()
    kms.destroy()
  }
  onTestFinished(close)
  return {
    aws,
    clock,
    close,
    dynamodb,
    endpoint,
    kms,
    put: (item: Item, condition: object = {}) =>
      dynamodb.send(new PutItemCommand({ TableName: 'notes', Item: item, ...condition })),
    get: async (pk: string, sk: string) =>
      (await dynamodb.send(new GetItemCommand({ TableName: 'notes', Key: key(pk, sk) }))).Item,
  }
}

/** The same with the table `notes` (pk, sk; index byTime on t) made. */
export async function localTable(options: { folder?: string } = {}) {
  const local = await localAws(options)
  await local.dynamodb.send(createNotes)
  return local
}

export type Item = Record<string, AttributeValue>

export const createNotes = new CreateTableCommand({
  TableName: 'notes',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 't'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'byTime',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 't', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
})

export const S = (value: string) => ({ S: value })
export const N = (value: string | number) => ({ N: String(value) })
export const key = (pk: string, sk: string) => ({ pk: S(pk), sk: S(sk) })

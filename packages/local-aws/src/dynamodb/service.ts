import { assertOnly, findCount, findString, getString, type Shape } from '../shape.ts'
import { openStore } from '../store.ts'
import type { Operation, Service } from '../wire.ts'
import { Items, itemsSchema } from './items.ts'
import { query, scan } from './query.ts'
import { batchGetItem, getItem } from './reads.ts'
import { type Table, Tables, tablesSchema } from './tables.ts'
import { describeTimeToLive, sweep, updateTimeToLive } from './timeToLive.ts'
import { tokensSchema, transactWriteItems } from './transaction.ts'
import { putItem } from './writes.ts'

/** DynamoDB on the wire, and the sweep of what has expired (how many items it deleted). */
export interface DynamoDB extends Service {
  sweep(): number
}

/** Opens the local DynamoDB of a folder. @throws LocalAwsError FOLDER_UNUSABLE */
export function createDynamoDB({ folder, now }: { folder: string | undefined; now: () => number }): DynamoDB {
  const schema = tablesSchema + itemsSchema + tokensSchema
  const store = openStore({ folder, file: 'dynamodb.sqlite', schema })
  const state = { store, tables: new Tables(store), items: new Items(store), now }
  const { tables } = state
  const operations: Readonly<Record<string, Operation>> = {
    CreateTable: (request) => ({ TableDescription: describe(tables.create(request, now())) }),
    DescribeTable: (request) => {
      assertOnly(request, ['TableName'])
      return { Table: describe(tables.get(getString(request, 'TableName'))) }
    },
    ListTables: (request) => listTables(tables, request),
    UpdateTimeToLive: (request) => updateTimeToLive(state, request),
    DescribeTimeToLive: (request) => describeTimeToLive(state, request),
    PutItem: (request) => putItem(state, request),
    GetItem: (request) => getItem(state, request),
    BatchGetItem: (request, call) => batchGetItem(state, request, call),
    Query: (request) => query(state, request),
    Scan: (request) => scan(state, request),
    TransactWriteItems: (request) => transactWriteItems(state, request),
  }
  return {
    name: 'dynamodb',
    target: 'DynamoDB_20120810',
    contentType: 'application/x-amz-json-1.0',
    throttled: 'ProvisionedThroughputExceededException',
    failed: 'InternalServerError',
    operations: new Map(Object.entries(operations)),
    sweep: () => sweep(state, now()),
    close: () => store.close(),
  }
}

function describe({ name, created, request }: Table): Shape {
  const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`
  const { AttributeDefinitions, KeySchema, LocalSecondaryIndexes } = request
  return {
    TableName: name,
    TableArn: arn,
    TableStatus: 'ACTIVE',
    CreationDateTime: created / 1000,
    AttributeDefinitions,
    KeySchema,
    LocalSecondaryIndexes,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  }
}

function listTables(tables: Tables, request: Shape): Shape {
  assertOnly(request, ['Limit', 'ExclusiveStartTableName'])
  const limit = Math.min(findCount(request, 'Limit') ?? 100, 100)
  const start = findString(request, 'ExclusiveStartTableName') ?? ''
  const names = tables
    .list()
    .map(({ name }) => name)
    .filter((name) => name > start)
  const page = names.slice(0, limit)
  return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) }
}

import { hash } from 'node:crypto'
import { assertOnly, findCount, findString, getString, type Shape } from '../shape.ts'
import { openStore } from '../store.ts'
import type { Operation, Service } from '../wire.ts'
import { streamArn, streamLabel, tableArn } from './arn.ts'
import { Changes, changesSchema } from './changes.ts'
import { Items, itemsSchema } from './items.ts'
import { query, scan } from './query.ts'
import { batchGetItem, getItem } from './reads.ts'
import { openStream, type TableStream } from './stream.ts'
import { type Table, Tables, tablesSchema } from './tables.ts'
import { describeTimeToLive, sweep, updateTimeToLive } from './timeToLive.ts'
import { tokensSchema, transactWriteItems } from './transaction.ts'
import { putItem } from './writes.ts'

/** DynamoDB on the wire, the streams of its tables, and the sweep of what has expired (how many items it deleted). */
export interface DynamoDB extends Service {
  /** The stream of a table; undefined where there is no such table or it was made without one. */
  findStream(table: string): TableStream | undefined
  sweep(): number
}

/** Opens the local DynamoDB of a folder. @throws LocalAwsError FOLDER_UNUSABLE */
export function createDynamoDB({ folder, now }: { folder: string | undefined; now: () => number }): DynamoDB {
  const schema = tablesSchema + itemsSchema + changesSchema + tokensSchema
  const store = openStore({ folder, file: 'dynamodb.sqlite', schema })
  const changes = new Changes(store, now)
  const tables = new Tables(store)
  const state = { store, changes, tables, items: new Items(store, changes), now }
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
    findStream(name) {
      const table = tables.list().find((it) => it.name === name && it.stream)
      return table === undefined ? undefined : openStream(state, table)
    },
    sweep: () => sweep(state, now()),
    close: () => store.close(),
  }
}

function describe(table: Table): Shape {
  const { AttributeDefinitions, KeySchema, LocalSecondaryIndexes, StreamSpecification } = table.request
  return {
    TableName: table.name,
    TableArn: tableArn(table),
    TableId: tableId(table),
    TableStatus: 'ACTIVE',
    CreationDateTime: table.created / 1000,
    AttributeDefinitions,
    KeySchema,
    LocalSecondaryIndexes,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ...(table.stream
      ? { StreamSpecification, LatestStreamLabel: streamLabel(table), LatestStreamArn: streamArn(table) }
      : {}),
  }
}

/** A table that is made again, here or elsewhere, is another one. */
function tableId({ name, id, created }: Table): string {
  const hex = hash('sha256', `${name} ${id} ${created}`, 'hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
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

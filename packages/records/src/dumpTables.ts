import { type AttributeValue, type DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import type { Row } from '@wardgraph/vault'
import { fromItem } from './dynamoTable.ts'
import type { TableName } from './table.ts'

type Item = Record<string, AttributeValue>

/** One stored row, in DynamoDB's JSON; binary values are base64. */
export interface DumpedRow {
  readonly table: TableName
  readonly item: Readonly<Record<string, unknown>>
}

/** Every row of every table, sorted by table and keys. */
export async function dumpTables(options: {
  readonly client: DynamoDBClient
  readonly names: Readonly<Record<TableName, string>>
}): Promise<readonly DumpedRow[]> {
  const { client, names } = options
  const rows: { readonly order: string; readonly row: DumpedRow }[] = []
  for (const [table, name] of Object.entries(names))
    for await (const item of items(client, name))
      rows.push({
        order: `${table} ${item.pk?.S} ${item.sk?.S}`,
        row: { table: table as TableName, item: jsonItem(item) }, // a key of names
      })
  return rows.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ row }) => row)
}

/** Every row of one table, in no order, one after the other. @throws the SDK's errors */
export async function* dumpTable(options: {
  readonly client: DynamoDBClient
  readonly name: string
  readonly table: TableName
}): AsyncGenerator<DumpedRow, void, void> {
  const { client, name, table } = options
  for await (const item of items(client, name)) yield { table, item: jsonItem(item) }
}

/** Every row of one table, in no order: for what is done to all of them. @throws the SDK's errors */
export async function* scanTable(options: {
  readonly client: DynamoDBClient
  readonly name: string
}): AsyncGenerator<Row, void, void> {
  for await (const item of items(options.client, options.name)) yield fromItem(item)
}

/** The only scan there is, and no request comes near it. */
async function* items(client: DynamoDBClient, name: string): AsyncGenerator<Item, void, void> {
  for (let start: Item | undefined, more = true; more; more = start !== undefined) {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({
        TableName: name,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    )
    yield* page.Items ?? []
    start = page.LastEvaluatedKey
  }
}

function jsonItem(item: Item): Record<string, unknown> {
  const names = Object.keys(item).sort()
  return Object.fromEntries(names.map((name) => [name, jsonAttribute(item[name])]))
}

function jsonAttribute(value: AttributeValue | undefined): unknown {
  return value?.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') }
}

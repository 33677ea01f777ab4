import { type AttributeValue, type DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import type { TableName } from './table.ts'

/** One stored row, in DynamoDB's JSON; binary values are base64. */
export interface DumpedRow {
  readonly table: TableName
  readonly item: Readonly<Record<string, unknown>>
}

/** Every row of every table, sorted by table and keys. The only scan there is, and no request comes near it. */
export async function dumpTables(options: {
  readonly client: DynamoDBClient
  readonly names: Readonly<Record<TableName, string>>
}): Promise<readonly DumpedRow[]> {
  const { client, names } = options
  const rows: { readonly order: string; readonly row: DumpedRow }[] = []
  for (const [table, name] of Object.entries(names))
    for (let start: Record<string, AttributeValue> | undefined, more = true; more; more = start !== undefined) {
      const page: ScanCommandOutput = await client.send(
        new ScanCommand({
          TableName: name,
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      )
      for (const item of page.Items ?? [])
        rows.push({
          order: `${table} ${item.pk?.S} ${item.sk?.S}`,
          row: { table: table as TableName, item: jsonItem(item) }, // a key of names
        })
      start = page.LastEvaluatedKey
    }
  return rows.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ row }) => row)
}

function jsonItem(item: Record<string, AttributeValue>): Record<string, unknown> {
  const names = Object.keys(item).sort()
  return Object.fromEntries(names.map((name) => [name, jsonAttribute(item[name])]))
}

function jsonAttribute(value: AttributeValue | undefined): unknown {
  return value?.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') }
}

import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { INDEX_KEYS, TableError, type TableName } from './table.ts'

/** Every table, with the attribute that TTL reads where it has one, and whether its changes are a stream. */
export const TABLES: Readonly<Record<TableName, { readonly ttl?: string; readonly stream?: true }>> = {
  records: {},
  directory: {},
  keys: {},
  sessions: { ttl: 'exp' },
  audit: { stream: true },
  disclosures: { ttl: 'exp' },
}

/** The deployed names of the tables of one stage: `wardgraph-dev-records`, ... */
export function tableNames(prefix: string): Record<TableName, string> {
  return {
    records: `${prefix}-records`,
    directory: `${prefix}-directory`,
    keys: `${prefix}-keys`,
    sessions: `${prefix}-sessions`,
    audit: `${prefix}-audit`,
    disclosures: `${prefix}-disclosures`,
  }
}

/** Makes the tables that are not there yet; for local use, stages are deployed. */
export async function createTables(options: {
  readonly client: DynamoDBClient
  readonly names: Readonly<Record<TableName, string>>
}): Promise<void> {
  for (const [table, { ttl, stream }] of Object.entries(TABLES)) {
    const name = options.names[table as TableName] // a key of TABLES
    const made = { ...definition(table, name), ...(stream ? STREAMED : {}) }
    if (!(await exists(options.client, name))) await create(options.client, made)
    if (ttl !== undefined && !(await expires(options.client, name)))
      await options.client.send(
        new UpdateTimeToLiveCommand({
          TableName: name,
          TimeToLiveSpecification: { Enabled: true, AttributeName: ttl },
        }),
      )
  }
}

/** What was there before a change tells that something was overwritten. */
const STREAMED = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } } as const

/**
 * What DynamoDB calls a table beside its name: another one where it was restored, or made again. Asked once, and again
 * after it could not be told. @throws TableError UNAVAILABLE
 */
export function tableIdentity(client: DynamoDBClient, name: string): () => Promise<string> {
  let known: string | undefined
  return async () => {
    known ??= await describe(client, name)
    return known
  }
}

async function describe(client: DynamoDBClient, name: string): Promise<string> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }))
    if (Table?.TableId !== undefined) return Table.TableId
  } catch (cause) {
    throw new TableError('UNAVAILABLE', { cause })
  }
  throw new TableError('UNAVAILABLE')
}

async function exists(client: DynamoDBClient, name: string): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName: name }))
    return true
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false
    throw error
  }
}

/** Asked for apart from the table: whoever made it may have been stopped in between. */
async function expires(client: DynamoDBClient, name: string): Promise<boolean> {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }))
  return TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED'
}

async function create(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(input))
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
}

function definition(table: string, name: string): CreateTableCommandInput {
  const indexes = table === 'records' ? Object.entries(INDEX_KEYS) : []
  const keys = (range: string) => [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', ...indexes.map(([, key]) => key)].map((key) => ({
      AttributeName: key,
      AttributeType: 'S' as const,
    })),
    KeySchema: keys('sk'),
    ...(indexes.length === 0
      ? {}
      : {
          LocalSecondaryIndexes: indexes.map(([index, key]) => ({
            IndexName: index,
            KeySchema: keys(key),
            Projection: { ProjectionType: 'ALL' as const },
          })),
        }),
  }
}

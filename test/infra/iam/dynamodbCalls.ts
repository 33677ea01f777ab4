import { type Asked, type Names, named } from './call.ts'
import { NotModelled } from './errors.ts'
import { elements } from './json.ts'

/** The partition key of every table (packages/records). */
const PARTITION_KEY = 'pk'
type Input = Readonly<Record<string, unknown>>

const TRANSACTED: Readonly<Record<string, { readonly action: string; readonly at: 'Key' | 'Item' }>> = {
  Put: { action: 'PutItem', at: 'Item' },
  Update: { action: 'UpdateItem', at: 'Key' },
  Delete: { action: 'DeleteItem', at: 'Key' },
  ConditionCheck: { action: 'ConditionCheckItem', at: 'Key' },
}

/**
 * The requests of a DynamoDB call. Each action of a transaction is asked for by itself, with the transaction's name
 * (transaction-apis-iam); leading keys are the partition keys that a call names (specifying-conditions), so a Scan, and what
 * is about a table or its stream, has none. A Query of an index is about the index alone.
 */
export function dynamodbRequests(operation: string, input: Input, names: Names): Asked[] {
  switch (operation) {
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [asked(operation, tableOf(input, names), [leadingKey(input.Key)])]
    case 'PutItem':
      return [asked(operation, tableOf(input, names), [leadingKey(input.Item)])]
    case 'BatchGetItem':
      return Object.entries(elements(input.RequestItems)).map(([table, wanted]) =>
        asked(operation, named(names.tables, table), list(elements(wanted).Keys).map(leadingKey)),
      )
    case 'TransactWriteItems':
      return list(input.TransactItems).map((item) => transacted(elements(item), names))
    case 'Query':
      return [asked(operation, indexOf(input, names), [queriedKey(input)])]
    case 'Scan':
      return [asked(operation, indexOf(input, names), [])]
    case 'DescribeTable':
      return [asked(operation, tableOf(input, names), [])]
    case 'DescribeStream':
    case 'GetShardIterator':
    case 'GetRecords':
      return [asked(operation, named(names.streams, input.StreamArn), [])]
    case 'ListStreams': // about every stream of the table (iam-policy-read-stream-only)
      return [asked(operation, `${tableOf(input, names)}/stream/*`, [])]
  }
  throw new NotModelled(`dynamodb ${operation}: no such operation`)
}

function asked(operation: string, resource: string, leadingKeys: readonly string[]): Asked {
  return {
    action: `dynamodb:${operation}`,
    resource,
    context: { 'dynamodb:LeadingKeys': leadingKeys },
    absent: ['dynamodb:EnclosingOperation'],
  }
}

function transacted(item: Input, names: Names): Asked {
  const [[kind, json] = [], ...more] = Object.entries(item)
  const action = kind === undefined ? undefined : TRANSACTED[kind]
  if (action === undefined || more.length > 0) throw new NotModelled('TransactWriteItems: an item of no known kind')
  const write = elements(json)
  const { context, ...rest } = asked(action.action, tableOf(write, names), [leadingKey(write[action.at])])
  return { ...rest, context: { ...context, 'dynamodb:EnclosingOperation': 'TransactWriteItems' }, absent: [] }
}

const tableOf = ({ TableName }: Input, names: Names): string => named(names.tables, TableName)

function indexOf(input: Input, names: Names): string {
  const table = tableOf(input, names)
  return input.IndexName === undefined ? table : `${table}/index/${input.IndexName}`
}

/** The partition key that a key condition is equal to: `pk = :p`, its names and values replaced. */
function queriedKey(input: Input): string {
  const attributes = elements(input.ExpressionAttributeNames ?? {})
  const values = elements(input.ExpressionAttributeValues ?? {})
  const equal = String(input.KeyConditionExpression).matchAll(/([#\w]+)\s*=\s*(:\w+)/g)
  const keys = [...equal].filter(([, name = '']) => (attributes[name] ?? name) === PARTITION_KEY)
  const value = keys[0]?.[2]
  if (value === undefined || keys.length > 1) throw new NotModelled('Query: a key condition that cannot be read')
  return text(values[value])
}

const leadingKey = (key: unknown): string => text(elements(key)[PARTITION_KEY])

function text(value: unknown): string {
  const { S } = elements(value)
  if (typeof S !== 'string') throw new NotModelled('a partition key that is no string')
  return S
}

function list(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw new NotModelled('expected a list')
  return json
}

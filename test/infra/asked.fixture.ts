import type { RecordedCall } from './iam/call.ts'
import { LOCAL } from './recorded.ts'

// Calls that are asked about, as the local endpoints would have recorded them.

const row = (pk: string) => ({ pk: { S: pk }, sk: { S: 'A' } })
export const get = (table: string, ...pks: readonly string[]) => ({
  service: 'dynamodb' as const,
  operation: 'BatchGetItem',
  input: { RequestItems: { [`${LOCAL.tables}-${table}`]: { Keys: pks.map(row) } } },
})
export const query = (table: string, pk: string, index?: string) => ({
  service: 'dynamodb' as const,
  operation: 'Query',
  input: {
    TableName: `${LOCAL.tables}-${table}`,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: pk } },
    ...(index === undefined ? {} : { IndexName: index }),
  },
})
export const transact = (way: 'Put' | 'Delete' | 'Update' | 'ConditionCheck', table: string, pk: string) => ({
  service: 'dynamodb' as const,
  operation: 'TransactWriteItems',
  input: {
    TransactItems: [
      { [way]: { TableName: `${LOCAL.tables}-${table}`, ...(way === 'Put' ? { Item: row(pk) } : { Key: row(pk) }) } },
    ],
  },
})
export const put = (table: string, pk: string) => ({
  service: 'dynamodb' as const,
  operation: 'PutItem',
  input: { TableName: `${LOCAL.tables}-${table}`, Item: row(pk) },
})
export const scan = (table: string) => ({
  service: 'dynamodb' as const,
  operation: 'Scan',
  input: { TableName: `${LOCAL.tables}-${table}` },
})
export const kms = (operation: string, context: Readonly<Record<string, string>>) => ({
  service: 'kms' as const,
  operation,
  input: { KeyId: LOCAL.envelope, EncryptionContext: { deployment: 'wardgraph-production', version: '1', ...context } },
})
export const file = (operation: string, headers = {}) => ({
  service: 's3' as const,
  operation,
  input: { bucket: LOCAL.bucket, key: 'digests/1.json', headers },
})
export const assume = (role: string, tags: Readonly<Record<string, string>>) => ({
  service: 'sts' as const,
  operation: 'AssumeRole',
  input: {
    RoleArn: LOCAL.tenantRole(role),
    RoleSessionName: 'x',
    ...Object.fromEntries(
      Object.entries(tags).flatMap(([key, value], i) => [
        [`Tags.member.${i + 1}.Key`, key],
        [`Tags.member.${i + 1}.Value`, value],
      ]),
    ),
  },
})
/** A call, whoever makes it. */
export type Asked = Omit<RecordedCall, 'principal'>
/** A tenant's session of a function. */
export const session = (fn: string, tenant: string) => ({ role: LOCAL.tenantRole(fn), tags: { tenant } })
/** A function by its own role. */
export const own = (fn: string) => ({ role: fn, tags: {} })

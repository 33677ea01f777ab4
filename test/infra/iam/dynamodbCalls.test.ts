import { expect, test } from 'vitest'
import { asked, asks, DIRECTORY, mayCall, STREAM, TABLE } from './calls.fixture.ts'
import { NotModelled } from './errors.ts'
import { identity, variable } from './policy.fixture.ts'

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'A' } })
const get = (pk: string) => ({ TableName: 'records', Key: key(pk) })
const put = (pk: string) => ({ TableName: 'records', Item: { ...key(pk), w: { N: '1' } } })
const batch = (...pks: string[]) => ({ RequestItems: { records: { Keys: pks.map(key), ConsistentRead: true } } })
const query = (pk: string, more = {}) => ({
  TableName: 'records',
  KeyConditionExpression: 'pk = :p AND begins_with(#s, :s)',
  ExpressionAttributeNames: { '#s': 't' },
  ExpressionAttributeValues: { ':p': { S: pk }, ':s': { S: 'ob#' } },
  ...more,
})
const transaction = (pk: string) => ({
  TransactItems: [
    { Put: put(pk) },
    { Delete: get(pk) },
    { Update: get(pk) },
    { ConditionCheck: { ...get(pk), TableName: 'directory', ConditionExpression: 'attribute_exists(pk)' } },
  ],
})

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
test.each([
  ['GetItem', get('a'), [`dynamodb:GetItem ${TABLE}`]],
  ['PutItem', put('a'), [`dynamodb:PutItem ${TABLE}`]],
  ['Query', query('a'), [`dynamodb:Query ${TABLE}`]],
  ['Query', query('a', { IndexName: 'byTime' }), [`dynamodb:Query ${TABLE}/index/byTime`]],
  ['Scan', { TableName: 'records' }, [`dynamodb:Scan ${TABLE}`]],
  ['Scan', { TableName: 'records', IndexName: 'byTime' }, [`dynamodb:Scan ${TABLE}/index/byTime`]],
  ['DescribeTable', { TableName: 'records' }, [`dynamodb:DescribeTable ${TABLE}`]],
  ['DescribeStream', { StreamArn: 'arn:local:stream' }, [`dynamodb:DescribeStream ${STREAM}`]],
  ['GetShardIterator', { StreamArn: 'arn:local:stream' }, [`dynamodb:GetShardIterator ${STREAM}`]],
  ['GetRecords', { StreamArn: 'arn:local:stream' }, [`dynamodb:GetRecords ${STREAM}`]],
  ['ListStreams', { TableName: 'records' }, [`dynamodb:ListStreams ${TABLE}/stream/*`]],
  [
    'BatchGetItem',
    { RequestItems: { records: { Keys: [key('a')] }, directory: { Keys: [key('b')] } } },
    [`dynamodb:BatchGetItem ${TABLE}`, `dynamodb:BatchGetItem ${DIRECTORY}`],
  ],
  [
    'TransactWriteItems', // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    transaction('a'),
    ['PutItem', 'DeleteItem', 'UpdateItem']
      .map((action) => `dynamodb:${action} ${TABLE}`)
      .concat(`dynamodb:ConditionCheckItem ${DIRECTORY}`),
  ],
])('%s of %o asks for %o', (operation, input, expected) =>
  expect(asked('dynamodb', operation, input)).toEqual(expected),
)

test.each([
  ['GetItem', get('a'), ['a']],
  ['BatchGetItem', batch('a', 'b'), ['a', 'b']],
  ['Query', query('a'), ['a']],
  [
    'Query',
    query('a', {
      KeyConditionExpression: '(sk BETWEEN :s AND :s) AND (#p=:p)',
      ExpressionAttributeNames: { '#p': 'pk' },
    }),
    ['a'],
  ],
  ['TransactWriteItems', { TransactItems: [{ Put: put('a') }] }, ['a']],
  ['Scan', { TableName: 'records' }, []],
])('%s of %o names the leading keys %o', (operation, input, expected) =>
  expect(asks('dynamodb', operation, input)[0]?.context['dynamodb:LeadingKeys']).toEqual(expected),
)

test.each([
  ['an unknown operation', 'ExecuteStatement', { Statement: 'SELECT * FROM records' }],
  ['an unknown table', 'GetItem', { ...get('a'), TableName: 'other' }],
  ['an unknown stream', 'GetRecords', { ShardIterator: 'opaque' }],
  ['a key that is no string', 'GetItem', { TableName: 'records', Key: { pk: { B: 'YQ==' } } }],
  ['a query without an equal key', 'Query', query('a', { KeyConditionExpression: 'sk = :s' })],
  ['a query with two', 'Query', query('a', { KeyConditionExpression: 'pk = :p AND pk = :s' })],
  ['a query of the legacy form', 'Query', { TableName: 'records', KeyConditions: {} }],
  ['a transaction of two kinds', 'TransactWriteItems', { TransactItems: [{ Put: put('a'), Delete: get('b') }] }],
  ['a transaction of an unknown kind', 'TransactWriteItems', { TransactItems: [{ Get: get('a') }] }],
])('%s is not modelled', (_, operation, input) =>
  expect(() => asked('dynamodb', operation, input)).toThrow(NotModelled),
)

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html, its first example with a tag for
// the user: the leading keys of one tenant.
const leading = (value: string) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': value } })
const Action = ['dynamodb:*Item', 'dynamodb:Query', 'dynamodb:Scan']
const wall = (Condition: unknown, Resource: unknown = [TABLE, DIRECTORY, `${TABLE}/index/*`]) =>
  mayCall({ identity: [identity({ Effect: 'Allow', Action, Resource, Condition })] }, { tenant: 'abc' })
const TENANT = variable('aws:PrincipalTag/tenant')
const named = { Null: { 'dynamodb:LeadingKeys': 'false' } }

test.each([
  ['its own item', 'GetItem', get('abc#P#1'), true],
  ['its own items', 'BatchGetItem', batch('abc#P#1', 'abc#U#2'), true],
  ['its own rows of an index', 'Query', query('abc#P#1', { IndexName: 'byTime' }), true],
  ['its own writes', 'TransactWriteItems', transaction('abc#P#1'), true],
  ["another's item", 'GetItem', get('xyz#P#1'), false],
  ["one item of another's among its own", 'BatchGetItem', batch('abc#P#1', 'xyz#P#1'), false],
  ["another's rows", 'Query', query('xyz#P#1'), false],
  ["another's writes", 'TransactWriteItems', transaction('xyz#P#1'), false],
  ['who has the id for a prefix', 'GetItem', get('abcd#P#1'), false],
  ['the same letters in capitals', 'GetItem', get('ABC#P#1'), false],
  ['a scan', 'Scan', { TableName: 'records' }, false],
])('a wall of leading keys: %s', (_, operation, input, expected) =>
  expect(wall({ ...leading(`${TENANT}#*`), ...named })('dynamodb', operation, input)).toBe(expected),
)

test.each([
  ['without Null a scan passes, which names no keys', leading(`${TENANT}#*`), 'Scan', { TableName: 'records' }, true],
  [
    'without the separator a longer id passes',
    { ...leading(`${TENANT}*`), ...named },
    'GetItem',
    get('abcd#P#1'),
    true,
  ],
  [
    'with ForAnyValue one own key lets the others pass',
    { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': `${TENANT}#*` } },
    'BatchGetItem',
    batch('abc#P#1', 'xyz#P#1'),
    true,
  ],
])('a wall with a hole: %s', (_, condition, operation, input, expected) =>
  expect(wall(condition)('dynamodb', operation, input)).toBe(expected),
)

test('a session without the tag reads nothing', () => {
  const all = { ...leading(`${TENANT}#*`), ...named }
  const policies = { identity: [identity({ Effect: 'Allow', Action, Resource: '*', Condition: all })] }
  expect(mayCall(policies)('dynamodb', 'GetItem', get('abc#P#1'))).toBe(false)
  expect(mayCall(policies)('dynamodb', 'GetItem', get('#P#1'))).toBe(false)
})

test('a table alone does not let its index be read, nor an index its table', () => {
  const indexed = query('abc#P#1', { IndexName: 'byTime' })
  expect(wall({}, TABLE)('dynamodb', 'Query', query('abc#P#1'))).toBe(true)
  expect(wall({}, TABLE)('dynamodb', 'Query', indexed)).toBe(false)
  expect(wall({}, `${TABLE}/index/*`)('dynamodb', 'Query', indexed)).toBe(true)
  expect(wall({}, `${TABLE}/index/*`)('dynamodb', 'Query', query('abc#P#1'))).toBe(false)
})

// transaction-apis-iam, example 2: ForAnyValue on the enclosing operation allows transactions only.
const enclosed = {
  'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems', 'TransactGetItems'] },
}
test.each([
  ['a transaction', 'TransactWriteItems', transaction('a'), true],
  ['a put alone', 'PutItem', put('a'), false],
  ['a deletion alone', 'DeleteItem', get('a'), false],
])('where only transactions may write: %s', (_, operation, input, expected) =>
  expect(wall(enclosed)('dynamodb', operation, input)).toBe(expected),
)

// iam-policy-read-stream-only
test('a stream is not its table', () => {
  const Resource = `${TABLE}/stream/*`
  const reading = mayCall({ identity: [identity({ Effect: 'Allow', Action: 'dynamodb:*', Resource })] })
  expect(reading('dynamodb', 'GetRecords', { StreamArn: 'arn:local:stream' })).toBe(true)
  expect(reading('dynamodb', 'ListStreams', { TableName: 'records' })).toBe(true)
  expect(reading('dynamodb', 'GetItem', get('a'))).toBe(false)
})

import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { type Item, key, localTable, N, S } from './fixture.ts'

const TableName = 'notes'
const put = (item: Item, condition: object = {}) => ({ Put: { TableName, Item: item, ...condition } })
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken ? { ClientRequestToken } : {}) })
const ifAbsent = { ConditionExpression: 'attribute_not_exists(pk)' }

test('puts, deletes and checks of a transaction are done together', async () => {
  const local = await localTable()
  await local.put(key('a', 'check'))
  await local.put(key('a', 'delete'))
  await local.dynamodb.send(
    transact([
      put(key('a', 'put'), ifAbsent),
      { Delete: { TableName, Key: key('a', 'delete') } },
      { ConditionCheck: { TableName, Key: key('a', 'check'), ConditionExpression: 'attribute_exists(pk)' } },
    ]),
  )
  expect(await local.get('a', 'put')).toEqual(key('a', 'put'))
  expect(await local.get('a', 'delete')).toBeUndefined()
  expect(await local.get('a', 'check')).toEqual(key('a', 'check'))
})

test('a transaction one condition of which fails does nothing and says which', async () => {
  const local = await localTable()
  await local.put({ ...key('a', 'old'), v: N(1) })
  const returned = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }
  const refusal = await local.dynamodb
    .send(
      transact([
        put(key('a', 'new')),
        put(key('a', 'old'), { ...ifAbsent, ...returned }),
        { Delete: { TableName, Key: key('a', 'none'), ConditionExpression: 'attribute_exists(pk)', ...returned } },
      ]),
    )
    .catch((error) => error)
  expect(refusal).toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Item: { ...key('a', 'old'), v: N(1) } },
      { Code: 'ConditionalCheckFailed' },
    ],
  })
  expect(refusal.message).toContain('[None, ConditionalCheckFailed, ConditionalCheckFailed]')
  expect(refusal.CancellationReasons[2].Item).toBeUndefined()
  expect(await local.get('a', 'new')).toBeUndefined()
})

test('the same token with the same actions has one effect for ten minutes', async () => {
  const local = await localTable()
  const request = transact([put({ ...key('a', '1'), v: N(1) }, ifAbsent)], 'token-1')
  await local.dynamodb.send(request)
  await local.put({ ...key('a', '1'), v: N(2) })
  local.clock.now += 10 * 60 * 1000 - 1
  await local.dynamodb.send(request)
  expect((await local.get('a', '1'))?.v).toEqual(N(2))
  local.clock.now += 1
  await expect(local.dynamodb.send(request)).rejects.toMatchObject({ name: 'TransactionCanceledException' })
})

test('the same token with other actions is refused, in another order of members it is the same', async () => {
  const local = await localTable()
  await local.dynamodb.send(transact([put({ ...key('a', '1'), v: N(1) }, ifAbsent)], 'token-1'))
  await local.dynamodb.send(transact([put({ v: N(1), sk: S('1'), pk: S('a') }, ifAbsent)], 'token-1'))
  await expect(local.dynamodb.send(transact([put(key('a', '2'))], 'token-1'))).rejects.toMatchObject({
    name: 'IdempotentParameterMismatchException',
  })
  expect(await local.get('a', '2')).toBeUndefined()
})

test('a token of a cancelled transaction is not spent', async () => {
  const local = await localTable()
  await local.put(key('a', '1'))
  const request = transact(
    [
      {
        Delete: {
          TableName,
          Key: key('a', '1'),
          ConditionExpression: 'v = :v',
          ExpressionAttributeValues: { ':v': N(1) },
        },
      },
    ],
    'token-1',
  )
  await expect(local.dynamodb.send(request)).rejects.toMatchObject({ name: 'TransactionCanceledException' })
  await local.put({ ...key('a', '1'), v: N(1) })
  await local.dynamodb.send(request)
  expect(await local.get('a', '1')).toBeUndefined()
})

test('a transaction holds 100 actions, one per item and 4 MB, and no more', async () => {
  const local = await localTable()
  const many = (length: number) => Array.from({ length }, (_, n) => put(key('many', String(n))))
  const large = (length: number) =>
    Array.from({ length }, (_, n) => put({ ...key('large', String(n)), text: S('x'.repeat(350 * 1024)) }))
  await local.dynamodb.send(transact(many(100)))
  await local.dynamodb.send(transact(large(11)))
  for (const actions of [
    many(101),
    large(12),
    [],
    [put(key('a', '1')), { Delete: { TableName, Key: key('a', '1') } }],
    [{ ...put(key('a', '1')), Delete: { TableName, Key: key('a', '2') } }],
    [{ Update: { TableName, Key: key('a', '1'), UpdateExpression: 'REMOVE x' } }],
    [{ ConditionCheck: { TableName, Key: key('a', '1'), ConditionExpression: undefined } }],
    [{}],
  ]) {
    const written = local.dynamodb.send(transact(actions as TransactWriteItem[]))
    await expect(written).rejects.toMatchObject({ name: 'ValidationException' })
  }
  expect(await local.get('a', '1')).toBeUndefined()
})

test('a transaction on a missing table is refused whole', async () => {
  const local = await localTable()
  const actions = [put(key('a', '1')), { Delete: { TableName: 'missing', Key: key('a', '1') } }]
  await expect(local.dynamodb.send(transact(actions))).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  expect(await local.get('a', '1')).toBeUndefined()
})

test('of fifty racing transactions on one version exactly one wins', async () => {
  const local = await localTable()
  await local.put({ ...key('a', '1'), v: N(1) })
  const bump = put(
    { ...key('a', '1'), v: N(2) },
    { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': N(1) } },
  )
  const results = await Promise.allSettled(Array.from({ length: 50 }, () => local.dynamodb.send(transact([bump]))))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

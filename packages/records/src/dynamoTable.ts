import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  DynamoDBServiceException,
  QueryCommand,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { Attribute, Row } from '@wardgraph/vault'
import {
  type Action,
  boundAs,
  type Condition,
  INDEX_KEYS,
  type Key,
  type Range,
  type Table,
  TableError,
  type TableName,
} from './table.ts'

/** BatchGetItem takes 100 keys (DynamoDB API reference). */
const BATCH = 100
/** How often unprocessed keys and conflicting transactions are tried again before giving up. */
const ROUNDS = 6
type Item = Record<string, AttributeValue>

/** The table on DynamoDB through the SDK; `names` are the deployed tables' names. */
export function dynamoTable(options: {
  readonly client: DynamoDBClient
  readonly names: Readonly<Record<TableName, string>>
}): Table {
  const { client, names } = options
  const byName = new Map(Object.entries(names).map(([table, name]) => [name, table]))

  async function getBatch(keys: readonly Key[]): Promise<Map<string, Row>> {
    const found = new Map<string, Row>()
    let wanted = requestItems(names, keys)
    for (let round = 0; Object.keys(wanted).length > 0; round += 1) {
      if (round >= ROUNDS) throw new TableError('UNAVAILABLE')
      if (round > 1) await pause(round)
      const reply: BatchGetItemCommandOutput = await reading(() =>
        client.send(new BatchGetItemCommand({ RequestItems: wanted })),
      )
      for (const [name, items] of Object.entries(reply.Responses ?? {}))
        for (const item of items) {
          const row = fromItem(item)
          found.set(`${byName.get(name)} ${row.pk} ${row.sk}`, row)
        }
      wanted = (reply.UnprocessedKeys ?? {}) as typeof wanted // the SDK types it as what it was sent
    }
    return found
  }

  return {
    async get(keys) {
      const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, i) =>
        keys.slice(i * BATCH, (i + 1) * BATCH),
      )
      const found = await Promise.all(batches.map(getBatch))
      return keys.map(({ table, pk, sk }, i) => found[Math.floor(i / BATCH)]?.get(`${table} ${pk} ${sk}`))
    },
    async query(range) {
      const rows: Row[] = []
      let start = startKey(range)
      do {
        const limit = range.limit === undefined ? undefined : range.limit - rows.length
        const reply = await reading(() => client.send(queryCommand(names[range.table], range, { limit, start })))
        rows.push(...(reply.Items ?? []).map(fromItem))
        start = reply.LastEvaluatedKey
      } while (start !== undefined && rows.length < (range.limit ?? Number.POSITIVE_INFINITY))
      return rows
    },
    async transact(actions, { token }) {
      const command = { ClientRequestToken: token, TransactItems: actions.map((action) => writeItem(names, action)) }
      for (let round = 1; ; round += 1) {
        try {
          await client.send(new TransactWriteItemsCommand(command))
          return
        } catch (error) {
          const verdict = writeVerdict(error, { round })
          if (verdict !== 'AGAIN') throw verdict
          if (round >= ROUNDS) {
            const undone = error instanceof TransactionCanceledException
            throw new TableError(undone ? 'UNAVAILABLE' : 'UNKNOWN', { cause: error })
          }
          await pause(round)
        }
      }
    },
  }
}

/** Full jitter, 20 ms doubling: AWS's advice for transaction conflicts and unprocessed keys. */
function pause(round: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** round))
}

async function reading<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (cause) {
    throw new TableError('UNAVAILABLE', { cause })
  }
}

/**
 * What a failed TransactWriteItems means. A refusal by the service on the first attempt means that nothing happened;
 * after an attempt whose reply was lost, even a refusal leaves the outcome unknown.
 */
function writeVerdict(error: unknown, { round }: { readonly round: number }): TableError | 'AGAIN' {
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code)
    const failed = codes.flatMap((code, place) => (code === 'ConditionalCheckFailed' ? [place] : []))
    if (failed.length > 0) return new TableError('CONDITION', { failed, cause: error })
    return codes.every((code) => RETRIED.has(code ?? 'None'))
      ? 'AGAIN'
      : new TableError('UNAVAILABLE', { cause: error })
  }
  if (error instanceof TransactionInProgressException) return 'AGAIN'
  const answered = error instanceof DynamoDBServiceException && error.$fault === 'client'
  const refusedAtOnce = answered && round === 1 && error.$metadata.attempts === 1
  return new TableError(refusedAtOnce ? 'UNAVAILABLE' : 'UNKNOWN', { cause: error })
}
const RETRIED = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])

function requestItems(names: Readonly<Record<TableName, string>>, keys: readonly Key[]) {
  const wanted: Record<string, { Keys: Item[]; ConsistentRead: true }> = {}
  const seen = new Set<string>()
  for (const { table, pk, sk } of keys) {
    if (seen.has(`${table} ${pk} ${sk}`)) continue
    seen.add(`${table} ${pk} ${sk}`)
    const entry = wanted[names[table]] ?? { Keys: [], ConsistentRead: true }
    entry.Keys.push({ pk: { S: pk }, sk: { S: sk } })
    wanted[names[table]] = entry
  }
  return wanted
}

function startKey({ pk, index, after }: Range): Item | undefined {
  const [sk, indexKey] = after ?? []
  if (sk === undefined) return undefined
  const key: Item = { pk: { S: pk }, sk: { S: sk } }
  return index === undefined || indexKey === undefined ? key : { ...key, [INDEX_KEYS[index]]: { S: indexKey } }
}

function queryCommand(name: string, range: Range, page: { limit: number | undefined; start: Item | undefined }) {
  const { pk, index, descending = false } = range
  const [condition, values] = sortCondition(range)
  return new QueryCommand({
    TableName: name,
    ConsistentRead: true,
    ScanIndexForward: !descending,
    KeyConditionExpression: `pk = :p${condition}`,
    ExpressionAttributeValues: { ':p': { S: pk }, ...values },
    ...(condition === '' ? {} : { ExpressionAttributeNames: { '#s': index === undefined ? 'sk' : INDEX_KEYS[index] } }),
    ...(index === undefined ? {} : { IndexName: index }),
    ...(page.limit === undefined ? {} : { Limit: page.limit }),
    ...(page.start === undefined ? {} : { ExclusiveStartKey: page.start }),
  })
}

function sortCondition({ prefix, between }: Range): readonly [condition: string, values: Item] {
  if (between !== undefined) return [' AND #s BETWEEN :f AND :t', { ':f': { S: between[0] }, ':t': { S: between[1] } }]
  return prefix === undefined ? ['', {}] : [' AND begins_with(#s, :s)', { ':s': { S: prefix } }]
}

function writeItem(names: Readonly<Record<TableName, string>>, action: Action): TransactWriteItem {
  if (action.do === 'put')
    return { Put: { TableName: names[action.table], Item: toItem(action.row), ...expression(action.if) } }
  const { table, pk, sk } = action.key
  const where = { TableName: names[table], Key: { pk: { S: pk }, sk: { S: sk } } }
  if (action.do === 'remove')
    return { Delete: { ...where, ...expression(action.was === undefined ? undefined : boundAs(action.was)) } }
  const { ConditionExpression = '', ...rest } = expression(action.if)
  return { ConditionCheck: { ...where, ConditionExpression, ...rest } }
}

function expression(condition: Condition | undefined) {
  switch (condition?.is) {
    case undefined:
      return {}
    case 'absent':
      return { ConditionExpression: 'attribute_not_exists(pk)' }
    case 'expired':
      return {
        ConditionExpression: 'attribute_not_exists(pk) OR #e < :e',
        ExpressionAttributeNames: { '#e': 'exp' },
        ExpressionAttributeValues: { ':e': { N: String(condition.at) } },
      }
    case 'written':
      return {
        ConditionExpression: '#w = :w',
        ExpressionAttributeNames: { '#w': 'w' },
        ExpressionAttributeValues: { ':w': { N: String(condition.w) } },
      }
    case 'bound':
      return {
        ConditionExpression: '#m = :m',
        ExpressionAttributeNames: { '#m': 'm' },
        ExpressionAttributeValues: { ':m': { B: condition.m } },
      }
  }
}

function toItem(row: Row): Item {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toAttribute(value)]))
}

function toAttribute(value: Attribute): AttributeValue {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  return typeof value === 'boolean' ? { BOOL: value } : { B: value }
}

/** Unknown attribute kinds become a string that no MAC was made over: the row is then refused, not read. */
export function fromItem(item: Item): Row {
  return Object.fromEntries(
    Object.entries(item).map(([name, { S, N, B, BOOL }]) => [
      name,
      S ?? B ?? BOOL ?? (N === undefined ? 'unknown' : Number(N)),
    ]),
  )
}

import { createHash } from 'node:crypto'
import { invalid, ServiceException } from '../serviceException.ts'
import { assertOnly, findString, getList, getShape, type Shape, shapeOf } from '../shape.ts'
import type { Store } from '../store.ts'
import type { Items } from './items.ts'
import type { Tables } from './tables.ts'
import { itemSize } from './values.ts'
import { applyWrite, type ConditionFailure, checkWrite, parseWrite, type Write } from './writes.ts'

/** The SQL of this store part. */
export const tokensSchema = `
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, hash BLOB NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tokenAge ON tokens (at);`

const kinds = ['Put', 'Delete', 'ConditionCheck'] as const
const maxActions = 100
const maxBytes = 4 * 1024 * 1024
// DynamoDB remembers a ClientRequestToken for ten minutes after its request finished.
const tokenMs = 10 * 60 * 1000

/** What a transaction works on; `now` is in milliseconds. */
export interface TransactionOptions {
  readonly store: Store
  readonly tables: Tables
  readonly items: Items
  readonly now: () => number
}

/**
 * TransactWriteItems: every action or none, once per ClientRequestToken.
 * @throws ServiceException ValidationException, TransactionCanceledException, IdempotentParameterMismatchException
 */
export function transactWriteItems({ store, tables, items, now }: TransactionOptions, request: Shape): Shape {
  assertOnly(request, ['TransactItems', 'ClientRequestToken'])
  const actions = getList(request, 'TransactItems')
  if (actions.length < 1 || actions.length > maxActions) {
    throw invalid('Member must have length between 1 and 100: TransactItems')
  }
  const writes = actions.map((action) => parseAction(tables, shapeOf(action)))
  assertDistinct(writes)
  assertSize(writes)
  const token = findString(request, 'ClientRequestToken')
  if (token !== undefined && (token.length < 1 || token.length > 36)) {
    throw invalid('Member must have length between 1 and 36: ClientRequestToken')
  }
  store.transaction(() => {
    if (token !== undefined && isReplay(store, { token, hash: hashOf(actions), at: now() })) return
    assertConditions(writes.map((write) => checkWrite(items, write)))
    for (const write of writes) applyWrite(items, write)
  })
  return {}
}

function parseAction(tables: Tables, action: Shape): Write {
  assertOnly(action, kinds)
  const given = kinds.filter((kind) => Object.hasOwn(action, kind))
  const [kind] = given
  if (kind === undefined || given.length > 1)
    throw invalid('TransactItems can only contain one of Put, Delete, ConditionCheck')
  return parseWrite(tables, kind, getShape(action, kind))
}

function assertDistinct(writes: readonly Write[]): void {
  const seen = new Set(
    writes.map(({ table, key }) => `${table.id} ${key.partition.toString('base64')} ${key.sort.toString('base64')}`),
  )
  if (seen.size < writes.length) throw invalid('Transaction request cannot include multiple operations on one item')
}

function assertSize(writes: readonly Write[]): void {
  const size = writes.reduce((sum, { item }) => sum + (item === undefined ? 0 : itemSize(item)), 0)
  if (size > maxBytes) throw invalid('The aggregate size of the items in the transaction cannot exceed 4 MB')
}

function assertConditions(failures: readonly (ConditionFailure | undefined)[]): void {
  if (failures.every((failure) => failure === undefined)) return
  const reasons = failures.map((failure) => {
    if (failure === undefined) return { Code: 'None' }
    const item = failure.item === undefined ? {} : { Item: failure.item }
    return { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...item }
  })
  const codes = reasons.map(({ Code }) => Code).join(', ')
  throw new ServiceException(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { members: { CancellationReasons: reasons } },
  )
}

interface Token {
  readonly token: string
  readonly hash: Buffer
  readonly at: number
}

/** Whether this very request has been done; otherwise its token is kept, in the same transaction as its effects. */
function isReplay(store: Store, { token, hash, at }: Token): boolean {
  store.prepare('DELETE FROM tokens WHERE at <= ?').run(at - tokenMs)
  const known = store.prepare('SELECT hash FROM tokens WHERE token = ?').get(token)
  if (known === undefined) {
    store.prepare('INSERT INTO tokens (token, hash, at) VALUES (?, ?, ?)').run(token, hash, at)
    return false
  }
  if (known.hash instanceof Uint8Array && hash.equals(known.hash)) return true
  throw new ServiceException(
    'IdempotentParameterMismatchException',
    'Request parameters differ from those of the token',
  )
}

/** Equal requests have equal hashes, in whatever order their members were written. */
function hashOf(actions: readonly unknown[]): Buffer {
  const text = JSON.stringify(actions, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(text).digest()
}

import type { Row } from '@wardgraph/vault'

/** The tables of README.md, by the name that code uses for them. */
export type TableName = 'records' | 'directory' | 'keys' | 'sessions' | 'audit' | 'disclosures'

/** Where a row is. */
export interface Key {
  readonly table: TableName
  readonly pk: string
  readonly sk: string
}

/** What must hold of the stored row for a transaction to happen. */
export type Condition =
  | { readonly is: 'absent' }
  /** Absent, or its `exp` (epoch seconds) has passed: TTL deletes late. */
  | { readonly is: 'expired'; readonly at: number }
  /** Present with exactly this write counter. */
  | { readonly is: 'written'; readonly w: number }
  /** Present with exactly this item MAC: not written at all since it was read. */
  | { readonly is: 'bound'; readonly m: Uint8Array }

/** One part of a transaction. */
export type Action =
  | { readonly do: 'put'; readonly table: TableName; readonly row: Row; readonly if?: Condition }
  /** `was`: only if it is still this row. */
  | { readonly do: 'remove'; readonly key: Key; readonly was?: Row }
  | { readonly do: 'check'; readonly key: Key; readonly if: Condition }

/** A range of one partition, by sort key or by a local index. */
export interface Range {
  readonly table: TableName
  readonly pk: string
  readonly index?: 'byTime' | 'byCode'
  readonly prefix?: string
  /** Bounds of the sort key, both inclusive, in the place of a prefix. */
  readonly between?: readonly [from: string, to: string]
  readonly descending?: boolean
  readonly limit?: number
  /** The sort keys of the last row seen: `[sk]`, or `[sk, index key]`. */
  readonly after?: readonly string[]
}

/** DynamoDB as Wardgraph uses it: every read is consistent, every write is one transaction. */
export interface Table {
  /** Rows in the order of the keys, undefined where there is none. @throws TableError UNAVAILABLE */
  get(keys: readonly Key[]): Promise<readonly (Row | undefined)[]>
  /** Rows of one range in order, `limit` at most, following pages. @throws TableError UNAVAILABLE */
  query(range: Range): Promise<readonly Row[]>
  /**
   * All or nothing; the same `token` within 10 minutes has its effect once.
   * @throws TableError CONDITION (`failed` holds the places of the actions), UNAVAILABLE (nothing happened),
   *   UNKNOWN (it may have happened)
   */
  transact(actions: readonly Action[], options: { readonly token: string }): Promise<void>
}

/** That a row is still the very one that was read; one without a MAC never is. */
export function boundAs({ m }: Row): Condition {
  return { is: 'bound', m: m instanceof Uint8Array ? m : new Uint8Array() }
}

/** Why a table did not do what it was asked. */
export class TableError extends Error {
  readonly code: 'CONDITION' | 'UNAVAILABLE' | 'UNKNOWN'
  readonly failed: readonly number[]

  constructor(
    code: TableError['code'],
    options: { readonly failed?: readonly number[]; readonly cause?: unknown } = {},
  ) {
    super(`${code}: ${SENTENCES[code]}`, { cause: options.cause })
    this.name = 'TableError'
    this.code = code
    this.failed = options.failed ?? []
  }
}

const SENTENCES = {
  CONDITION: 'a condition of the transaction does not hold',
  UNAVAILABLE: 'the table does not answer',
  UNKNOWN: 'the table did not say whether the transaction happened',
}

/** The name of the attribute that a local index sorts by. */
export const INDEX_KEYS = { byTime: 't', byCode: 'c' } as const

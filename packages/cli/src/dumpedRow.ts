import { createReadStream } from 'node:fs'
import type { RowPlace } from '@wardgraph/audit'
import { type Attribute, type Row, rowHash, VaultError } from '@wardgraph/vault'

/** A row of a dump. */
export interface DumpedRow extends RowPlace {
  /** Undefined where its attributes are none that are ever written. */
  readonly hash: string | undefined
  readonly row: Row | undefined
}

/** The rows of a dump as `table dump` writes it, one a line. @throws TypeError, SyntaxError where it is none */
export async function* dumpedRows(path: string): AsyncGenerator<DumpedRow, void, void> {
  // Not by readline, for which U+2028 in a key ends a line, too.
  let rest = ''
  for await (const text of createReadStream(path, 'utf8')) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield dumpedRow(line)
  }
  if (rest !== '') yield dumpedRow(rest)
}

function dumpedRow(line: string): DumpedRow {
  const dumped: unknown = JSON.parse(line)
  const { table, item } = isObject(dumped) ? dumped : {}
  const row = isObject(item) ? rowOf(item) : undefined
  const { pk, sk } = isObject(item) ? { pk: textOf(item.pk), sk: textOf(item.sk) } : {}
  if (typeof table !== 'string' || pk === undefined || sk === undefined) throw new TypeError('not a dumped row')
  return { table, pk, sk, row, hash: row && hashOf({ table, row }) }
}

function hashOf(of: { readonly table: string; readonly row: Row }): string | undefined {
  try {
    return rowHash(of)
  } catch (error) {
    if (error instanceof VaultError) return undefined
    throw error
  }
}

/** The row that DynamoDB's JSON says; undefined for a type that no row has. */
function rowOf(item: Readonly<Record<string, unknown>>): Row | undefined {
  const row = Object.entries(item).map(([name, value]) => [name, attributeOf(value)] as const)
  if (row.some(([, value]) => value === undefined)) return undefined
  return Object.fromEntries(row.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

function attributeOf(value: unknown): Attribute | undefined {
  const [[type, content] = [], ...others] = Object.entries(isObject(value) ? value : {})
  if (others.length > 0) return undefined
  if (type === 'BOOL' && typeof content === 'boolean') return content
  if (typeof content !== 'string') return undefined
  if (type === 'S') return content
  if (type === 'N' && String(Number(content)) === content) return Number(content)
  return type === 'B' ? bytesOf(content) : undefined
}

/** What is spelled in another way is not what `table dump` wrote. */
function bytesOf(base64: string): Uint8Array | undefined {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64') === base64 ? bytes : undefined
}

const textOf = (value: unknown) => (isObject(value) && typeof value.S === 'string' ? value.S : undefined)

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import {
  AuditError,
  type Examination,
  isLinked,
  isVouchedFor,
  type RowDamage,
  type RowPlace,
  readRecords,
  WrittenRows,
} from '@wardgraph/audit'
import { type Attribute, type Row, rowHash, VaultError } from '@wardgraph/vault'
import { CliError } from './command.ts'
import { exportFolder } from './verifyAudit.ts'

/** What the rows of a dump are, by the records of an export. */
export interface TableVerdict {
  /** Rows that a record has to name. */
  readonly rows: number
  readonly damage: readonly RowDamage[]
}

/**
 * Holds a dump (NDJSON as `table dump` writes it) against an export that is whole and covered: whoever writes the tables
 * past the records can put a row back, take it away or bring another, and only so is it found. Null: the export is not
 * whole, and so says nothing of rows. @throws CliError UNREADABLE
 */
export async function verifyTable(of: {
  readonly dir: string
  readonly found: Examination
  readonly table: string
}): Promise<TableVerdict | null> {
  const { dir, found, table } = of
  if (!isVouchedFor(found)) return null
  const written = new WrittenRows()
  const damage: RowDamage[] = []
  let rows = 0
  try {
    for await (const record of readRecords({ files: exportFolder(dir), found })) written.note(record)
    const lines = createInterface({ input: createReadStream(table), crlfDelay: Number.POSITIVE_INFINITY })
    for await (const line of lines) {
      const row = dumpedRow(line)
      if (!isLinked(row)) continue
      rows += 1
      const wrong = written.check(row)
      if (wrong !== undefined) damage.push(wrong)
    }
  } catch (cause) {
    const sentence =
      cause instanceof AuditError ? 'the export changed while it was read.' : 'the dump is not one of the tables.'
    throw new CliError('UNREADABLE', sentence, { cause })
  }
  return { rows, damage: [...damage, ...written.missing()] }
}

/** A line of a dump: where the row is, and its hash; undefined where its attributes are none that are ever written. */
function dumpedRow(line: string): RowPlace & { readonly hash: string | undefined } {
  const dumped: unknown = JSON.parse(line)
  const { table, item } = isObject(dumped) ? dumped : {}
  const row = isObject(item) ? rowOf(item) : undefined
  const { pk, sk } = isObject(item) ? { pk: textOf(item.pk), sk: textOf(item.sk) } : {}
  if (typeof table !== 'string' || pk === undefined || sk === undefined) throw new TypeError('not a dumped row')
  return { table, pk, sk, hash: row && hashOf({ table, row }) }
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

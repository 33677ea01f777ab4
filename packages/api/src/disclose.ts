import { type AuditRecord, believe, digestKey, entriesOf, entryLine, findChain } from '@wardgraph/audit'
import { disclosureRow, findTenant, openTenant } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import type { AttributeValue, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { codeOf } from './errors.ts'
import { logFailure } from './log.ts'
import type { Services } from './services.ts'

/** Rows of one transaction (DynamoDB API reference: 100 actions). */
const AT_ONCE = 100

type Stores = Pick<Services, 'table' | 'vault'>

/** A function that reads the stream of the audit table; it answers for ReportBatchItemFailures. */
export type DisclosuresHandler = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>

/**
 * Makes the handler that derives who saw which patient from the stream of the audit table. A record is believed by its
 * MAC alone. Delivered again it gives the same rows. What is not believed is reported as failed, and everything from
 * there on comes again, until the event source gives it up to where failures go. Where a table or key does not answer it
 * throws, so that nothing genuine is taken for forged. @throws TableError, VaultError
 */
export function createDisclosures(stores: Stores & Pick<Services, 'within'>): DisclosuresHandler {
  return async ({ Records }) => {
    const made = new Map<string, readonly Row[]>()
    let failed: string | undefined
    for (const record of Records) {
      try {
        const place = placeOf(record)
        if (place === undefined) continue
        const rows = await stores.within(place.tenant, () => rowsOf(stores, place, record))
        made.set(place.tenant, [...(made.get(place.tenant) ?? []), ...rows])
      } catch (cause) {
        const code = codeOf(cause)
        failed = record.dynamodb?.SequenceNumber ?? ''
        logFailure({ request: `stream ${failed}` }, { code, cause })
        if (code === 'UNAVAILABLE') throw cause
        break
      }
    }
    for (const [tenant, rows] of made) await stores.within(tenant, () => writeRows(stores, rows))
    return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] }
  }
}

/** The rows of the patients that an audit record names, under the keys of its tenant. @throws TableError, VaultError */
export async function disclosureRows(stores: Stores, record: AuditRecord): Promise<readonly Row[]> {
  const entries = entriesOf(record)
  if (entries.length === 0) return []
  const keys = await openTenant(stores, record.tenant)
  return entries.map((entry) => disclosureRow(keys, { ...entry, line: entryLine(entry) }))
}

/** Writes rows, over what is there: they are the same whenever they are made. @throws TableError */
export async function writeRows({ table }: Stores, rows: readonly Row[]): Promise<void> {
  const distinct = [...new Map(rows.map((row) => [`${row.pk} ${row.sk}`, row])).values()]
  for (let i = 0; i < distinct.length; i += AT_ONCE)
    await table.transact(
      distinct.slice(i, i + AT_ONCE).map((row) => ({ do: 'put', table: 'disclosures', row })),
      { token: crypto.randomUUID() },
    )
}

/**
 * The chain that was added to. Only what was appended counts: what is overwritten or deleted later is not, and what it was
 * stays.
 */
function placeOf({ eventName, dynamodb }: DynamoDBRecord): Place | undefined {
  const pk = dynamodb?.Keys?.pk?.S
  if (eventName !== 'INSERT' || pk === digestKey) return undefined
  const place = findChain(pk)
  if (place === undefined) throw new NotBelieved()
  return place
}

type Place = NonNullable<ReturnType<typeof findChain>>

async function rowsOf(stores: Stores, place: Place, { dynamodb }: DynamoDBRecord): Promise<readonly Row[]> {
  const keys = await findTenant(stores, place.tenant)
  if (keys === undefined) throw new NotBelieved()
  const record = believe(plain(dynamodb?.NewImage ?? {}), keys.auditKeys(place.chain))
  if (record === undefined) throw new NotBelieved()
  return disclosureRows(stores, record)
}

/** An audit row that was not written by who holds the key of its chain. */
class NotBelieved extends Error {
  override readonly name = 'NotBelieved'
}

/** A record has strings and its MAC; with anything else it is none. The event carries binary as base64. */
function plain(image: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(image).map(([name, { S, B }]) => [
      name,
      S ?? (B === undefined ? undefined : Buffer.from(B, 'base64')),
    ]),
  )
}

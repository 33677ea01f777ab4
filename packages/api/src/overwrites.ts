import { type Damage, findChain } from '@wardgraph/audit'
import { type Action, NO_TENANT, openTenant, type Range, TableError } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { logAlarm } from './log.ts'
import type { Services } from './services.ts'

/** Notices of what was done to the audit table and must not be; the signer takes them into its next digest. */
const NOTICES: Range = { table: 'directory', pk: `${NO_TENANT}#O` }
/** A digest's transaction has room for so many. */
const MOST = 10
const SEQ = /^[0-9]{10}/

/**
 * Reads the audit table's stream for what IAM cannot forbid: a record that is overwritten, or removed by anything but its
 * time to live. Each is an alarm in the log and a notice for the signer. Delivered twice, it is one notice.
 * @throws TableError; the batch comes again
 */
export async function noticeOverwrites(services: Services, { Records }: DynamoDBStreamEvent): Promise<void> {
  const wrong = Records.filter(isForbidden)
  if (wrong.length > 0) await services.within(NO_TENANT, () => notice(services, wrong))
}

async function notice(services: Services, wrong: readonly DynamoDBRecord[]): Promise<void> {
  const keys = await openTenant(services, NO_TENANT)
  for (const record of wrong) {
    logAlarm('AUDIT_OVERWRITTEN')
    const { chain, seq, kind } = damageOf(record)
    const of = { chain: chain ?? '', seq: seq ?? 0, kind }
    const row = keys.protect({ table: 'directory', row: { pk: NOTICES.pk, sk: sortKeyOf(record), ...of } })
    await putOnce(services, { do: 'put', table: 'directory', row, if: { is: 'absent' } })
  }
}

function isForbidden({ eventName, userIdentity }: DynamoDBRecord): boolean {
  // Time to live is DynamoDB's own doing (Developer Guide, "DynamoDB Streams and Time to Live").
  const expired = userIdentity?.type === 'Service' && userIdentity.principalId === 'dynamodb.amazonaws.com'
  return eventName === 'MODIFY' || (eventName === 'REMOVE' && !expired)
}

/** Keys that are none of ours are noticed too: nothing else belongs there. */
function damageOf({ eventName, dynamodb }: DynamoDBRecord): Damage {
  const [pk = '', sk = ''] = [dynamodb?.Keys?.pk?.S, dynamodb?.Keys?.sk?.S]
  const chain = findChain(pk)?.chain ?? null
  const seq = SEQ.exec(sk)?.[0]
  const kind = chain === null ? 'digest' : eventName === 'MODIFY' ? 'rewritten' : 'missing'
  return { chain, seq: seq === undefined ? null : Number(seq), kind }
}

function sortKeyOf({ dynamodb, eventID }: DynamoDBRecord): string {
  return `${dynamodb?.SequenceNumber ?? ''}#${eventID ?? ''}`
}

async function putOnce({ table }: Services, action: Action): Promise<void> {
  try {
    await table.transact([action], { token: crypto.randomUUID() })
  } catch (error) {
    if (!(error instanceof TableError) || error.code !== 'CONDITION') throw error
  }
}

/** The oldest notices, as anomalies and as what removes them in the digest's own transaction. */
export async function noticed({ table }: Pick<Services, 'table'>): Promise<{
  readonly anomalies: readonly Damage[]
  readonly actions: readonly Action[]
}> {
  const rows = await table.query({ ...NOTICES, limit: MOST })
  return {
    anomalies: rows.map(anomalyOf),
    actions: rows.map(({ pk, sk }) => ({ do: 'remove', key: { table: 'directory', pk: String(pk), sk: String(sk) } })),
  }
}

/** A notice that was itself changed still says that something is wrong. */
function anomalyOf({ chain, seq, kind }: Row): Damage {
  const named = typeof chain === 'string' && /^[a-z2-7]{26}$/.test(chain) ? chain : null
  const whole = typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 ? seq : null
  return { chain: named, seq: whole, kind: kind === 'rewritten' || kind === 'missing' ? kind : 'digest' }
}

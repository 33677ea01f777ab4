import { createHash } from 'node:crypto'
import type { DynamoDBRecord, AttributeValue as EventValue } from 'aws-lambda'
import { streamArn } from './arn.ts'
import type { Change } from './changes.ts'
import type { Table } from './tables.ts'
import { type AttributeValue, type Item, itemSize } from './values.ts'

// AWS: at least 21 digits. Of one length, so that the order of the texts is that of the numbers.
const firstSequenceNumber = 100_000_000_000_000_000_000n

/** A change with its place in the stream and its time in milliseconds. */
export interface NumberedChange extends Change {
  readonly position: number
  readonly at: number
}

/**
 * The record of a change as a Lambda function receives it; the same change has the same `eventID` each time.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html; a deletion by time to live
 * names its author: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
export function recordOf(table: Table, { before, after, expired, position, at }: NumberedChange): DynamoDBRecord {
  const arn = streamArn(table)
  const sequenceNumber = String(firstSequenceNumber + BigInt(position))
  const keys = keysOf(table, after ?? before ?? new Map())
  const items = [keys, before, after].filter((item) => item !== undefined)
  return {
    eventID: createHash('sha256').update(`${arn} ${sequenceNumber}`).digest('hex').slice(0, 32),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: imageOf(keys),
      ...(after === undefined ? {} : { NewImage: imageOf(after) }),
      ...(before === undefined ? {} : { OldImage: imageOf(before) }),
      SequenceNumber: sequenceNumber,
      SizeBytes: items.reduce((sum, item) => sum + itemSize(item), 0),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    ...(expired === true ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } } : {}),
    eventSourceARN: arn,
  }
}

function keysOf({ hash, range }: Table, item: Item): Item {
  return new Map(Array.from(item).filter(([name]) => name === hash || name === range))
}

function imageOf(item: Item): Record<string, EventValue> {
  return Object.fromEntries(Array.from(item, ([name, value]) => [name, eventValue(value)]))
}

function eventValue({ type, value }: AttributeValue): EventValue {
  if (typeof value === 'boolean') return type === 'NULL' ? { NULL: value } : { BOOL: value }
  if (type === 'N') return { N: value }
  return type === 'B' ? { B: value } : { S: value }
}

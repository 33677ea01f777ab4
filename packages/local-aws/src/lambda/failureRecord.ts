import { randomUUID } from 'node:crypto'
import { functionArn } from './context.ts'
import type { Batch, DiscardCondition } from './delivery.ts'

/**
 * What the destination of a failed batch receives: which part of which stream, and not what was in it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export interface StreamFailure {
  readonly requestContext: {
    readonly requestId: string
    readonly functionArn: string
    readonly condition: DiscardCondition
    readonly approximateInvokeCount: number
  }
  /** Absent where the records were too old before the first invocation. */
  readonly responseContext?: {
    readonly statusCode: number
    readonly executedVersion: string
    readonly functionError?: 'Unhandled'
  }
  readonly version: '1.0'
  readonly timestamp: string
  readonly DDBStreamBatchInfo: {
    readonly shardId: string
    readonly startSequenceNumber: string
    readonly endSequenceNumber: string
    readonly approximateArrivalOfFirstRecord: string
    readonly approximateArrivalOfLastRecord: string
    readonly batchSize: number
    readonly streamArn: string
  }
}

/** Whose failure it is, and when (milliseconds). */
export interface FailureOptions {
  readonly functionName: string
  readonly streamArn: string
  readonly condition: DiscardCondition
  readonly now: number
}

// AWS: 28 to 65 characters. A local stream has one shard.
const shardId = 'shardId-00000000000000000000-00000000'

/** The failure record of a batch that is given up. */
export function failureOf(batch: Batch, { functionName, streamArn, condition, now }: FailureOptions): StreamFailure {
  const { entries, invocations, threw } = batch
  const [first, last] = [entries.at(0), entries.at(-1)]
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: functionArn(functionName),
      condition,
      approximateInvokeCount: invocations,
    },
    ...(threw === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(threw ? { functionError: 'Unhandled' } : {}),
          },
        }),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.record.dynamodb?.SequenceNumber ?? '',
      endSequenceNumber: last?.record.dynamodb?.SequenceNumber ?? '',
      approximateArrivalOfFirstRecord: seconds(first?.at ?? now),
      approximateArrivalOfLastRecord: seconds(last?.at ?? now),
      batchSize: entries.length,
      streamArn,
    },
  }
}

function seconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

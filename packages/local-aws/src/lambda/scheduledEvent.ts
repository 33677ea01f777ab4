import { createHash, randomUUID } from 'node:crypto'
import type { ScheduledEvent } from 'aws-lambda'
import { functionArn } from './context.ts'

/**
 * What the destination of a failed asynchronous invocation receives, without the function's answer.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export interface ScheduleFailure {
  readonly version: '1.0'
  readonly timestamp: string
  readonly requestContext: {
    readonly requestId: string
    readonly functionArn: string
    readonly condition: 'RetriesExhausted'
    readonly approximateInvokeCount: number
  }
  readonly requestPayload: ScheduledEvent
  readonly responseContext: {
    readonly statusCode: 200
    readonly executedVersion: '$LATEST'
    readonly functionError: 'Unhandled'
  }
}

/**
 * The event of a rule at one of its times (milliseconds); delivered again, it has the same id.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
 */
export function scheduledEvent(rule: string, time: number): ScheduledEvent {
  const hex = createHash('sha256').update(`${rule} ${time}`).digest('hex')
  return {
    version: '0',
    id: hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region: 'us-east-1',
    resources: [`arn:aws:events:us-east-1:000000000000:rule/${rule}`],
    detail: {},
  }
}

/** The failure record of an event after its last attempt; `now` in milliseconds. */
export function failureOfSchedule(
  event: ScheduledEvent,
  { functionName, invocations, now }: { functionName: string; invocations: number; now: number },
): ScheduleFailure {
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: functionArn(functionName),
      condition: 'RetriesExhausted',
      approximateInvokeCount: invocations,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  }
}

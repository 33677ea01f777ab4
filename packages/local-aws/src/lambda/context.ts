import type { Context } from 'aws-lambda'

/** Whom an invocation is for, its id, and when it would time out: `timeoutMs` from `now`, in milliseconds. */
export interface ContextOptions {
  readonly functionName: string
  readonly requestId: string
  readonly timeoutMs: number
  readonly now: () => number
}

/** The ARN of a function of this machine. */
export function functionArn(functionName: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`
}

/** What a handler is told of its invocation; nothing here ends one that takes longer. */
export function contextOf({ functionName, requestId, timeoutMs, now }: ContextOptions): Context {
  const deadline = now() + timeoutMs
  const nothing = () => undefined
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(functionName),
    memoryLimitInMB: '1024',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => deadline - now(),
    done: nothing,
    fail: nothing,
    succeed: nothing,
  }
}

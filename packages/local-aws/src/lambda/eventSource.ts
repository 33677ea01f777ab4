import { randomUUID } from 'node:crypto'
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { streamRetentionMs } from '../dynamodb/changes.ts'
import type { StreamEntry, TableStream } from '../dynamodb/stream.ts'
import { LocalAwsError } from '../errors.ts'
import { failedFrom } from './batchResponse.ts'
import { contextOf } from './context.ts'
import { type Delivery, deliver } from './delivery.ts'
import { failureOf, type StreamFailure } from './failureRecord.ts'

// What a handler reads as its time left; nothing here ends one that takes longer.
const timeoutMs = 30_000
// How long a close waits for the invocation under way.
const graceMs = 3_000

/** A Lambda function that reads a stream. */
export type StreamHandler = (
  event: DynamoDBStreamEvent,
  context: Context,
) => Promise<DynamoDBBatchResponse | undefined> | Promise<void>

/**
 * Which stream goes to which function and what happens when it fails; names, meanings and defaults are those of
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html, apart from `maximumRetryAttempts`, which has
 * no default, as AWS's is to retry for a day. Reading starts at TRIM_HORIZON.
 */
export interface StreamSourceOptions {
  /** The function's name; its position in the stream is kept under it. */
  readonly name: string
  readonly table: string
  readonly handler: StreamHandler
  readonly batchSize?: number
  readonly maximumRetryAttempts: number
  readonly bisectBatchOnFunctionError?: boolean
  readonly maximumRecordAgeInSeconds?: number
  /** Without ReportBatchItemFailures, what the handler returns is not looked at. */
  readonly functionResponseTypes?: readonly 'ReportBatchItemFailures'[]
  /** Receives what is given up; when it throws, the records stay and are delivered again. */
  readonly onFailure: (failure: StreamFailure) => void | Promise<void>
}

/** A stream on its way to a function: in order, at least once, one invocation at a time. */
export interface StreamSource {
  /** Delivers all that is there, also what is written meanwhile. @throws LocalAwsError SOURCE_CLOSED */
  drain(): Promise<void>
  /** From now on delivers by itself: at once, and after each commit. */
  start(): void
  /** Ends after the invocation under way, or after 3 s of it; what it did not finish comes again. */
  close(): Promise<void>
}

/** The source of one stream. */
export class EventSource implements StreamSource {
  readonly #options: StreamSourceOptions
  readonly #stream: TableStream
  readonly #now: () => number
  readonly #delivery: Delivery
  #last: Promise<void> = Promise.resolve()
  #waiting = false
  #closed = false
  #stopListening: (() => void) | undefined

  constructor(options: StreamSourceOptions, { stream, now }: { stream: TableStream; now: () => number }) {
    const { maximumRetryAttempts, bisectBatchOnFunctionError = false, maximumRecordAgeInSeconds } = options
    this.#options = options
    this.#stream = stream
    this.#now = now
    this.#delivery = {
      maximumRetryAttempts,
      bisectBatchOnFunctionError,
      maximumAgeMs: Math.min((maximumRecordAgeInSeconds ?? Number.POSITIVE_INFINITY) * 1000, streamRetentionMs),
      now,
      isStopped: () => this.#closed,
      invoke: (entries) => this.#invoke(entries),
      checkpoint: ({ position }) => stream.advance(options.name, position),
      discard: async (batch, condition) => {
        const failure = { functionName: options.name, streamArn: stream.arn, condition, now: now() }
        await options.onFailure(failureOf(batch, failure))
      },
    }
  }

  drain(): Promise<void> {
    const run = this.#last.then(() => this.#deliverAll())
    this.#last = run.catch(() => undefined)
    return run
  }

  start(): void {
    this.#stopListening ??= this.#stream.onChange(() => this.#prompt())
    this.#prompt()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopListening?.()
    let timer: NodeJS.Timeout | undefined
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs)
    })
    await Promise.race([this.#last, grace])
    clearTimeout(timer)
  }

  /** What a destination that fails leaves over is tried again at the next prompt. */
  #prompt(): void {
    if (this.#waiting || this.#closed) return
    this.#waiting = true
    this.#last = this.#last.then(() => {
      this.#waiting = false
      return this.#deliverAll().catch(() => undefined)
    })
  }

  async #deliverAll(): Promise<void> {
    const { name, batchSize = 100 } = this.#options
    while (!this.#closed) {
      const entries = this.#stream.next(name, batchSize)
      if (entries.length === 0) return
      await deliver(entries, this.#delivery)
    }
    throw new LocalAwsError('SOURCE_CLOSED')
  }

  async #invoke(entries: readonly StreamEntry[]) {
    const { name, handler, functionResponseTypes = [] } = this.#options
    // Copied for each attempt: on AWS, what a handler does to its event is gone when it is invoked again.
    const event = structuredClone({ Records: entries.map(({ record }) => record) })
    const context = contextOf({ functionName: name, requestId: randomUUID(), timeoutMs, now: this.#now })
    try {
      const response: unknown = await handler(event, context)
      if (!functionResponseTypes.includes('ReportBatchItemFailures')) return { failedFrom: undefined, threw: false }
      const sequenceNumbers = entries.map(({ record }) => record.dynamodb?.SequenceNumber ?? '')
      return { failedFrom: failedFrom(response, sequenceNumbers), threw: false }
    } catch {
      return { failedFrom: 0, threw: true }
    }
  }
}

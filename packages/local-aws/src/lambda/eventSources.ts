import type { TableStream } from '../dynamodb/stream.ts'
import { LocalAwsError } from '../errors.ts'
import { EventSource, type StreamSource, type StreamSourceOptions } from './eventSource.ts'

/** Where streams are found, and the clock in milliseconds. */
export interface EventSourcesOptions {
  readonly findStream: (table: string) => TableStream | undefined
  readonly now: () => number
}

/** The event sources of one local AWS. */
export interface EventSources {
  /** @throws LocalAwsError INVALID_SOURCE */
  streamTo(options: StreamSourceOptions): StreamSource
  close(): Promise<void>
}

/** A function reads a stream once, as on AWS: a second source of that name and table is refused while the first lives. */
export function createEventSources({ findStream, now }: EventSourcesOptions): EventSources {
  const sources = new Map<string, EventSource>()
  return {
    streamTo(options) {
      const stream = findStream(options.table)
      const key = `${options.name} ${options.table}`
      if (stream === undefined || sources.has(key) || !isPossible(options)) throw new LocalAwsError('INVALID_SOURCE')
      const source = new EventSource(options, { stream, now })
      sources.set(key, source)
      return {
        drain: () => source.drain(),
        start: () => source.start(),
        async close() {
          await source.close()
          if (sources.get(key) === source) sources.delete(key)
        },
      }
    },
    async close() {
      await Promise.all(Array.from(sources.values(), (source) => source.close()))
    },
  }
}

/** The limits of https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html. */
function isPossible(options: StreamSourceOptions): boolean {
  const { name, batchSize = 100, maximumRetryAttempts, maximumRecordAgeInSeconds = 60 } = options
  return (
    /^[a-zA-Z0-9-_]{1,64}$/.test(name) &&
    isWithin(batchSize, 1, 10_000) &&
    isWithin(maximumRetryAttempts, 0, 10_000) &&
    isWithin(maximumRecordAgeInSeconds, 60, 604_800)
  )
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

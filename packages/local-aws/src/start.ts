import { type CallLog, Calls } from './callLog.ts'
import { createDynamoDB } from './dynamodb/service.ts'
import { assertLocal } from './errors.ts'
import { FaultRules, type Faults, type ServiceName } from './faults.ts'
import { answerFaults, faultsPath } from './faultsEndpoint.ts'
import { createKms } from './kms/service.ts'
import type { StreamSource, StreamSourceOptions } from './lambda/eventSource.ts'
import { createEventSources } from './lambda/eventSources.ts'
import { listen } from './loopback.ts'
import { createS3 } from './s3/service.ts'
import { createS3Wire } from './s3/wire.ts'
import { Sessions } from './sts/sessions.ts'
import { createStsWire, isForSts } from './sts/wire.ts'
import { createWire } from './wire.ts'

const sweepMs = 60_000

/** The services under way: their endpoints for AWS_ENDPOINT_URL_*, the faults, the calls, the end. */
export interface LocalAws {
  readonly endpoints: {
    readonly dynamodb?: string
    readonly kms?: string
    readonly s3?: string
    readonly sts?: string
  }
  readonly faults: Faults
  readonly calls: CallLog
  /** Connects the stream of a table to a function, on this machine. @throws LocalAwsError INVALID_SOURCE */
  streamTo(options: StreamSourceOptions): StreamSource
  /** Deletes what its time to live has passed by the clock handed in, as also happens each minute; says how many. */
  sweep(): number
  close(): Promise<void>
}

/** `folder` undefined keeps everything in memory; `now` is the clock of tokens, time to live, retention and dates. */
export interface LocalAwsOptions {
  readonly folder: string | undefined
  readonly now?: () => number
  readonly services?: readonly ServiceName[]
  /** Whether `calls` keeps what was sent: for tests, as it takes memory. */
  readonly recordInputs?: boolean
}

/**
 * Starts the asked services on one free port of 127.0.0.1.
 * @throws LocalAwsError NOT_LOCAL, FOLDER_UNUSABLE
 */
export async function startLocalAws({
  folder,
  now = Date.now,
  services = ['dynamodb', 'kms'],
  recordInputs = false,
}: LocalAwsOptions): Promise<LocalAws> {
  assertLocal()
  const faults = new FaultRules()
  const calls = new Calls({ recordInputs })
  const dynamodb = services.includes('dynamodb') ? createDynamoDB({ folder, now }) : undefined
  const kms = services.includes('kms') ? createKms({ folder, now }) : undefined
  const s3 = services.includes('s3') ? createS3({ folder, now }) : undefined
  const named = [dynamodb, kms].filter((service) => service !== undefined)
  const shared = { sessions: new Sessions(), faults, calls, now }
  const wire = createWire({ services: named, ...shared })
  const s3Wire = s3 === undefined ? wire : createS3Wire({ s3, ...shared })
  const stsWire = services.includes('sts') ? createStsWire(shared) : undefined
  const loopback = await listen({
    port: 0,
    answer: (request, response) => {
      if (request.url === faultsPath) return answerFaults(faults, request, response)
      // Beside STS, S3 alone names no target; and no bucket can be called _local.
      if (stsWire !== undefined && isForSts(request)) return stsWire(request, response)
      return (request.headers['x-amz-target'] === undefined ? s3Wire : wire)(request, response)
    },
  })
  const sources = createEventSources({ findStream: (table) => dynamodb?.findStream(table), now })
  const sweep = () => dynamodb?.sweep() ?? 0
  const timer = setInterval(() => attempt(sweep), sweepMs).unref()
  return {
    endpoints: {
      ...(dynamodb === undefined ? {} : { dynamodb: loopback.url }),
      ...(kms === undefined ? {} : { kms: loopback.url }),
      ...(s3 === undefined ? {} : { s3: loopback.url }),
      ...(stsWire === undefined ? {} : { sts: loopback.url }),
    },
    faults,
    calls,
    streamTo: (options) => sources.streamTo(options),
    sweep,
    async close() {
      clearInterval(timer)
      await sources.close()
      await loopback.close()
      for (const service of [dynamodb, kms, s3]) service?.close()
    },
  }
}

/** Expiry is late by nature: what a full disk prevents now is deleted by a later sweep. */
function attempt(sweep: () => number): void {
  try {
    sweep()
  } catch {
    return
  }
}

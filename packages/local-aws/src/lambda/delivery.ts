import type { StreamEntry } from '../dynamodb/stream.ts'

/** Records that belong to one invocation, with what has been tried for them. */
export interface Batch {
  readonly entries: readonly StreamEntry[]
  readonly retries: number
  readonly invocations: number
  /** Whether the last invocation threw; undefined before the first. */
  readonly threw?: boolean
}

/** Why records are given up. */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded'

/** How a batch is delivered: the limits, the clock (milliseconds), and what an invocation leads to. */
export interface Delivery {
  readonly maximumRetryAttempts: number
  readonly bisectBatchOnFunctionError: boolean
  readonly maximumAgeMs: number
  readonly now: () => number
  readonly isStopped: () => boolean
  /** Calls the function; says from which place on its records failed (undefined: none) and whether it threw. */
  invoke(entries: readonly StreamEntry[]): Promise<{ readonly failedFrom: number | undefined; readonly threw: boolean }>
  /** What came before and at this entry is done with. */
  checkpoint(entry: StreamEntry): void
  /** Reports records that are given up; what it throws leaves them in the stream. */
  discard(batch: Batch, condition: DiscardCondition): Promise<void>
}

/**
 * Delivers records in order until each has succeeded or is given up, as a Lambda event source mapping does: a failed
 * batch is tried again, halved first where that is asked for ("Splitting batches doesn't consume the retry quota",
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html), and what failed in part is tried again
 * from its first failed record on. AWS waits longer and longer between attempts; here the next one is at once.
 */
export async function deliver(entries: readonly StreamEntry[], delivery: Delivery): Promise<void> {
  const waiting: Batch[] = [{ entries, retries: 0, invocations: 0 }]
  for (let batch = waiting.shift(); batch !== undefined && !delivery.isStopped(); batch = waiting.shift()) {
    waiting.unshift(...(await attempt(batch, delivery)))
  }
}

/** Does one thing with a batch and says what of it is to be delivered before what follows. */
async function attempt(batch: Batch, delivery: Delivery): Promise<readonly Batch[]> {
  const aged = agedOf(batch.entries, delivery)
  if (aged > 0) {
    await giveUp({ ...batch, entries: batch.entries.slice(0, aged) }, 'RecordAgeExceeded', delivery)
    return aged === batch.entries.length ? [] : [{ ...batch, entries: batch.entries.slice(aged) }]
  }
  const { failedFrom, threw } = await delivery.invoke(batch.entries)
  checkpointAt(batch.entries.slice(0, failedFrom), delivery)
  if (failedFrom === undefined) return []
  const failed = { ...batch, entries: batch.entries.slice(failedFrom), invocations: batch.invocations + 1, threw }
  return again(failed, { shorter: failedFrom > 0 }, delivery)
}

/**
 * "The batch is bisected at the returned sequence number, and Lambda retries only the remaining records"; where that
 * is the first of the batch, which leaves it as it was, it is halved like one whose function threw.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
async function again(batch: Batch, { shorter }: { shorter: boolean }, delivery: Delivery): Promise<readonly Batch[]> {
  const { entries, retries } = batch
  if (delivery.bisectBatchOnFunctionError) {
    if (shorter) return [batch]
    const half = Math.ceil(entries.length / 2)
    if (half < entries.length) {
      return [entries.slice(0, half), entries.slice(half)].map((part) => ({ ...batch, entries: part }))
    }
  }
  if (retries < delivery.maximumRetryAttempts) return [{ ...batch, retries: retries + 1 }]
  await giveUp(batch, 'RetryAttemptsExhausted', delivery)
  return []
}

async function giveUp(batch: Batch, condition: DiscardCondition, delivery: Delivery): Promise<void> {
  await delivery.discard(batch, condition)
  checkpointAt(batch.entries, delivery)
}

function checkpointAt(entries: readonly StreamEntry[], delivery: Delivery): void {
  const last = entries.at(-1)
  if (last !== undefined) delivery.checkpoint(last)
}

/** How many records at the head of a batch are too old to be delivered. */
function agedOf(entries: readonly StreamEntry[], { now, maximumAgeMs }: Delivery): number {
  const oldest = now() - maximumAgeMs
  const fresh = entries.findIndex(({ at }) => at > oldest)
  return fresh < 0 ? entries.length : fresh
}

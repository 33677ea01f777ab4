import type { ScheduledEvent } from 'aws-lambda'
import { assertLocal, LocalAwsError } from '../errors.ts'
import { openStore, type Store } from '../store.ts'
import { failureOfSchedule, type ScheduleFailure, scheduledEvent } from './scheduledEvent.ts'

const schema =
  'CREATE TABLE IF NOT EXISTS schedules (name TEXT PRIMARY KEY, due INTEGER NOT NULL) STRICT, WITHOUT ROWID;'
const attempts = 3
const driverMs = 1_000

/** A rate: what runs every so many seconds, whole minutes as on AWS, first that long after it was registered. */
export interface Schedule {
  readonly name: string
  readonly everySeconds: number
  readonly run: (event: ScheduledEvent) => Promise<unknown>
  /** Receives what the last attempt left undone; when it throws, the run comes again where the folder is opened next. */
  readonly onFailure: (failure: ScheduleFailure) => void | Promise<void>
}

/** The schedules of a folder. */
export interface Schedules {
  /** @throws LocalAwsError INVALID_SCHEDULE */
  register(schedule: Schedule): void
  /** Runs what is due by the clock handed in, and resolves when it has ended. */
  tick(): Promise<void>
  /** Ticks by itself each second, without keeping the process alive. */
  start(): void
  /** Ends the ticking; runs under way are not waited for, and come again where the folder is opened next. */
  close(): void
}

/** `folder` undefined keeps the due times in memory; `now` is the clock, in milliseconds. */
export interface SchedulesOptions {
  readonly folder: string | undefined
  readonly now?: () => number
}

/**
 * Runs functions by the clock as EventBridge does:
 * - at least once: a run is noted as done after it, so that one cut short by the end of the process comes again
 *   (https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html, "at-least-once event delivery");
 * - whatever time has passed, one run and not one for each time missed. AWS documents no making up of invocations that
 *   never came to be, only retries of those that did; the one overdue run is of this machine, which is off at night;
 * - next times stay on the grid of the first (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html),
 *   and a run does not wait for the one before, so that two can overlap;
 * - a run that fails is tried twice more, as an asynchronous invocation is
 *   (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html): at once here, after one and
 *   two minutes there.
 * @throws LocalAwsError NOT_LOCAL, FOLDER_UNUSABLE
 */
export function createSchedules({ folder, now = Date.now }: SchedulesOptions): Schedules {
  assertLocal()
  return new RateSchedules(openStore({ folder, file: 'schedules.sqlite', schema }), now)
}

interface Registered extends Schedule {
  /** Milliseconds; moved on when a run begins, and in the store when it has ended. */
  due: number
}

class RateSchedules implements Schedules {
  readonly #store: Store
  readonly #now: () => number
  readonly #schedules = new Map<string, Registered>()
  #timer: NodeJS.Timeout | undefined

  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  register(schedule: Schedule): void {
    const { name, everySeconds } = schedule
    const isRate = Number.isInteger(everySeconds) && everySeconds >= 60 && everySeconds % 60 === 0
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name) || !isRate || this.#schedules.has(name)) {
      throw new LocalAwsError('INVALID_SCHEDULE')
    }
    const first = this.#now() + everySeconds * 1000
    this.#store.prepare('INSERT INTO schedules (name, due) VALUES (?, ?) ON CONFLICT DO NOTHING').run(name, first)
    const kept = this.#store.prepare('SELECT due FROM schedules WHERE name = ?').get(name)?.due
    this.#schedules.set(name, { ...schedule, due: Math.min(first, Number(kept)) })
  }

  async tick(): Promise<void> {
    const now = this.#now()
    const due = Array.from(this.#schedules.values()).filter((schedule) => schedule.due <= now)
    await Promise.all(due.map((schedule) => this.#run(schedule, now)))
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.tick().catch(() => undefined), driverMs).unref()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#store.close()
  }

  async #run(schedule: Registered, now: number): Promise<void> {
    const everyMs = schedule.everySeconds * 1000
    const time = schedule.due + Math.floor((now - schedule.due) / everyMs) * everyMs
    schedule.due = time + everyMs
    const event = scheduledEvent(schedule.name, time)
    if (!(await succeeds(schedule, event))) {
      const failure = { functionName: schedule.name, invocations: attempts, now: this.#now() }
      await schedule.onFailure(failureOfSchedule(event, failure))
    }
    // A run that overlaps with the one after it may end later.
    this.#store
      .prepare('UPDATE schedules SET due = ? WHERE name = ? AND due < ?')
      .run(time + everyMs, schedule.name, time + everyMs)
  }
}

async function succeeds({ run }: Schedule, event: ScheduledEvent): Promise<boolean> {
  for (let invocation = 1; invocation <= attempts; invocation += 1) {
    try {
      await run(structuredClone(event))
      return true
    } catch {
      // Tried again; what it said may be what nobody outside should read.
    }
  }
  return false
}

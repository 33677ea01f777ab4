import { createSchedules, type Schedule, type ScheduleFailure } from '@wardgraph/local-aws'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from './stream.fixture.ts'

afterEach(() => vi.unstubAllEnvs())

const minute = 60_000
const start = Date.UTC(2026, 0, 1)

function kept({ folder, clock = { now: start } }: { folder?: string; clock?: { now: number } } = {}) {
  const schedules = createSchedules({ folder, now: () => clock.now })
  const runs: string[] = []
  const failures: ScheduleFailure[] = []
  let open = true
  const close = () => {
    if (open) schedules.close()
    open = false
  }
  onTestFinished(close)
  const every = (everySeconds: number, rest: Partial<Schedule> = {}) =>
    schedules.register({
      name: 'digest',
      everySeconds,
      run: async ({ time }) => void runs.push(time.slice(11, 16)),
      onFailure: (failure) => void failures.push(failure),
      ...rest,
    })
  const at = async (minutes: number) => {
    clock.now = start + minutes * minute
    await schedules.tick()
  }
  return { schedules, clock, close, every, at, runs, failures }
}

test('no schedule is kept where the local AWS does not start', () => {
  vi.stubEnv('NODE_ENV', 'production')
  expect(() => kept()).toThrowError(expect.objectContaining({ code: 'NOT_LOCAL' }))
})

test('a schedule that EventBridge could not keep, or whose name is taken, is refused', async () => {
  const { every } = kept()
  const refusal = expect.objectContaining({ code: 'INVALID_SCHEDULE' })
  for (const seconds of [0, -60, 1, 90, 60.5, Number.NaN]) expect(() => every(seconds)).toThrowError(refusal)
  expect(() => every(60, { name: 'a b' })).toThrowError(refusal)
  every(60)
  expect(() => every(60)).toThrowError(refusal)
})

test('a schedule does not run before its time, and at each of its times once', async () => {
  const { every, at, runs } = kept()
  every(300)
  for (const minutes of [0, 4, 5, 5, 9, 12, 15]) await at(minutes)
  expect(runs).toEqual(['00:05', '00:10', '00:15'])
})

test('however long nothing ran, what is overdue runs once, and then at its own times again', async () => {
  const { every, at, runs } = kept()
  every(60)
  for (const minutes of [600.5, 600.9, 601]) await at(minutes)
  expect(runs).toEqual(['10:00', '10:01'])
})

test('a restart neither starts the time anew nor runs twice what has run', async () => {
  const folder = temporaryFolder()
  const clock = { now: start }
  const before = kept({ folder, clock })
  before.every(3600)
  await before.at(60)
  before.close()
  clock.now = start + 90 * minute
  const after = kept({ folder, clock })
  after.every(3600)
  await after.at(119)
  await after.at(120)
  expect([before.runs, after.runs]).toEqual([['01:00'], ['02:00']])
})

test('a run that the end of the process cut short comes again', async () => {
  const folder = temporaryFolder()
  const clock = { now: start }
  const before = kept({ folder, clock })
  const never = new Promise<never>(() => undefined)
  before.every(3600, { run: () => never })
  clock.now = start + 60 * minute
  before.schedules.tick().catch(() => undefined)
  before.close()
  const after = kept({ folder, clock })
  after.every(3600)
  await after.at(61)
  expect(after.runs).toEqual(['01:00'])
})

test('a run that fails is tried twice more with the same event, then reported without its words', async () => {
  const { every, at, failures } = kept()
  const ids: string[] = []
  const run: Schedule['run'] = async ({ id }) => {
    ids.push(id)
    throw new Error('Ann Example')
  }
  every(60, { run })
  await at(1)
  expect(ids.length).toBe(3)
  expect(new Set(ids).size).toBe(1)
  expect(failures).toEqual([
    {
      version: '1.0',
      timestamp: '2026-01-01T00:01:00.000Z',
      requestContext: {
        requestId: expect.any(String),
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:digest',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: {
        version: '0',
        id: ids[0],
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '000000000000',
        time: '2026-01-01T00:01:00Z',
        region: 'us-east-1',
        resources: ['arn:aws:events:us-east-1:000000000000:rule/digest'],
        detail: {},
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    },
  ])
  await at(2)
  expect(ids.length).toBe(6)
  expect(failures.length).toBe(2)
})

test('a run that fails once and then succeeds is not reported', async () => {
  const { every, at, failures } = kept()
  let calls = 0
  const run = async () => {
    calls += 1
    if (calls === 1) throw new Error('once')
  }
  every(60, { run })
  await at(1)
  expect([calls, failures.length]).toEqual([2, 0])
})

test('a run does not wait for the one before, and none is lost where they overlap', async () => {
  const { every, clock, schedules } = kept()
  const ends: (() => void)[] = []
  every(60, { run: () => new Promise<void>((resolve) => void ends.push(resolve)) })
  clock.now = start + minute
  const first = schedules.tick()
  const repeated = schedules.tick()
  clock.now = start + 2 * minute
  const second = schedules.tick()
  expect(ends.length).toBe(2)
  for (const end of ends.toReversed()) end()
  await Promise.all([first, repeated, second])
  await schedules.tick()
  expect(ends.length).toBe(2)
})

import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockIn } from '../fixtures/clock.ts'
import { refusal } from '../fixtures/commands.ts'
import { media } from '../fixtures/large.ts'
import { newHome, running, type Said, wardgraph } from '../fixtures/product.ts'
import { stageOf } from './stage.fixture.ts'

const { home, remove } = newHome()
const out = newHome()
const place = (name: string) => join(out.home, name)
let stage: Awaited<ReturnType<typeof stageOf>>
beforeAll(async () => {
  stage = await stageOf()
})
afterAll(async () => {
  await stage.close()
  remove()
  out.remove()
})

const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Said> =>
  wardgraph(args, { home, env: { ...stage.env, ...more } })

/** What a command that succeeds says on stdout. */
async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args)
  expect([code, stderr]).toEqual([0, stderr])
  return stdout.trim()
}
const json = async (...args: string[]) => JSON.parse(await said(...args, '--json'))

/** An archive of the trail that is verified with the rows of the tables, as `audit verify` answers. */
async function verified(name: string) {
  writeFileSync(place(`${name}.dump`), `${await said('table', 'dump')}\n`)
  await said('audit', 'archive', '--out', place(name))
  const key = join(place(name), 'public-key.pem')
  return json('audit', 'verify', '--dir', place(name), '--key', key, '--table', place(`${name}.dump`))
}

test('commands work on the stage that is named, and neither make nor start anything here', async () => {
  const tables = await stage.tables()
  writeFileSync(
    place('feed.ndjson'),
    [
      ...['Ada', 'Ben'].map((id) => ({ resourceType: 'Patient', id, name: [{ family: id }] })),
      { ...media('large'), subject: { reference: 'Patient/Ada' } },
    ]
      .map((resource) => `${JSON.stringify(resource)}\n`)
      .join(''),
  )
  const report = await json('import', place('feed.ndjson'), '--tenant', 'north')
  expect(report).toMatchObject({ tenant: 'north', resources: 3, types: { Patient: { created: 2, rejected: 0 } } })
  expect(await verified('first')).toMatchObject({ whole: true, uncovered: 0, table: { damaged: 0 } })
  const key = join(place('first'), 'public-key.pem')
  expect(await json('audit', 'rebuild', '--dir', place('first'), '--key', key)).toMatchObject({ rows: 3 })
  const left = await json('export', '--tenant', 'north', '--out', place('left'))
  expect(left).toEqual({ tenant: 'north', files: 2, resources: 3, types: { Media: 1, Patient: 2 } })
  expect(await stage.tables()).toEqual(tables)
  expect(readdirSync(home)).toEqual([])
})

test('keys are rotated on the stage', async () => {
  const clock = clockIn(out.home)
  const rotating = running(['keys', 'rotate', 'subjects', '--tenant', 'north'], {
    home,
    env: { ...stage.env, ...clock.env },
  })
  // It waits for what others have in memory, by the clock: moved while it waits, since what it writes has a deadline.
  const moving = setInterval(() => {
    const until = Date.parse(/this goes on at (\S+)\.\n$/.exec(rotating.words())?.[1] ?? '')
    if (clock.now() < until) clock.move(until - clock.now())
  }, 50)
  const { code, stderr } = await rotating.ended
  clearInterval(moving)
  expect([code, stderr]).toEqual([0, expect.stringContaining('rows written')])
  expect(await verified('rotated')).toMatchObject({ whole: true, uncovered: 0, table: { damaged: 0 } })
})

test('a document that the rotation has left is swept when it is a day old, and the one in its place stays', async () => {
  const sweep = ['documents', 'sweep', '--tenant', 'north', '--json']
  expect(JSON.parse(await said(...sweep))).toMatchObject({ kept: 2, removed: 0 })
  const clock = clockIn(out.home)
  clock.move(25 * 3_600_000)
  const { code, stdout } = await run(sweep, clock.env)
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { kept: 1, removed: 1 }])
  expect(await run(['documents', 'sweep', '--tenant', 'nowhere'])).toEqual(refusal('UNKNOWN_TENANT', 2))
  expect(await run(['documents', 'sweep'])).toEqual(refusal('WRONG_USAGE', 2))
})

test('a stage on recovered tables serves no command until they are replayed, and is whole then', async () => {
  await stage.recover('blue-recovered')
  const recovered = { WARDGRAPH_TABLES: 'blue-recovered' }
  for (const command of [
    ['table', 'dump'],
    ['import', place('feed.ndjson'), '--tenant', 'north'],
  ])
    expect(await run(command, recovered)).toEqual(refusal('RESTORED', 3))
  const { code, stdout } = await run(['keys', 'replay', '--json'], recovered)
  expect([code, JSON.parse(stdout)]).toEqual([0, { records: 0, patients: 0, rows: 0, unbound: 0 }])
  expect((await run(['table', 'dump'], recovered)).code).toBe(0)
})

test('what is for this machine alone is refused where a stage is named', async () => {
  expect((await wardgraph(['backup', '--out', place('backup')], { home })).code).toBe(0)
  const wishes = ['keys', 'shred', '--patient', 'x', '--as', 'pia', '--reason', 'Asked to be forgotten']
  for (const command of [
    ['dev'],
    ['env'],
    ['token', '--as', 'pia'],
    ['users'],
    ['users', 'add', 'adam', '--tenant', 'north', '--role', 'ADMIN'],
    ['users', 'end', 'pia'],
    // On record would be the officer, and not who asked.
    ['access', 'review', '--as', 'pia'],
    ['access', 'who', '--patient', 'ada', '--as', 'pia'],
    ['access', 'disclosures', '--patient', 'ada', '--as', 'pia'],
    ['access', 'explain', '--as', 'pia', '--operation', place('feed.ndjson')],
    ['backup', '--out', place('other')],
    ['restore', '--dir', place('backup')],
    ['keys', 'shred', '--due'],
    wishes,
  ])
    expect([command, await run(command)]).toEqual([command, refusal('LOCAL_ONLY', 2)])
  expect(existsSync(place('other'))).toBe(false)
})

test('a stage that is not told whole, or is told as another, is refused, and so is one that is not there', async () => {
  const tables = await stage.tables()
  for (const name of ['DEPLOYMENT', 'TABLES', 'ENVELOPE_KEY', 'AUDIT_BUCKET', 'DIGEST_KEY', 'DOCUMENTS'])
    expect(await run(['table', 'dump'], { [`WARDGRAPH_${name}`]: '' })).toEqual(refusal('STAGE_UNCLEAR', 2))
  expect(await run(['table', 'dump'], { WARDGRAPH_STAGE: 'green' })).toEqual(refusal('STAGE_UNCLEAR', 2))
  expect(await run(['keys', 'replay'], { WARDGRAPH_STAGE: 'green' })).toEqual(refusal('STAGE_UNCLEAR', 2))
  // By another name of its key it would write what its functions, which know it by theirs, do not open.
  expect(await run(['table', 'dump'], { WARDGRAPH_ENVELOPE_KEY: stage.envelopeArn })).toEqual(refusal('UNAVAILABLE', 3))
  const everywhere = { AWS_ENDPOINT_URL: stage.env.AWS_ENDPOINT_URL_KMS }
  expect(await run(['table', 'dump'], everywhere)).toEqual(refusal('ENDPOINT_UNCLEAR', 2))
  expect(await run(['import', place('feed.ndjson'), '--tenant', 'north'], { WARDGRAPH_TABLES: 'none' })).toEqual(
    refusal('UNAVAILABLE', 3),
  )
  expect(await stage.tables()).toEqual(tables)
})

import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { commands } from '../fixtures/commands.ts'
import { newHome, wardgraph } from '../fixtures/product.ts'
import { drawn, type Heard, type Line, linesIn, round, textsIn, unkept, unrecorded } from './kill.fixture.ts'

const long = process.env.WARDGRAPH_LONG === '1'
const ROUNDS = long ? 200 : 10
const seed = Number(process.env.WARDGRAPH_SEED ?? Date.now() % 2 ** 31)
const homes: { remove(): void }[] = []
afterAll(() => {
  for (const home of homes) home.remove()
})

function freshHome(): string {
  const made = newHome()
  homes.push(made)
  return made.home
}

const home = freshHome()
const out = freshHome()
const heard: Heard = { replies: [], done: [], open: [] }
let lines: Line[] = []

test(`kill -9 under 8 clients at ${ROUNDS} moments loses nothing acknowledged, and each wish has one effect (seed ${seed})`, async () => {
  const draw = drawn(seed)
  for (let n = 0; n < ROUNDS; n += 1) await round({ home }, { heard, name: `${n}`, draw })
  const { done, open } = heard
  expect(done.length).toBeGreaterThanOrEqual(ROUNDS)
  const texts = await textsIn(home, [...done, ...open])
  expect(unkept(done, texts)).toEqual([])
  // What was never acknowledged is there once or not at all.
  expect(open.filter(({ key }) => (texts.get(key) ?? 0) > 1)).toEqual([])
}, 7_200_000)

test('every reply of the killed servers is on record, with exactly what it showed, and the trail verifies', async () => {
  const { run } = commands(home)
  const exported = await run('audit', 'export', '--out', join(out, 'export'))
  expect([exported.code, exported.stderr]).toEqual([0, expect.stringContaining('0 anomalies')])
  const key = join(out, 'export', 'public-key.pem')
  const verdict = await run('audit', 'verify', '--dir', join(out, 'export'), '--key', key, '--json')
  expect(JSON.parse(verdict.stdout)).toMatchObject({ whole: true, uncovered: 0, first: null })
  expect(verdict.code).toBe(0)
  lines = linesIn(join(out, 'export'))
  expect(unrecorded(heard.replies, lines)).toEqual([])
}, 600_000)

test('no transaction was half done: each finding has its wish and its record, and each of these its finding', async () => {
  const { stdout } = await wardgraph(['table', 'dump'], { home })
  const rows = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const stored = rows.flatMap(({ table, item }) => {
    const [, id] = /^R#ob#([a-z2-7]+)/.exec(item.sk.S) ?? []
    return table === 'records' && id !== undefined ? [id] : []
  })
  const wishes = rows.filter(({ table, item }) => table === 'sessions' && item.pk.S.includes('#I#'))
  const changed = lines
    .filter(({ origin }) => origin === 'graphql')
    .flatMap(({ changed: made = [] }) => made.flatMap(([, type, id]) => (type === 'Observation' ? [id] : [])))
  expect(changed).toHaveLength(wishes.length)
  expect(new Set(changed).size).toBe(changed.length)
  const there = new Set(stored)
  expect(changed.filter((id) => !there.has(id))).toEqual([])
}, 600_000)

test('the same look tells on a product that buffers its audit records', async () => {
  const broken = freshHome()
  const told: Heard = { replies: [], done: [], open: [] }
  await round({ home: broken, broken: 'buffered' }, { heard: told, name: 'buffered', draw: drawn(seed) })
  await wardgraph(['audit', 'export', '--out', join(out, 'buffered')], { home: broken })
  const problems = unrecorded(told.replies, linesIn(join(out, 'buffered')))
  expect(problems.length).toBeGreaterThan(0)
  expect(problems).toEqual(told.replies.map(({ request }) => `${request} has no record`))
}, 600_000)

test('the same look tells on a product that acknowledges before it commits', async () => {
  const broken = freshHome()
  const told: Heard = { replies: [], done: [], open: [] }
  // Half of the longest round: with fewer requests nothing may be acknowledged yet.
  await round({ home: broken, broken: 'eager' }, { heard: told, name: 'eager', draw: (under) => under / 2 })
  const { done } = told
  expect(done.length).toBeGreaterThan(0)
  expect(unkept(done, await textsIn(broken, done))).toEqual(done)
}, 600_000)

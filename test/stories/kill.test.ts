import { afterAll, expect, test } from 'vitest'
import { BUFFERED, dev, newHome, post, tokenOf, wardgraph } from '../fixtures/product.ts'

const ROUNDS = process.env.WARDGRAPH_LONG ? 10 : 2
const WRITERS = 8
const homes: { remove(): void }[] = []
afterAll(() => {
  for (const home of homes) home.remove()
})

function freshHome(): string {
  const made = newHome()
  homes.push(made)
  return made.home
}

const RECORD = `mutation Record($input: RecordObservationInput!) { recordObservation(input: $input) { observation { id } } }`

interface Acknowledged {
  readonly id: string
  readonly text: string
}

/** What an observer who knows the rows and the trail finds missing of what was acknowledged. */
function missing(
  acknowledged: readonly Acknowledged[],
  stored: ReadonlySet<string>,
  recorded: ReadonlySet<string>,
): string[] {
  return acknowledged.flatMap(({ id }) => [
    ...(stored.has(id) ? [] : [`${id} is lost`]),
    ...(recorded.has(id) ? [] : [`${id} has no record`]),
  ])
}

async function look(
  home: string,
): Promise<{ stored: Set<string>; recorded: Set<string>; wishes: number; observations: number }> {
  const { stdout, code } = await wardgraph(['table', 'dump'], { home })
  expect(code).toBe(0)
  const rows = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const observations = rows
    .filter(({ table, item }) => table === 'records' && item.sk.S.startsWith('R#ob#'))
    .map(({ item }) => item.sk.S.split('#')[2])
  const changed = rows
    .filter(({ table, item }) => table === 'audit' && item.r !== undefined)
    .flatMap(({ item }) => JSON.parse(item.r.S).changed ?? [])
    .filter(([, type]: [string, string]) => type === 'Observation')
    .map(([, , id]: [string, string, string]) => id)
  const wishes = rows.filter(({ table, item }) => table === 'sessions' && item.pk.S.includes('#I#')).length
  return { stored: new Set(observations), recorded: new Set(changed), wishes, observations: observations.length }
}

/** Writers at work while the server is killed, round after round; what they were told, and what is there in the end. */
async function underFire({ home, rounds, program }: { home: string; rounds: number; program?: string }) {
  const acknowledged: Acknowledged[] = []
  let before = 0
  for (let round = 0; round < rounds; round += 1) {
    const server = await dev({ home, ...(program === undefined ? {} : { program }) })
    const token = await tokenOf(home, 'doctor-northside')
    const { body } = await post(server.url, { token, query: '{ patients(first: 20) { nodes { id } } }' })
    const patients: string[] = body.data.patients.nodes.map(({ id }: { id: string }) => id)
    if (round === 0) before = (await look(home)).observations
    let running = true
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let i = 0; running; i += 1) {
        const text = `round-${round}-${writer}-${i}`
        const input = {
          patient: patients[(writer + i) % patients.length],
          idempotencyKey: text,
          code: { text: 'Note' },
          valueString: text,
        }
        const reply = await post(server.url, { token, query: RECORD, variables: { input } }).catch(() => undefined)
        const id = reply?.body.data?.recordObservation?.observation?.id
        if (id !== undefined) acknowledged.push({ id, text })
        else running = false
      }
    })
    while (acknowledged.length < (round + 1) * 40) await new Promise(setImmediate)
    await server.stop('SIGKILL')
    running = false
    await Promise.all(writers)
  }
  return { acknowledged, before, ...(await look(home)) }
}

const home = freshHome()

test(`kill -9 under ${WRITERS} writers, ${ROUNDS} rounds: nothing acknowledged is lost or without its audit record, no transaction is half done`, async () => {
  const { acknowledged, before, stored, recorded, wishes, observations } = await underFire({ home, rounds: ROUNDS })
  expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * 40)
  expect(missing(acknowledged, stored, recorded)).toEqual([])
  expect(wishes).toBe(observations - before)
  expect([...recorded].every((id) => stored.has(id))).toBe(true)
})

test('the same rounds tell on a product that buffers its audit records', async () => {
  const { acknowledged, stored, recorded } = await underFire({ home: freshHome(), rounds: 1, program: BUFFERED })
  const lost = missing(acknowledged, stored, recorded)
  expect(lost).toHaveLength(acknowledged.length)
  for (const what of lost) expect(what).toMatch(/ has no record$/)
})

test('the trail of a server that was killed again and again verifies', async () => {
  const out = newHome()
  const exported = await wardgraph(['audit', 'export', '--out', `${out.home}/export`], { home })
  expect([exported.code, exported.stderr]).toEqual([0, expect.stringContaining('0 anomalies')])
  const verdict = await wardgraph(
    ['audit', 'verify', '--dir', `${out.home}/export`, '--key', `${out.home}/export/public-key.pem`, '--json'],
    { home },
  )
  expect(JSON.parse(verdict.stdout)).toMatchObject({ whole: true, uncovered: 0, first: null })
  expect(verdict.code).toBe(0)
  out.remove()
})

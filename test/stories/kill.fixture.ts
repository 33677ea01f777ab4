import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type Told, toldBy } from '../api/operations.fixture.ts'
import { type Broken, dev, post, tokenOf } from '../fixtures/product.ts'

const DOCTOR = 'doctor-northside'
const CLIENTS = 8
const PATIENTS = 4
const RECORD = `mutation Record($input: RecordObservationInput!) { r__Mutation__recordObservation: recordObservation(input: $input) {
  n__Payload__observation: observation { i__Observation__id: id a__Observation__valueString: valueString } } }`
const CHART = `query Chart($id: RecordId!) { r__Query__patient: patient(id: $id) { i__Patient__id: id a__Patient__name: name { family }
  n__Patient__observations: observations(first: 3) { i__ObservationConnection__nodes: nodes { i__Observation__id: id a__Observation__valueString: valueString } } } }`

/** A mutation as it was sent: its idempotency key is the text that it writes. */
export interface Wish {
  readonly patient: string
  readonly key: string
}

/** What a client was answered, under the id by which its audit record is found. */
export interface Acknowledged {
  readonly request: string
  readonly body: Awaited<ReturnType<typeof post>>['body']
}

/** All that the clients know when their servers are gone. */
export interface Heard {
  readonly replies: Acknowledged[]
  /** Mutations that were acknowledged. */
  readonly done: Wish[]
  /** Mutations that were not: each is sent again in the next round. */
  readonly open: Wish[]
}

/** Numbers from 0 up to below `under`, the same for the same seed (mulberry32). */
export function drawn(seed: number): (under: number) => number {
  let state = seed
  return (under) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * under)
  }
}

/** Starts a server on the home, lets clients at it, and kills it and all its group at a drawn moment. */
export async function round(
  { home, broken }: { readonly home: string; readonly broken?: Broken },
  { heard, name, draw }: { readonly heard: Heard; readonly name: string; readonly draw: (under: number) => number },
): Promise<void> {
  const server = await dev({ home, ...(broken === undefined ? {} : { broken }) })
  const token = await tokenAt(home)
  const client = await clientOf({ url: server.url, token }, heard)
  for (const wish of heard.open.splice(0)) await client.write(wish)
  const moment = Promise.withResolvers<void>()
  let left = 1 + draw(60)
  const tick = () => {
    left -= 1
    if (left === 0) moment.resolve()
  }
  const work = Array.from({ length: CLIENTS }, async (_, n) => {
    for (let i = 0; ; i += 1) {
      tick()
      const patient = client.patients[(n + i) % PATIENTS] ?? ''
      const wish = { patient, key: `${name}-${n}-${i}` }
      const answered = await (i % 3 === 2 ? client.read(patient) : client.write(wish)).catch(cutOff)
      if (!answered) return
      tick()
    }
  })
  await Promise.race([moment.promise, Promise.all(work)])
  for (let turns = draw(20); turns > 0; turns -= 1) await new Promise(setImmediate)
  await server.stop('SIGKILL')
  await Promise.all(work)
}

const tokens = new Map<string, string>()

/** One token a home: it outlives the servers. */
async function tokenAt(home: string): Promise<string> {
  const token = tokens.get(home) ?? (await tokenOf(home, DOCTOR))
  tokens.set(home, token)
  return token
}

/** A connection that ended is no answer; any other failure is one. */
function cutOff(error: unknown): false {
  if (error instanceof TypeError) return false
  throw error
}

/** The doctor at one server: what it is told is heard. */
async function clientOf({ url, token }: { readonly url: string; readonly token: string }, of: Heard) {
  const { replies, done, open } = of
  const ask = async (query: string, variables: object) => {
    const { status, headers, body } = await post(url, { token, query, variables })
    if (status !== 200 || body.errors) throw new Error(JSON.stringify(body))
    replies.push({ request: headers.get('apigw-requestid') ?? '', body })
    return body.data
  }
  const list = await ask(
    `{ r__Query__patients: patients(first: ${PATIENTS}) { i__PatientConnection__nodes: nodes { i__Patient__id: id } } }`,
    {},
  )
  const nodes: { i__Patient__id: string }[] = list.r__Query__patients.i__PatientConnection__nodes
  return {
    patients: nodes.map((node) => node.i__Patient__id),
    read: (id: string) => ask(CHART, { id }),
    async write(wish: Wish) {
      const { patient, key } = wish
      open.push(wish)
      const input = { patient, idempotencyKey: key, code: { text: 'Note' }, valueString: key }
      const data = await ask(RECORD, { input })
      open.splice(open.indexOf(wish), 1)
      done.push(wish)
      return data
    },
  }
}

/** Wishes that were acknowledged, and are not there exactly once. */
export function unkept(done: readonly Wish[], texts: ReadonlyMap<string, number>): readonly Wish[] {
  return done.filter(({ key }) => texts.get(key) !== 1)
}

/** Every text that the charts show, through a server that is started for it, each as often as it is there. */
export async function textsIn(home: string, wishes: readonly Wish[]): Promise<Map<string, number>> {
  const server = await dev({ home })
  const token = await tokenAt(home)
  const texts = new Map<string, number>()
  for (const id of new Set(wishes.map(({ patient }) => patient)))
    for (let after: string | null = null, more = true; more; ) {
      const query =
        'query ($id: RecordId!, $after: Cursor) { patient(id: $id) { observations(first: 100, after: $after) { nodes { valueString } pageInfo { hasNextPage endCursor } } } }'
      const { body } = await post(server.url, { token, query, variables: { id, after } })
      const page: Page = body.data.patient.observations
      for (const { valueString } of page.nodes)
        if (valueString !== null) texts.set(valueString, (texts.get(valueString) ?? 0) + 1)
      more = page.pageInfo.hasNextPage
      after = page.pageInfo.endCursor
    }
  await server.stop('SIGTERM')
  return texts
}
interface Page {
  readonly nodes: readonly { readonly valueString: string | null }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** One line of an exported chain, as far as it is looked at. */
export interface Line {
  readonly origin?: string
  readonly request?: string
  readonly disclosed?: readonly (readonly [string | null, ...Told])[]
  readonly changed?: readonly (readonly [string, string, string, ...unknown[]])[]
}

/** Every line of an export. */
export function linesIn(folder: string): Line[] {
  return globSync('chains/*/*.ndjson.gz', { cwd: folder }).flatMap((path) =>
    gunzipSync(readFileSync(join(folder, path)))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  )
}

/** Of whom no record says, or not exactly, what was shown: one sentence a reply. */
export function unrecorded(replies: readonly Acknowledged[], lines: readonly Line[]): string[] {
  const byRequest = Map.groupBy(lines, ({ request }) => request)
  const sorted = (rows: readonly Told[]) => rows.map((row) => JSON.stringify(row)).sort()
  return replies.flatMap(({ request, body }) => {
    const found = byRequest.get(request) ?? []
    if (found.length === 0) return [`${request} has no record`]
    const named = found.flatMap(({ disclosed = [] }) => disclosed.map(([, ...row]): Told => row))
    return isDeepStrictEqual(sorted(named), sorted(toldBy(body).shown)) ? [] : [`${request} showed something else`]
  })
}

import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Clock, clockIn } from '../fixtures/clock.ts'
import { dev, newHome, post, running, type Said, type Server, wardgraph } from '../fixtures/product.ts'

const CONTACT = `mutation Contact($input: UpdatePatientContactInput!) {
  updatePatientContact(input: $input) { patient { version telecom { value } } } }`
const CHART = `query Chart($id: RecordId!) { patient(id: $id) { version telecom { value }
  observations(first: 5) { nodes { valueString } } } }`
const PATIENTS = `query Patients($after: Cursor) { patients(first: 100, after: $after) {
  nodes { id version telecom { value } } pageInfo { hasNextPage endCursor } } }`
/** The clock goes on by so much (ms) at once: what is kept in memory for five minutes is used in between. */
const STEP = 60_000
/** Of all clients so many are answered at once, the others wait for their turn: what one machine answers in its deadline. */
const AT_ONCE = 100
/** What was found of every patient, the earliest first. */
const FINDINGS = ['calm', 'restless']

/** A patient, and what its one writer knows of it: contacts are numbered. */
export interface Chart {
  readonly id: string
  readonly number: number
  version: number
  /** The last contact that was sent, and the last that was acknowledged. */
  sent: number
  acknowledged: number
}

/** The nth contact of a patient. */
export const contactOf = ({ number }: Pick<Chart, 'number'>, n: number): string => `555-${number}-${n}`

/** A hospital of so many patients, one with large documents, and a server that has it. */
export async function hospital(patients: number): Promise<Hospital> {
  const { home, remove } = newHome()
  const clock = clockIn(home)
  const options = { home, env: { ...clock.env, WARDGRAPH_SEED: 'none' } }
  const run = async (...args: string[]) => {
    const said = await wardgraph(args, options)
    if (said.code !== 0) throw new Error(said.stderr)
    return said.stdout.trim()
  }
  writeFileSync(join(home, 'feed.ndjson'), feed(patients, clock.now()))
  await run('import', join(home, 'feed.ndjson'), '--tenant', 'north')
  await run('users', 'add', 'desk', '--tenant', 'north', '--role', 'SUPPORT')
  await run('users', 'add', 'dora', '--tenant', 'north', '--role', 'DOCTOR', '--practitioner', 'dora')
  const server = await dev(options)
  const tokens = { desk: await run('token', '--as', 'desk'), dora: await run('token', '--as', 'dora') }
  return { ...options, clock, run, server, tokens, charts: await chartsOf({ server, tokens }), remove }
}
/** A running server, the clock that it goes by, and who uses it. */
export interface Hospital {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly server: Server
  readonly tokens: Readonly<Record<'desk' | 'dora', string>>
  readonly charts: readonly Chart[]
  /** What a command says on stdout. @throws Error where it fails */
  run(...args: string[]): Promise<string>
  remove(): void
}

function feed(patients: number, now: number): string {
  const dora = { resourceType: 'Practitioner', id: 'dora', name: [{ family: 'Dorn' }] }
  const charts = Array.from({ length: patients }, (_, number) => {
    const [id, subject] = [`p${number}`, { reference: `Patient/p${number}` }]
    const telecom = [{ system: 'phone', value: contactOf({ number }, 0) }]
    const time = (i: number) => new Date(now - (60 - i) * 60_000).toISOString()
    const participant = [{ individual: { reference: 'Practitioner/dora' } }]
    return [
      { resourceType: 'Patient', id, name: [{ family: `Family${number}` }], birthDate: '1970-01-01', telecom },
      {
        resourceType: 'Encounter',
        id: `e${number}`,
        status: 'in-progress',
        class: { code: 'AMB' },
        subject,
        period: { start: time(0) },
        participant,
      },
      ...FINDINGS.map((valueString, i) => ({
        resourceType: 'Observation',
        id: `o${number}-${i}`,
        status: 'final',
        code: { text: 'Note' },
        subject,
        valueString,
        effectiveDateTime: time(i),
      })),
    ]
  })
  const documents = Array.from({ length: 5 }, (_, i) => document(`d${i}`, { reference: 'Patient/p0' }))
  // In their rows, and all together more than one transaction takes.
  const names = Array.from({ length: 20 }, (_, i) => ({ resourceType: 'Organization', id: `n${i}`, name: large() }))
  return [dora, ...charts.flat(), ...documents, ...names].map((resource) => `${JSON.stringify(resource)}\n`).join('')
}

/** 225 KB, which nothing makes smaller, as text. */
const large = () => randomBytes(225_000).toString('base64')

/** Too large for a row. */
function document(id: string, subject: object) {
  const attachment = { contentType: 'application/octet-stream', data: large() }
  return { resourceType: 'DocumentReference', id, status: 'current', subject, content: [{ attachment }] }
}

async function chartsOf({ server, tokens }: Pick<Hospital, 'server' | 'tokens'>): Promise<readonly Chart[]> {
  const charts: Chart[] = []
  for (let after: string | null = null, more = true; more; ) {
    const { body } = await post(server.url, { token: tokens.dora, query: PATIENTS, variables: { after } })
    const page: Page = body.data.patients
    for (const { id, version, telecom } of page.nodes) {
      const number = Number(telecom[0]?.value.split('-')[1])
      charts.push({ id, number, version, sent: 0, acknowledged: 0 })
    }
    more = page.pageInfo.hasNextPage
    after = page.pageInfo.endCursor
  }
  return charts
}
interface Page {
  readonly nodes: readonly { id: string; version: number; telecom: readonly { value: string }[] }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** One writer a patient and as many readers in all, who send one request after the other; nobody does while the clock is moved. */
export class Clients {
  /** What a reply was that it should not have been. */
  readonly wrong: string[] = []
  replies = 0
  readonly #of: Pick<Hospital, 'server' | 'tokens' | 'charts'>
  readonly #loops: Promise<unknown>
  readonly #waiting: (() => void)[] = []
  #heard = Promise.withResolvers<void>()
  #inFlight = 0
  #stopped = false
  #ended = false

  constructor(of: Pick<Hospital, 'server' | 'tokens' | 'charts'>) {
    this.#of = of
    const loops = of.charts.flatMap((chart, i) => [
      this.#loop(() => this.#write(chart)),
      this.#loop((n) => this.#read(of.charts[(i + n) % of.charts.length] ?? chart)),
    ])
    this.#loops = Promise.all(loops)
  }

  /** Until so many more replies have come. @throws Error once one of them was wrong */
  async after(replies: number): Promise<void> {
    const wanted = this.replies + replies
    while (this.replies < wanted) {
      await this.#heard.promise
      if (this.wrong.length > 0) throw new Error(this.wrong.join('\n'))
    }
  }

  /** Does this while no request is in flight. */
  async between(work: () => void): Promise<void> {
    this.#stopped = true
    while (this.#inFlight > 0) await this.#heard.promise
    work()
    this.#stopped = false
    this.#next()
  }

  async end(): Promise<void> {
    this.#ended = true
    await this.#loops
  }

  async #loop(request: (n: number) => Promise<boolean>): Promise<void> {
    for (let n = 0, goesOn = true; goesOn && !this.#ended; n += 1) {
      const turn = new Promise<void>((resolve) => this.#waiting.push(resolve))
      this.#next()
      await turn
      goesOn = await request(n)
      this.#inFlight -= 1
      this.replies += 1
      this.#heard.resolve()
      this.#heard = Promise.withResolvers()
      this.#next()
    }
  }

  #next(): void {
    while (!this.#stopped && this.#inFlight < AT_ONCE && this.#waiting.length > 0) {
      this.#inFlight += 1
      this.#waiting.shift()?.()
    }
  }

  async #write(chart: Chart): Promise<boolean> {
    const { server, tokens } = this.#of
    chart.sent += 1
    const telecom = [{ system: 'phone', value: contactOf(chart, chart.sent) }]
    const input = { patient: chart.id, expectedVersion: chart.version, idempotencyKey: `${chart.number}-${chart.sent}` }
    const said = await post(server.url, {
      token: tokens.desk,
      query: CONTACT,
      variables: { input: { ...input, telecom } },
    })
    const patient = { version: chart.version + 1, telecom: [{ value: contactOf(chart, chart.sent) }] }
    if (!this.#is(said, { updatePatientContact: { patient } })) return false
    Object.assign(chart, { version: patient.version, acknowledged: chart.sent })
    return true
  }

  async #read(chart: Chart): Promise<boolean> {
    const { server, tokens } = this.#of
    const least = chart.acknowledged
    const said = await post(server.url, { token: tokens.dora, query: CHART, variables: { id: chart.id } })
    const n = Number(said.body.data?.patient?.telecom[0]?.value.split('-')[2])
    // Whatever was acknowledged before it asked, or was under way until it was answered.
    const read = n >= least && n <= chart.sent ? n : least
    const observations = { nodes: FINDINGS.map((valueString) => ({ valueString })).toReversed() }
    const { version } = said.body.data?.patient ?? {}
    return this.#is(said, { patient: { version, telecom: [{ value: contactOf(chart, read) }], observations } })
  }

  #is({ status, text, body }: Awaited<ReturnType<typeof post>>, data: object): boolean {
    const isRight = status === 200 && isDeepStrictEqual(body, { data })
    if (!isRight) this.wrong.push(`${status} ${text}, not ${JSON.stringify(data)}`)
    return isRight
  }
}

/**
 * Runs a rotation, kills it after each of these numbers of replies if it has not ended by then, and runs it until it ends:
 * how it did, and how often it was killed.
 */
export async function rotate(
  of: Pick<Hospital, 'home' | 'env' | 'clock'>,
  what: 'root' | 'subjects',
  { clients, kills }: { readonly clients: Clients; readonly kills: readonly number[] },
): Promise<Said & { readonly killed: number }> {
  for (let killed = 0; ; killed += 1) {
    const run = running(['keys', 'rotate', what, '--tenant', 'north'], of)
    let isOver = false
    const ended = run.ended.finally(() => {
      isOver = true
    })
    const moment = clients.replies + (kills[killed] ?? Number.POSITIVE_INFINITY)
    while (!isOver) {
      if (clients.replies >= moment) run.kill()
      else if (of.clock.now() < waitsUntil(run.words())) await clients.between(() => of.clock.move(STEP))
      await Promise.race([ended, clients.after(1)])
    }
    const said = await ended
    if (said.code !== null) return { ...said, killed }
  }
}

/** The instant (ms) that a rotation says it waits for. */
function waitsUntil(words: string): number {
  const [, at] = /goes on at (\S+)\.\n$/.exec(words) ?? []
  return at === undefined ? 0 : Date.parse(at)
}

/** A stored row in DynamoDB's JSON. */
export interface Dumped {
  readonly table: string
  readonly item: Readonly<Record<string, { readonly S?: string; readonly B?: string; readonly N?: string }>>
}

/** The version of a key that these bytes name from there on. */
export const versionAt = (bytes: string | undefined, at: number): number =>
  Buffer.from(bytes ?? '', 'base64').readUInt16BE(at)

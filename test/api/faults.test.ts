import type { Services } from '@wardgraph/api'
import type { Lanes } from '@wardgraph/audit'
import type { Action, Table } from '@wardgraph/records'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { User } from '../fixtures/clinic.ts'
import { exportTrail } from '../fixtures/trail.ts'
import { problemsOf } from './faults.check.ts'
import { type Asked, awsWard, type Recorded } from './faults.fixture.ts'

type Ward = Awaited<ReturnType<typeof awsWard>>

/** One request as it is sent, and what it should come to. */
interface Prepared {
  readonly as: User | null
  readonly body: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> }
  readonly right: Pick<Asked, 'status' | 'body'>
  /** How often its effect is there. */
  readonly effects?: () => Promise<number>
}

let made: Ward
beforeAll(async () => {
  made = await awsWard()
})
afterAll(() => made.close())
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0) // the SDK draws its waits from zero upwards: draw zero
  vi.spyOn(process.stderr, 'write').mockReturnValue(true) // failures are logged
})
afterEach(() => {
  made.aws.faults.clear()
  vi.restoreAllMocks()
})

const ok = (data: object) => ({ status: 200, body: { data } })
const query = (as: User, text: string, data: object): Prepared => ({ as, body: { query: text }, right: ok(data) })

/** Every operation; `wish` tells the mutations of one case from those of others. */
const operations: Readonly<Record<string, (wish: string) => Prepared | Promise<Prepared>>> = {
  me: () => query(made.nurse, '{ me { username role } }', { me: { username: 'nurse', role: 'NURSE' } }),
  chart: () =>
    query(
      made.doctor,
      `{ patient(id: "${made.ada}") { name { family } encounters { nodes { status } } observations(code: "8480-6", first: 1) { nodes { valueQuantity { value } performer { name { family } } } } } }`,
      {
        patient: {
          name: [{ family: 'Adler' }],
          encounters: { nodes: [{ status: 'in-progress' }] },
          observations: { nodes: [{ valueQuantity: { value: 133 }, performer: [{ name: [{ family: 'Dorn' }] }] }] },
        },
      },
    ),
  list: () =>
    query(made.doctor, '{ patients { nodes { name { family } birthDate } } }', {
      patients: { nodes: [{ name: [{ family: 'Adler' }], birthDate: '1970-03-05' }] },
    }),
  search: () =>
    query(made.doctor, '{ patients(mrn: "MRN-00012345") { nodes { name { family } } } }', {
      patients: { nodes: [{ name: [{ family: 'Adler' }] }] },
    }),
  recordObservation,
  updatePatientContact,
  'an unauthenticated request': () => ({
    as: null,
    body: { query: '{ me { role } }' },
    right: {
      status: 401,
      body: { errors: [{ message: 'A valid access token is needed.', extensions: { code: 'UNAUTHENTICATED' } }] },
    },
  }),
}

function recordObservation(wish: string): Prepared {
  const { doctor, ada } = made
  const input = { patient: ada, idempotencyKey: wish, code: { coding: [{ code: wish }] }, valueString: 'mild' }
  const text = `mutation Record($input: RecordObservationInput!) { recordObservation(input: $input) { observation { version valueString subject { name { family } } } } }`
  const shown = { version: 1, valueString: 'mild', subject: { name: [{ family: 'Adler' }] } }
  return {
    as: doctor,
    body: { query: text, variables: { input } },
    right: ok({ recordObservation: { observation: shown } }),
    async effects() {
      const chart = `{ patient(id: "${ada}") { observations(code: "${wish}") { nodes { valueString } } } }`
      const { body } = await made.calm.ask(doctor, { query: chart })
      return body.data.patient.observations.nodes.length
    },
  }
}

async function updatePatientContact(wish: string): Promise<Prepared> {
  const { patient, ada } = made
  const now = async () => {
    const contact = `{ patient(id: "${ada}") { version telecom { value } } }`
    const { body } = await made.calm.ask(patient, { query: contact })
    return body.data.patient as { version: number; telecom: { value: string }[] }
  }
  const { version } = await now()
  const input = {
    patient: ada,
    idempotencyKey: wish,
    expectedVersion: version,
    telecom: [{ system: 'phone', value: wish }],
  }
  const text = `mutation Contact($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) { patient { version telecom { value } name { family } } } }`
  const shown = { version: version + 1, telecom: [{ value: wish }], name: [{ family: 'Adler' }] }
  return {
    as: patient,
    body: { query: text, variables: { input } },
    right: ok({ updatePatientContact: { patient: shown } }),
    async effects() {
      const after = await now()
      const mine = after.telecom.some(({ value }) => value === wish)
      return mine === after.version > version ? after.version - version : Number.NaN
    },
  }
}

/** A fault at the nth call of a service, or of one of its operations: this once, or from there on. */
interface Fault {
  readonly service: 'dynamodb' | 'kms'
  readonly operation?: string
  readonly nth: number
  readonly kind: (typeof KINDS)[number]
  readonly lasts: boolean
}
const KINDS = ['refuse', 'drop', 'lose', 'throttle'] as const
/** More calls than one request ever makes. */
const LASTING = 30

/** An operation in an environment that has just started, or has answered before. */
interface State {
  readonly name: string
  readonly prepare: (wish: string) => Prepared | Promise<Prepared>
  readonly warm: boolean
  /** Breaks the product on purpose. */
  readonly through?: (services: Services) => Services
}

let wishes = 0
const newWish = () => {
  wishes += 1
  return `wish-${wishes}`
}

/** The environment of a case, and its first reply where it is warm. */
async function start(as: User | null, { warm, through }: State) {
  const environment = made.environment(through)
  return { environment, before: warm ? await environment.ask(as, { query: '{ me { role } }' }) : null }
}

/** The AWS calls that an operation makes when all is well, and its record. */
async function baseline(state: State) {
  const { as, body, right } = await state.prepare(newWish())
  const { environment } = await start(as, state)
  made.aws.calls.clear()
  const asked = await environment.ask(as, body)
  const calls = made.aws.calls.list()
  expect(asked).toMatchObject(right)
  const record = (await environment.records(made.services.table)).find(({ request }) => request === asked.request)
  if (record === undefined) throw new Error('the baseline has no record')
  return { calls, record }
}

/** What is wrong with a state after this fault, each sentence with the name of the case. */
async function problems(state: State, { fault, record }: { fault: Fault | null; record: Recorded }): Promise<string[]> {
  const { as, body, right, effects } = await state.prepare(newWish())
  const { environment, before } = await start(as, state)
  if (fault !== null) addFault(fault)
  const faulty = await environment.ask(as, body)
  const fired = fault === null || made.aws.faults.list().some((rule) => rule.fired > 0)
  made.aws.faults.clear()
  const first = await effects?.()
  const again = await environment.ask(as, body)
  const second = await effects?.()
  const found = problemsOf({
    right,
    record,
    heals: fault === null || heals(fault),
    before,
    faulty,
    again,
    effects: first === undefined || second === undefined ? null : { faulty: first, again: second },
    records: await environment.records(made.services.table),
  })
  return [...(fired ? [] : ['the fault was not met']), ...found].map(
    (problem) => `${state.warm ? 'warm' : 'cold'} ${state.name}, ${JSON.stringify(fault)}: ${problem}`,
  )
}

/** What asking again makes good; a write whose reply is always lost is read back. */
function heals({ operation, kind, lasts }: Fault): boolean {
  if (lasts) return operation === 'TransactWriteItems' && kind === 'lose'
  return kind !== 'refuse'
}

function addFault({ nth, lasts, ...rule }: Fault): void {
  const last = lasts ? nth + LASTING : nth
  for (let at = nth; at <= last; at += 1) made.aws.faults.add({ ...rule, nth: at })
}

/** Every way in which each of these calls can fail: alone, with all later ones like it, with all later ones. */
function faultsOf(calls: Awaited<ReturnType<typeof baseline>>['calls']): Fault[] {
  return calls.flatMap(({ service, operation }, i) => {
    if (service !== 'dynamodb' && service !== 'kms') return []
    const sofar = calls.slice(0, i + 1).filter((call) => call.service === service)
    const alike = sofar.filter((call) => call.operation === operation)
    return KINDS.flatMap((kind) => [
      { service, operation, nth: alike.length, kind, lasts: false },
      { service, operation, nth: alike.length, kind, lasts: true },
      { service, nth: sofar.length, kind, lasts: true },
    ])
  })
}

/** Every eleventh case, or all: eleven shares no factor with the twelve ways to fail, so each of them has its turn. */
const STRIDE = process.env.WARDGRAPH_LONG === '1' ? 1 : 11
let turn = 0

const states: State[] = Object.entries(operations).flatMap(([name, prepare]) =>
  [false, true].map((warm) => ({ name, prepare, warm })),
)

describe('whatever AWS call is refused, lost before or after its commit, or throttled', { timeout: 120_000 }, () => {
  test.each(states)('$name (warm: $warm) has a right reply, one effect and one record', async (state) => {
    const { calls, record } = await baseline(state)
    const found: string[] = []
    for (const fault of faultsOf(calls)) {
      turn += 1
      if (turn % STRIDE === 0) found.push(...(await problems(state, { fault, record })))
    }
    expect(found).toEqual([])
  })

  test('the chains that all this left are whole, and every chain that was given up is there', async () => {
    const { anomalies, records } = await exportTrail(made.services)
    expect(anomalies).toEqual([])
    expect(records).toBeGreaterThan(100)
  })
})

const isAudit = (action: Action) =>
  action.do === 'put' && (action.table === 'audit' || String(action.row.pk).includes('#H#'))

/** Acknowledges what holds nothing but an audit record, as a buffer would, and forgets it. */
function buffered(services: Services): Services {
  const { table } = services
  const transact: Table['transact'] = async (actions, options) => {
    if (!actions.every(isAudit)) await table.transact(actions, options)
  }
  return { ...services, table: { ...table, transact } }
}

/** Writes a mutation without the audit record that came with it. */
function apart(services: Services): Services {
  const { table } = services
  const transact: Table['transact'] = async (actions, options) => {
    const rest = actions.filter((action) => !isAudit(action))
    await table.transact(rest.length === 0 ? actions : rest, options)
  }
  return { ...services, table: { ...table, transact } }
}

/** Goes on with a chain of which nobody knows where it ends. */
function careless(services: Services): Services {
  const lease: Lanes['lease'] = async (tenant) => {
    const of = await services.lanes.lease(tenant)
    const { environment, lane, chain, head, closes } = of
    const given = { tenant, environment, lane, chain, head, closes }
    return { ...given, commit: (last) => of.commit(last), release: () => of.release(), close: () => of.release() }
  }
  return { ...services, lanes: { lease } }
}

/** Tells that a write happened when nobody knows. */
function hopeful(services: Services): Services {
  const { table } = services
  const transact: Table['transact'] = (actions, options) => table.transact(actions, options).catch(() => {})
  return { ...services, table: { ...table, transact } }
}

describe('the same look at a product that was broken on purpose finds', () => {
  const transactions = { service: 'dynamodb', operation: 'TransactWriteItems', nth: 1 } as const
  const dropped = { ...transactions, kind: 'drop', lasts: true } as const
  test.each([
    ['a reply left without its record', 'chart', buffered, null],
    ['a reply left without its record', 'an unauthenticated request', buffered, null],
    ['a reply left without its record', 'recordObservation', apart, null],
    ['a reply left without its record', 'list', hopeful, dropped],
    ['a record and the effect it tells of are not both there', 'updatePatientContact', apart, null],
    ['a mutation was acknowledged without its effect', 'updatePatientContact', hopeful, dropped],
    ['a chain goes on after an unknown outcome', 'me', careless, dropped],
  ])('%s: %s', async (problem, name, through, fault) => {
    for (const whole of states.filter((state) => state.name === name && (state.warm || through !== careless))) {
      const { record } = await baseline(whole)
      const found = await problems({ ...whole, through }, { fault, record })
      expect(found.map((text) => text.slice(text.lastIndexOf(': ') + 2))).toContain(problem)
      expect(await problems(whole, { fault, record })).toEqual([])
    }
  })
})

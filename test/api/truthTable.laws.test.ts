import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { found, mayCall, type Outcome, outcome } from './interpreter.ts'
import { WHAT } from './truthTable.ask.ts'
import { cases, type PlantedCase, plantCase, question, type Written } from './truthTable.charts.ts'
import { type Row, rowsOf, tiesOf } from './truthTable.fixture.ts'
import { type Cast, castOf, type World, world } from './truthTable.plant.ts'
import { NOW, TABLES } from './truthTable.rows.ts'

const long = process.env.WARDGRAPH_LONG === '1'

describe.each(TABLES)('a naive reading of the schema and the truth table, in %s,', (_name, table, of) => {
  test('agree', async () => {
    const made = await world(of)
    const wrong: string[] = []
    for (const [n, row] of rowsOf(table).entries()) {
      const said = interpreted(made, row, castOf(made, row, n))
      if (said !== row.outcome) wrong.push(`${row.line}, but ${said}`)
    }
    expect(wrong).toEqual([])
  })
})

/** What the interpreter says of a row. */
function interpreted({ rules: tenant, inside }: World, row: Row, cast: Cast): Outcome {
  const caller = { role: row.role, purpose: cast.purpose, names: cast.names }
  const root = { ME: 'me', REVIEW: 'reviews', OWN_LIST: 'patients', BY_MRN: 'patients', BY_NAME: 'patients' }
  const entrance = root[row.what as keyof typeof root] ?? 'patient'
  if (row.details.includes('hat-over') || !mayCall(caller, `Query.${entrance}`)) return 'REFUSED'
  const ties = tiesOf(row, { inside })
  const patient = { ties, birthDate: row.birthDate, consent: cast.rules }
  const ask = (type: string, linked = false) => {
    const bears = linked ? row.what === 'LINKED' : cast.kind === type
    const record = {
      type,
      segments: bears ? row.segments : ['NORMAL'],
      author: bears && row.details.includes('AUTHOR'),
    }
    const chart = linked ? { ties: {}, birthDate: null, consent: [] } : patient
    return { tenant, now: NOW, caller, patient: BELONGS_TO_NOBODY.includes(type) ? null : chart, record }
  }
  if (entrance === 'me') return 'FULL'
  if (entrance === 'reviews') return outcome(ask('Review'), 'kind')
  if (row.tie === 'ELSEWHERE') return 'ABSENT'
  if (row.what === 'OWN_LIST') return (ties.self || ties.team) && found(ask('Patient'), ['id']) ? 'FULL' : 'ABSENT'
  if (row.what === 'BY_MRN') return found(ask('Patient'), ['identifier']) ? 'FULL' : 'ABSENT'
  if (row.what === 'BY_NAME') return found(ask('Patient'), ['name', 'birthDate']) ? 'FULL' : 'ABSENT'
  for (const [i, coordinate] of WHAT[row.what].entries()) {
    const [type = '', field = ''] = coordinate.split('.')
    const is = outcome(ask(type, i > 0 && row.what.startsWith('LINKED')), field)
    if (is !== 'FULL') return is
  }
  return 'FULL'
}
const BELONGS_TO_NOBODY = ['Practitioner', 'Organization', 'Review']

/** What is asked of each record, by response key: a value, or where it leads. */
interface Selection {
  readonly [key: string]: {
    readonly field: string
    readonly of?: Selection
    readonly page?: number
    readonly code?: string
  }
}
const value = (...fields: string[]): Selection => Object.fromEntries(fields.map((field) => [field, { field }]))
const STAFF: Selection = value('id', 'name')
const VISIT: Selection = { ...value('id', 'status', 'reasonCode', 'segments') }
const OF_PATIENT: Selection = value('id', 'name', 'birthDate', 'gender')
const CHART: Selection = {
  ...value('id', 'name', 'birthDate', 'gender', 'identifier', 'telecom', 'consents', 'segments'),
  generalPractitioner: { field: 'generalPractitioner', of: STAFF },
  encounters: { field: 'encounters', page: 20, of: { ...VISIT, subject: { field: 'subject', of: OF_PATIENT } } },
  observations: {
    field: 'observations',
    page: 20,
    of: {
      ...value('id', 'valueString', 'segments'),
      subject: { field: 'subject', of: OF_PATIENT },
      performer: { field: 'performer', of: STAFF },
      encounter: { field: 'encounter', of: VISIT },
    },
  },
  page: { field: 'observations', page: 2, of: value('id') },
  visitPage: { field: 'encounters', page: 1, of: value('id') },
  coded: { field: 'observations', page: 20, code: 'yes', of: value('id') },
}
const LEAVES: Readonly<Record<string, string>> = {
  name: '{ family }',
  identifier: '{ value }',
  telecom: '{ value }',
  consents: '{ id }',
  reasonCode: '{ text }',
}
const LISTS = ['generalPractitioner', 'performer']

function print(selection: Selection): string {
  const printed = Object.entries(selection).map(([key, { field, of, page, code }]) => {
    if (of === undefined) return `${field} ${LEAVES[field] ?? ''}`
    if (page === undefined) return `${field} { ${print(of)} }`
    const args = `first: ${page}${code === undefined ? '' : `, code: "${code}"`}`
    return `${key}: ${field}(${args}) { nodes { ${print(of)} } pageInfo { hasNextPage endCursor } }`
  })
  return printed.join(' ')
}

// biome-ignore lint/suspicious/noExplicitAny: a reply is whatever was asked for
type Node = any

/** Compares a reply with what the interpreter says, wherever it leads; collects the paths that must be FORBIDDEN. */
class Comparison {
  readonly wrong: string[] = []
  readonly forbidden: string[] = []
  readonly #world: World
  readonly #planted: PlantedCase

  constructor(world: World, planted: PlantedCase) {
    this.#world = world
    this.#planted = planted
  }

  is(record: Written, field: string): Outcome {
    return outcome(question(this.#world, this.#planted, record), field)
  }

  exists(record: Written): boolean {
    return this.is(record, 'id') === 'FULL'
  }

  record(node: Node, path: string, record: Written, selection: Selection): void {
    for (const [key, asked] of Object.entries(selection)) {
      const is = this.is(record, asked.field)
      if (is === 'DENIED') {
        this.forbidden.push(`${path}.${key}`)
        this.same(node[key], null, `${path}.${key}`)
      } else if (asked.of !== undefined) this.#lead(node[key], `${path}.${key}`, record, asked)
      else this.same(node[key], shownOf(record, asked.field, is), `${path}.${key} of ${record.type}`)
    }
  }

  #lead(value: Node, path: string, record: Written, { field, of = {}, page, code }: Selection[string]): void {
    const all = (record.leads[field] ?? []).filter((one) => this.exists(one))
    const there = code === undefined ? all : all.filter(({ content }) => JSON.stringify(content.code).includes(code))
    if (page !== undefined) {
      this.same(value.pageInfo.hasNextPage, there.length > page, `${path} hasNextPage`)
      this.#each(value.nodes, `${path}.nodes`, there, { of, length: Math.min(page, there.length) })
    } else if (LISTS.includes(field)) this.#each(value, path, there, { of, length: there.length })
    else if (there[0] === undefined) this.same(value, null, path)
    else if (value?.id !== there[0].id) this.same(value, there[0].id, path)
    else this.record(value, path, there[0], of)
  }

  /** As many different ones of those that are there as there must be, in whatever order. */
  #each(
    nodes: readonly Node[],
    path: string,
    there: readonly Written[],
    { of, length }: { readonly of: Selection; readonly length: number },
  ): void {
    this.same([nodes.length, new Set(nodes.map((node) => node?.id)).size], [length, length], `${path} length`)
    for (const [i, node] of nodes.entries()) {
      const one = there.find(({ id }) => id === node?.id)
      if (one === undefined) this.wrong.push(`${path}.${i}: ${JSON.stringify(node)} is not there`)
      else this.record(node, `${path}.${i}`, one, of)
    }
  }

  same(got: unknown, expected: unknown, path: string): void {
    if (JSON.stringify(got) !== JSON.stringify(expected))
      this.wrong.push(`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`)
  }
}

function shownOf(record: Written, field: string, is: Outcome): unknown {
  const { content } = record
  if (field === 'id') return record.id
  if (field === 'segments') return [...record.segments].sort()
  if (is !== 'MASKED') return content[field] ?? null
  if (field === 'birthDate') return typeof content.birthDate === 'string' ? content.birthDate.slice(0, 4) : null
  return [{ value: '2345' }]
}

/** Asks for both charts at once and for the lists that they may be on; whatever differs from the interpreter. */
async function differences(made: World, planted: PlantedCase): Promise<string[]> {
  const { user, purpose, patients } = planted
  const headers = { 'x-purpose-of-use': purpose }
  const roots = [
    'a',
    'b',
    'own',
    ...patients.flatMap((_, n) => [`named${n}`, ...(numbered(user.role) ? [`mrn${n}`] : [])]),
  ]
  const charts = patients.map(({ id }, n) => `${'ab'[n]}: patient(id: "${id}") { ...Chart }`)
  const searches = patients.flatMap(({ content }, n) => [
    `named${n}: patients(family: "${familyOf(content)}", birthDate: "${content.birthDate ?? '1900-01-01'}") { nodes { id } }`,
    ...(numbered(user.role) ? [`mrn${n}: patients(mrn: "${numberOf(content)}") { nodes { id } }`] : []),
  ])
  const query = `{ ${charts.join(' ')} own: patients { nodes { id } } ${searches.join(' ')} } fragment Chart on Patient { ${print(CHART)} }`
  const { body } = await made.query(user, query, { headers })
  const compared = new Comparison(made, planted)
  const { wrong, forbidden } = compared
  if (!body.data) return [JSON.stringify(body)]
  if (!mayCall({ role: user.role, purpose, names: [] }, 'Query.patient')) {
    compared.same(body.data, Object.fromEntries(Object.keys(body.data).map((root) => [root, null])), 'data')
    forbidden.push(...roots)
  } else
    for (const [n, patient] of patients.entries()) {
      const node = body.data['ab'[n] ?? '']
      if (!compared.exists(patient)) compared.same(node, null, `chart ${n}`)
      else if (node === null) wrong.push(`chart ${n} is not there`)
      else compared.record(node, 'ab'[n] ?? '', patient, CHART)
      listed(compared, body.data, patient, n, question(made, planted, patient))
      if (node?.page?.pageInfo.hasNextPage) wrong.push(...(await pages(made, planted, compared, patient, node.page)))
    }
  const got = (body.errors ?? []).map((error: Node) => `${error.path?.join('.')} ${error.extensions.code}`)
  compared.same(got.sort(), forbidden.map((path) => `${path} FORBIDDEN`).sort(), 'errors')
  return wrong
}

// The desk never sees a number in full, and so is refused the argument altogether.
const numbered = (role: string) => role !== 'SUPPORT'
const familyOf = ({ name }: Written['content']) => (name as { family: string }[])[0]?.family
const numberOf = ({ identifier }: Written['content']) => (identifier as { value: string }[])[0]?.value

/** Being found by name and number, and the own list: as one exists, and may be searched by it. */
function listed(
  compared: Comparison,
  data: Node,
  patient: Written,
  n: number,
  asked: ReturnType<typeof question>,
): void {
  const has = (list: Node) => list.nodes.some(({ id }: Node) => id === patient.id)
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(String(patient.content.birthDate))
  compared.same(has(data[`named${n}`]), whole && found(asked, ['name', 'birthDate']), `named ${n}`)
  if (data[`mrn${n}`] !== undefined)
    compared.same(has(data[`mrn${n}`]), found(asked, ['identifier']), `found by number ${n}`)
  const { self, team, glass, proxy } = patient.chart?.ties ?? {}
  const treats = compared.exists(patient) && (self || (team && asked.caller.role !== 'PATIENT'))
  if (!glass && proxy === undefined) compared.same(has(data.own), Boolean(treats), `own list ${n}`)
  else if (!compared.exists(patient)) compared.same(has(data.own), false, `own list ${n}`)
}

/** The remaining pages of a chart's findings, followed to the end. */
async function pages(
  made: World,
  planted: PlantedCase,
  compared: Comparison,
  patient: Written,
  first: Node,
): Promise<string[]> {
  const there = (patient.leads.observations ?? []).filter((one) => compared.exists(one)).map(({ id }) => id)
  const ids: string[] = first.nodes.map(({ id }: Node) => id)
  let { endCursor: after, hasNextPage: more } = first.pageInfo
  while (more && ids.length <= there.length) {
    const query = `{ patient(id: "${patient.id}") { observations(first: 2, after: "${after}") { nodes { id } pageInfo { hasNextPage endCursor } } } }`
    const headers = { 'x-purpose-of-use': planted.purpose }
    const { observations } = (await made.query(planted.user, query, { headers })).body.data.patient
    ids.push(...observations.nodes.map(({ id }: Node) => id))
    ;({ endCursor: after, hasNextPage: more } = observations.pageInfo)
  }
  const same = JSON.stringify([...ids].sort()) === JSON.stringify([...there].sort())
  return same ? [] : [`pages of ${patient.id}: expected ${there}, got ${ids}`]
}

describe.each(TABLES)('for any charts, consents, ties and callers, in %s,', (name, _table, of) => {
  test('whatever is asked for is as the naive reading of the schema says', { timeout: 600_000 }, async () => {
    const made = await world(of)
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        expect(await differences(made, await plantCase(made, one))).toEqual([])
      }),
      // Other cases for each tenant, the same in every run.
      { seed: 20_261_125 + name.length, numRuns: long ? 1_000 : 100 },
    )
  })
})

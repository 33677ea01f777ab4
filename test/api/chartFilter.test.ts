import type { Content } from '@wardgraph/records'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { askList, pagesOf } from './chartFilter.fixture.ts'

/** What is planted of a finding, in words of this test. */
interface Finding {
  readonly codes: readonly string[]
  readonly categories: readonly string[]
  readonly status: string
  readonly visit: 0 | 1 | null
  readonly at: string | null
}

const CODES = [['8480-6'], ['8867-4'], ['8867-4', '8480-6'], []]
const CATEGORIES = [['vital-signs'], ['laboratory'], ['laboratory', 'vital-signs'], []]
const TIMES = [
  '2024',
  '2024-02',
  '2024-02-29',
  '2024-02-29T00:00:00Z',
  '2024-02-29T23:59:59Z',
  '2024-02-29T23:59:59.999Z',
  '2024-03-01T00:00:00Z',
  '2024-03-01T01:30:00+02:00', // 23:30 of the day before
  '2024-02-29T20:00:00-05:00', // 01:00 of the day after
  '2023-12-31T23:59:59Z',
  '0033-04-03',
  '9999-12-31',
  null,
]
/** Each of every kind, in an order that mixes them. */
const FINDINGS: readonly Finding[] = Array.from({ length: 78 }, (_, i) => ({
  codes: CODES[i % 4] ?? [],
  categories: CATEGORIES[Math.floor(i / 3) % 4] ?? [],
  status: i % 5 === 0 ? 'amended' : 'final',
  visit: ([0, 1, null] as const)[i % 3] ?? null,
  at: TIMES[i % TIMES.length] ?? null,
}))

const started = (at: string) => Date.parse(at) // ECMA-262: a date without a time is UTC
/** The end of what a date, or a moment in whole seconds, may mean. */
function ended(at: string): number {
  const [year = 0, month = 0] = at.split('-').map(Number)
  if (at.length === 4) return Date.UTC(year + 1, 0, 1)
  if (at.length === 7) return Date.UTC(year, month, 1)
  return started(at) + (at.length === 10 ? 86_400_000 : 1_000)
}

interface Asked {
  readonly code?: string | null | undefined
  readonly category?: string | null | undefined
  readonly status?: string | null | undefined
  readonly visit?: 0 | 1 | null | undefined
  readonly from?: string | null | undefined
  readonly to?: string | null | undefined
}

/** Whether a finding is one of those asked for; a code is the first that it has, a category any. */
function matches({ codes, categories, status, visit, at }: Finding, asked: Asked): boolean {
  const isDated = asked.from || asked.to
  return (
    (!asked.code || codes[0] === asked.code) &&
    (!asked.category || categories.includes(asked.category)) &&
    (!asked.status || status === asked.status) &&
    (asked.visit === undefined || asked.visit === null || visit === asked.visit) &&
    (!isDated || at !== null) &&
    (!asked.from || started(at ?? '') >= started(asked.from)) &&
    (!asked.to || started(at ?? '') < ended(asked.to))
  )
}

const coded = (codes: readonly string[]) => ({
  coding: [{ display: 'without a code' }, ...codes.map((code) => ({ code }))],
})

/** Ben, whom the doctor treats, with all those findings in his chart. */
async function charted() {
  const made = await ward()
  const { north, ben, dora, doctor, query, write } = made
  await treat(made, north, { patient: ben, actor: dora })
  const visit = (name: string) =>
    write(north, {
      type: 'Encounter',
      name,
      patient: ben,
      content: { status: 'finished', subject: { reference: ben } },
    })
  const visits = [await visit('first'), await visit('second')]
  const planted: (Finding & { readonly id: string })[] = []
  for (const [i, finding] of FINDINGS.entries()) {
    const { codes, categories, status, at } = finding
    const content = {
      status,
      code: coded(codes),
      subject: { reference: ben },
      ...(categories.length > 0 && { category: categories.map((one) => coded([one])) }),
      ...(finding.visit !== null && { encounter: { reference: visits[finding.visit] } }),
      ...(at !== null && { effectiveDateTime: at }),
    }
    const id = await write(north, { type: 'Observation', name: `f${i}`, patient: ben, content })
    planted.push({ ...finding, id })
  }
  /** The latest first, those without a date last; of one moment, the later id first. */
  const place = ({ at }: Finding) => (at === null ? Number.NEGATIVE_INFINITY : started(at))
  planted.sort((a, b) => place(b) - place(a) || (a.id < b.id ? 1 : -1))
  return { ...made, visits, planted, of: { query, user: doctor, patient: ben, list: 'observations' } }
}

test('a chart asked for by any of code, category, status, visit and time gives what matches, each once and in order', async () => {
  const { planted, of, visits } = await charted()
  const maybe = <T>(...values: readonly T[]) => fc.constantFrom(undefined, undefined, null, ...values)
  const days = TIMES.filter((at) => at !== null && !at.includes('.'))
  const asked = fc.record({
    code: maybe('8480-6', '8867-4', 'none-such'),
    category: maybe('vital-signs', 'laboratory', 'survey'),
    status: maybe('final', 'amended'),
    visit: maybe<0 | 1>(0, 1),
    from: maybe(...days),
    to: maybe(...days),
  })
  const property = fc.asyncProperty(asked, fc.constantFrom(1, 4, 20, 100), async ({ visit, ...rest }, first) => {
    const encounter = visit === undefined || visit === null ? visit : visits[visit]
    const given = Object.entries({ ...rest, encounter }).filter(([, value]) => value !== undefined)
    const pages = await pagesOf(of, { ...Object.fromEntries(given), first })
    const expected = planted.filter((one) => matches(one, { visit, ...rest })).map(({ id }) => id)
    expect(pages.flatMap(({ ids }) => ids)).toEqual(expected)
    for (const { ids, more } of pages.slice(0, -1)) expect([ids.length, more]).toEqual([first, true])
  })
  await fc.assert(property, { numRuns: process.env.WARDGRAPH_LONG === '1' ? 1_000 : 100 })
}, 300_000)

test('`to` is a day, a month or a year as a whole, `from` begins it, and what has no date is in no range', async () => {
  const { planted, of } = await charted()
  const found = async (args: object) => {
    const pages = await pagesOf(of, { ...args, first: 100 })
    const ids = new Set(pages.flatMap(({ ids }) => ids))
    return [...new Set(planted.flatMap(({ id, at }) => (ids.has(id) ? [at] : [])))].sort()
  }
  const leapDay = [
    '2024-02-29',
    '2024-02-29T00:00:00Z',
    '2024-02-29T23:59:59.999Z',
    '2024-02-29T23:59:59Z',
    '2024-03-01T01:30:00+02:00',
  ]
  expect(await found({ from: '2024-02-29', to: '2024-02-29' })).toEqual(leapDay)
  expect(await found({ from: '2024-02', to: '2024-02' })).toEqual(['2024-02', ...leapDay])
  expect(await found({ from: '2024-03-01T00:00:00Z', to: '2024-03-01T00:00:00Z' })).toEqual(['2024-03-01T00:00:00Z'])
  expect(await found({ from: '2024', to: '2023' })).toEqual([])
  expect(await found({ from: '0001', to: '9999' })).toEqual(TIMES.filter((at) => at !== null).sort())
  expect(await found({})).toHaveLength(TIMES.length)
})

test('an argument that is null asks for nothing', async () => {
  const { planted, of } = await charted()
  const nothing = { code: null, category: null, status: null, encounter: null, from: null, to: null }
  const pages = await pagesOf(of, { ...nothing, first: 100 })
  expect(pages).toEqual([{ ids: planted.map(({ id }) => id), cursors: planted.length, more: false }])
})

test.each(['2024-02-30', '2024-13', '24', 'last week', '2024-02-29T10:00', ''])(
  '%j is no date: refused, and not repeated',
  async (bad) => {
    const made = await ward()
    const { query, doctor, ada } = made
    for (const name of ['from', 'to']) {
      const byVariable = await askList({ query, user: doctor, patient: ada, list: 'observations' }, { [name]: bad })
      const literal = `{ patient(id: "${ada}") { observations(${name}: ${JSON.stringify(bad)}) { nodes { id } } } }`
      for (const { status, text, body } of [byVariable, await query(doctor, literal)]) {
        expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
        if (bad !== '') expect(text).not.toContain(bad)
      }
    }
  },
)

test('a page by code and time is one query', async () => {
  const { memory, of, query } = await charted()
  await query(of.user, '{ me { role } }')
  const before = { ...memory.calls }
  await askList(of, { code: '8867-4', from: '2024', to: '2024', first: 5 })
  const { get, query: queries, transact } = memory.calls
  expect([queries - before.query, get - before.get, transact - before.transact]).toEqual([1, 1, 1])
})

describe('a code', () => {
  const concept = (code: string) => ({ coding: [{ code: 'other' }, { code }] })
  test.each([
    ['a string', 'observations', { status: 'final' }, 'Observation', { status: 'final' }],
    [
      'one of a list of strings',
      'allergyIntolerances',
      { category: 'food' },
      'AllergyIntolerance',
      { category: ['medication', 'food'] },
    ],
    ['a concept', 'procedures', { category: '387713003' }, 'Procedure', { category: concept('387713003') }],
    [
      'a status that is a concept',
      'conditions',
      { status: 'active' },
      'Condition',
      { clinicalStatus: concept('active') },
    ],
    [
      'one of a list of concepts',
      'carePlans',
      { category: 'assess-plan' },
      'CarePlan',
      { category: [concept('x'), concept('assess-plan')] },
    ],
  ])('that is %s is found', async (_kind, list, args, type, content) => {
    const made = await ward()
    const { north, ben, dora, doctor, query, write } = made
    await treat(made, north, { patient: ben, actor: dora })
    const plant = (name: string, more: Content) => write(north, { type, name, patient: ben, content: more })
    const id = await plant('match', content)
    await plant('other', JSON.parse(JSON.stringify(content).replace(Object.values(args)[0] ?? '', 'another')))
    await plant('bare', {})
    const { body } = await askList({ query, user: doctor, patient: ben, list }, args)
    expect(body.data.patient.list.nodes).toEqual([{ id }])
  })
})

describe('who may not read what a list is filtered by', () => {
  const FILTERS = {
    code: ['8480-6', 'none-such'],
    category: ['vital-signs', 'none-such'],
    status: ['final', 'none-such'],
    from: ['2026-01-11', '2031'],
  }
  test('is refused the list, the same whether anything matches or not', async () => {
    const made = await ward()
    const { ada, ben, doctor, nurse, support, query } = made
    for (const [user, patient, list] of [
      [support, ada, 'observations'],
      [nurse, ben, 'observations'],
      [doctor, ben, 'observations'],
      [doctor, ada, 'coverages'],
      [nurse, ada, 'coverages'],
    ] as const)
      for (const [name, values] of Object.entries(FILTERS)) {
        if (list === 'coverages' && name === 'category') continue
        for (const value of values) {
          const { body } = await askList({ query, user, patient, list }, { [name]: value })
          expect(body.errors).toEqual([
            { message: 'Not permitted.', path: ['patient', 'list'], extensions: { code: 'FORBIDDEN' } },
          ])
          expect(body.data.patient).toEqual({ list: null })
        }
      }
  })

  test('because the patient denies it, too', async () => {
    const made = await ward()
    const { ada, nurse, patient, query } = made
    const of = { query, user: nurse, patient: ada, list: 'observations' }
    expect((await askList(of, { code: '8480-6' })).body.data.patient.list.nodes).toHaveLength(3)
    const rules = [{ type: 'DENY', roles: ['NURSE'], classes: ['CLINICAL'] }]
    expect((await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })).code).toBe('OK')
    for (const code of ['8480-6', 'none-such'])
      expect((await askList(of, { code })).body).toMatchObject({
        data: { patient: { list: null } },
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      })
  })
})

test('a visit that is hidden from the caller is referred to by nothing', async () => {
  const { north, write, query, doctor, ada } = await ward()
  const visit = { status: 'finished', class: { code: 'AMB' }, subject: { reference: ada } }
  const hidden = await write(north, {
    type: 'Encounter',
    name: 'hidden',
    patient: ada,
    segments: ['PSYCHOTHERAPY'],
    content: visit,
  })
  const content = { code: { text: 'x' }, subject: { reference: ada }, encounter: { reference: hidden } }
  await write(north, { type: 'Condition', name: 'of it', patient: ada, content })
  const of = async (id: string) =>
    (await query(doctor, `{ patient(id: "${ada}") { conditions(encounter: "${id}") { nodes { id } } } }`)).text
  expect(await of(hidden)).toBe(await of('a'.repeat(26)))
  expect(await of(hidden)).toContain('"nodes":[]')
})

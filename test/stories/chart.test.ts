import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands, signIn } from '../fixtures/commands.ts'
import { dev, newHome, post, type Server, wardgraph } from '../fixtures/product.ts'
import {
  type Chart,
  here,
  LISTS,
  type List,
  listQuery,
  lists,
  READERS,
  type Source,
  tally,
  tenCharts,
} from './chart.fixture.ts'

const FACTS = '../shared/data/facts.json'
const { home, remove } = newHome()
const { charts, paths } = tenCharts(home)
let server: Server
/** The record ids of the ten, in their order. */
const ids: string[] = []

const ask = async (username: string, query: string, variables: object = {}) => {
  const { body } = await post(server.url, { token: await signIn(server.url, username), query, variables })
  return body
}
const of = ({ resources }: Chart, type: string) => resources.filter(({ resourceType }) => resourceType === type)

beforeAll(async () => {
  const said = await wardgraph(['import', ...paths, '--tenant', 'story', '--json'], { home })
  expect([said.code, JSON.parse(said.stdout).rejected]).toEqual([0, []])
  const users = [
    ['doctor', 'DOCTOR', '--practitioner', READERS.doctor],
    ['nurse', 'NURSE', '--practitioner', READERS.nurse],
    ['outsider', 'NURSE', '--practitioner', READERS.outsider],
    ['support', 'SUPPORT'],
    ['patient', 'PATIENT', '--patient', charts[0]?.patient.id ?? ''],
  ] as const
  for (const [username, role, ...more] of users)
    expect(
      (await commands(home).run('users', 'add', username, '--tenant', 'story', '--role', role, ...more)).stderr,
    ).toContain('added')
  server = await dev({ home, env: { WARDGRAPH_SEED: 'none' } })
  for (const { patient } of charts) {
    const found = await ask(
      'support',
      'query ($family: String, $birthDate: Date) { patients(family: $family, birthDate: $birthDate) { nodes { id } } }',
      {
        family: patient.name[0].family,
        birthDate: patient.birthDate,
      },
    )
    expect(found.data.patients.nodes).toHaveLength(1)
    const [{ id }] = found.data.patients.nodes
    ids.push(id)
    for (const username of ['doctor', 'nurse']) {
      const assign = `mutation ($input: AssignCareTeamInput!) { assignCareTeam(input: $input) { patient { id } } }`
      const input = { patient: id, username, idempotencyKey: `${username}-${id}` }
      expect((await ask('support', assign, { input })).errors).toBeUndefined()
    }
  }
}, 300_000)
afterAll(async () => {
  await server.stop('SIGTERM')
  remove()
})

/** Everything that a chart's lists are of, in two operations that fit the limits. */
async function walk(username: string, id: string, wanted: readonly List[] = lists) {
  const others = wanted.filter((list) => list !== 'observations')
  const head = 'name { family given } birthDate gender'
  const rest = await ask(
    username,
    `{ patient(id: "${id}") { ${head} ${others.map((list) => listQuery(list)).join(' ')} } }`,
  )
  const { data, errors = [] } = await ask(username, `{ patient(id: "${id}") { ${listQuery('observations', 100)} } }`)
  return {
    patient: rest.data.patient && { ...rest.data.patient, ...(wanted.includes('observations') && data.patient) },
    denied: [...(rest.errors ?? []), ...(wanted.includes('observations') ? errors : [])].map(
      ({ path, extensions: { code } }: { path: string[]; extensions: { code: string } }) => `${code} ${path.join('.')}`,
    ),
  }
}

const NOT_RUN = here ? '' : ': NOT RUN, ../shared/data is absent'

describe(`ten charts of ${here ? 'synthea-2019' : 'the demonstration (the data is NOT HERE)'}`, () => {
  test('there are ten, and one of nearly every type for each', () => {
    expect(charts).toHaveLength(10)
    expect(new Set(ids).size).toBe(10)
    for (const list of [
      'encounters',
      'observations',
      'medicationRequests',
      'immunizations',
      'conditions',
      'procedures',
    ] as const)
      expect(charts.flatMap((chart) => of(chart, LISTS[list][0])).length).toBeGreaterThanOrEqual(10)
  })

  test.each(['doctor', 'nurse'])(
    'the %s of the team reads each of them as its file has it, but for who pays',
    async (username) => {
      const clinical = lists.filter((list) => list !== 'coverages')
      for (const [i, chart] of charts.entries()) {
        const { patient, denied } = await walk(username, ids[i] ?? '')
        expect(denied).toEqual(['FORBIDDEN patient.coverages'])
        expect([patient.birthDate, patient.gender]).toEqual([chart.patient.birthDate, chart.patient.gender])
        expect(patient.name.map(({ family }: { family: string }) => family)).toEqual(
          chart.patient.name.map(({ family }: { family: string }) => family),
        )
        for (const list of clinical) {
          const [type, element] = LISTS[list]
          const { nodes, pageInfo } = patient[list]
          const shown = nodes.map((node: Readonly<Record<string, unknown>>) => node[element])
          expect([list, tally(shown)]).toEqual([list, tally(of(chart, type).map((resource) => resource[element]))])
          expect(pageInfo.hasNextPage).toBe(false)
        }
      }
    },
  )

  test.skipIf(!here)(`each has as many of a type as was counted without this code${NOT_RUN}`, async () => {
    const facts = JSON.parse(readFileSync(FACTS, 'utf8'))
    for (const [i, { file }] of charts.entries()) {
      const { types } = facts[file.replace('../shared/data/', '')]
      const { patient } = await walk('doctor', ids[i] ?? '')
      for (const list of lists.filter((list) => list !== 'coverages')) {
        // One prescription of each chart is ours.
        const ours = list === 'medicationRequests' ? 1 : 0
        expect([list, patient[list].nodes.length - ours]).toEqual([list, types[LISTS[list][0]] ?? 0])
      }
    }
  })

  test('what a clinician looks for first: the problems that are active, how medication is taken, the latest of each value', async () => {
    for (const [i, chart] of charts.entries()) {
      const numbers = of(chart, 'Observation').filter(({ valueQuantity }) => valueQuantity)
      const codes = [...new Set(numbers.map(({ code }) => String(code.coding[0].code)))]
      const latest = codes.map(
        (code, n) =>
          `v${n}: observations(code: "${code}", first: 1) { nodes { effectiveDateTime valueQuantity { value unit } } }`,
      )
      const { data, errors } = await ask(
        'nurse',
        `{ patient(id: "${ids[i]}") {
          problems: conditions(status: "active") { nodes { code { text } } }
          medicationRequests { nodes { medicationCodeableConcept { text } dosageInstruction { text } } }
          ${latest.join(' ')} } }`,
      )
      expect(errors).toBeUndefined()
      const active = of(chart, 'Condition').filter(({ clinicalStatus }) => clinicalStatus.coding[0].code === 'active')
      expect(data.patient.problems.nodes.map(({ code }: { code: { text: string } }) => code.text).sort()).toEqual(
        active.map(({ code }) => code.text).sort(),
      )
      const taken = of(chart, 'MedicationRequest').map(
        ({ medicationCodeableConcept: { text }, dosageInstruction = [] }) =>
          JSON.stringify([text, dosageInstruction.map((dosage: { text?: string }) => dosage.text ?? null)]),
      )
      const shown = data.patient.medicationRequests.nodes.map(
        ({ medicationCodeableConcept: { text }, dosageInstruction }: Source) =>
          JSON.stringify([text, (dosageInstruction ?? []).map((dosage: { text: string | null }) => dosage.text)]),
      )
      expect(shown.sort()).toEqual(taken.sort())
      for (const [n, code] of codes.entries()) {
        const [{ effectiveDateTime, valueQuantity }] = data.patient[`v${n}`].nodes
        const values = of(chart, 'Observation').filter((one) => one.code.coding[0].code === code)
        const last = Math.max(...values.map((one) => Date.parse(one.effectiveDateTime)))
        expect(Date.parse(effectiveDateTime)).toBe(last)
        const candidates = values.filter((one) => Date.parse(one.effectiveDateTime) === last)
        expect(candidates.map((one) => `${one.valueQuantity?.value} ${one.valueQuantity?.unit}`)).toContain(
          `${valueQuantity?.value} ${valueQuantity?.unit}`,
        )
      }
    }
  })

  test('the desk reads visits and who pays, and is refused each clinical list at its place', async () => {
    const refused = lists.filter((list) => list !== 'encounters' && list !== 'coverages')
    for (const [i, chart] of charts.entries()) {
      const { patient, denied } = await walk('support', ids[i] ?? '')
      expect(denied.sort()).toEqual(refused.map((list) => `FORBIDDEN patient.${list}`).sort())
      for (const list of refused) expect(patient[list]).toBeNull()
      expect(patient.encounters.nodes).toHaveLength(of(chart, 'Encounter').length)
      const payers = of(chart, 'Coverage').map(({ subscriberId }) => subscriberId)
      expect(patient.coverages.nodes.map(({ subscriberId }: { subscriberId: string }) => subscriberId).sort()).toEqual(
        payers.sort(),
      )
    }
  })

  test('a nurse who treats none of them is refused every list', async () => {
    for (const id of ids) {
      const { patient, denied } = await walk('outsider', id)
      // A nurse outside the team sees the birth date in part, and no demographics.
      const own = denied.filter((one) => !one.endsWith('.gender'))
      expect(own.sort()).toEqual(lists.map((list) => `FORBIDDEN patient.${list}`).sort())
      for (const list of lists) expect(patient[list]).toBeNull()
    }
    expect((await ask('outsider', '{ patients { nodes { id } } }')).data.patients.nodes).toEqual([])
  })

  test('the patient reads the own chart, all of it, and knows of no other', async () => {
    const [own = '', ...others] = ids
    const { patient, denied } = await walk('patient', own)
    expect(denied).toEqual([])
    for (const list of lists) {
      const [type, element] = LISTS[list]
      const shown = patient[list].nodes.map((node: Readonly<Record<string, unknown>>) => node[element])
      expect([list, tally(shown)]).toEqual([list, tally(of(charts[0] as Chart, type).map((one) => one[element]))]) // there are ten
    }
    for (const id of others) expect(await walk('patient', id)).toEqual({ patient: null, denied: [] })
    expect((await ask('patient', '{ patients { nodes { id } } }')).data.patients.nodes).toEqual([{ id: own }])
  })
})

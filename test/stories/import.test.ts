import { existsSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { dev, killed, newHome, post, tokenOf, wardgraph } from '../fixtures/product.ts'

const DATA = '../shared/data/fhir/synthea-2019'
const CHART = `${DATA}/Clemente_Kreiger_1484a42d-0eaf-4654-9cbf-6b050a5cd73b.json`
/** As facts.json, made without this code, counts the folder. */
const RESOURCES = 1202
const here = existsSync(CHART)

interface Source {
  readonly resourceType: string
  readonly id: string
  // biome-ignore lint/suspicious/noExplicitAny: FHIR as the file has it
  readonly [element: string]: any
}

const { home, remove } = newHome()
afterAll(remove)

describe.skipIf(!here)(`${DATA}${here ? '' : ' (NOT RUN: the data is not here)'}`, () => {
  test('a chart is read by a doctor added as one of its practitioners: ten values equal the source; reimported, nothing changes', async () => {
    const resources: Source[] = JSON.parse(readFileSync(CHART, 'utf8')).entry.map(
      ({ resource }: { resource: Source }) => resource,
    )
    const of = (type: string) => resources.filter(({ resourceType }) => resourceType === type)
    const [patient] = of('Patient')
    const visit = of('Encounter').at(-1)
    const practitioner = visit?.participant[0].individual.reference.replace('urn:uuid:', '')
    const asOf = new Date(Date.parse(visit?.period.start) + 2 * 86_400_000).toISOString().slice(0, 10)

    const args = ['import', CHART, '--tenant', 'real', '--as-of', asOf, '--json']
    const first = await wardgraph(args, { home })
    expect([first.code, JSON.parse(first.stdout).resources]).toEqual([0, resources.length])
    const again = await wardgraph(args, { home })
    const { types } = JSON.parse(again.stdout)
    for (const counts of Object.values<Record<string, number>>(types))
      expect(counts).toMatchObject({ created: 0, updated: 0, rejected: 0 })
    const added = await wardgraph(
      ['users', 'add', 'dr-real', '--tenant', 'real', '--role', 'DOCTOR', '--practitioner', practitioner],
      { home },
    )
    expect([added.code, added.stderr]).toEqual([0, expect.stringContaining('added')])

    const server = await dev({ home, env: { WARDGRAPH_SEED: 'none' } })
    const token = await tokenOf(home, 'dr-real')
    const query = `query Chart($after: Cursor) {
      patients(first: 1) {
        nodes {
          name { family given } birthDate gender identifier { value }
          encounters(first: 100) { nodes { period { start } participant { individual { name { family } } } serviceProvider { name } } }
          observations(first: 100, after: $after) { nodes { effectiveDateTime code { coding { code } } valueQuantity { value unit } } pageInfo { hasNextPage endCursor } }
        }
      }
    }`
    const { body } = await post(server.url, { token, query })
    expect(body.errors).toBeUndefined()
    const [chart] = body.data.patients.nodes
    let page = chart.observations
    const observations = [...page.nodes]
    while (page.pageInfo.hasNextPage) {
      const next = await post(server.url, { token, query, variables: { after: page.pageInfo.endCursor } })
      page = next.body.data.patients.nodes[0].observations
      observations.push(...page.nodes)
    }
    await server.stop('SIGTERM')

    expect(chart.name).toEqual([{ family: patient?.name[0].family, given: patient?.name[0].given }])
    expect([chart.birthDate, chart.gender]).toEqual([patient?.birthDate, patient?.gender])
    expect(chart.identifier.map(({ value }: { value: string }) => value)).toEqual(
      patient?.identifier.map(({ value }: { value: string }) => value),
    )
    expect(chart.encounters.nodes.map(({ period }: { period: { start: string } }) => period.start).sort()).toEqual(
      of('Encounter')
        .map(({ period }) => period.start)
        .sort(),
    )
    expect(observations).toHaveLength(of('Observation').length)
    const sampled = of('Observation')
      .filter(({ valueQuantity }) => valueQuantity)
      .slice(0, 10)
    expect(sampled).toHaveLength(10)
    for (const { effectiveDateTime, code, valueQuantity } of sampled)
      expect(observations).toContainEqual({
        effectiveDateTime,
        code: { coding: code.coding.map(({ code: one }: { code: string }) => ({ code: one })) },
        valueQuantity: { value: valueQuantity.value, unit: valueQuantity.unit },
      })
  })

  test('an import that is killed goes on when it is run again, and its trail is whole', async () => {
    const other = newHome()
    const args = ['import', DATA, '--tenant', 'killed', '--json']
    expect(await killed(args, { home: other.home, when: /resources done/ })).toMatch(/resources done/)
    const total = ({ stdout }: { stdout: string }) => {
      const counts = Object.values<Record<'created' | 'updated' | 'unchanged' | 'rejected', number>>(
        JSON.parse(stdout).types,
      )
      const sum = (name: 'created' | 'updated' | 'unchanged' | 'rejected') =>
        counts.reduce((all, one) => all + one[name], 0)
      return { written: sum('created') + sum('updated'), unchanged: sum('unchanged'), rejected: sum('rejected') }
    }
    const second = total(await wardgraph(args, { home: other.home }))
    expect(second.written + second.unchanged).toBe(RESOURCES)
    expect(second.written).toBeLessThan(RESOURCES)
    expect(second.rejected).toBe(0)
    expect(total(await wardgraph(args, { home: other.home }))).toEqual({
      written: 0,
      unchanged: RESOURCES,
      rejected: 0,
    })
    const out = `${other.home}/export`
    expect((await wardgraph(['audit', 'export', '--out', out], { home: other.home })).stderr).toContain('0 anomalies')
    const verdict = await wardgraph(['audit', 'verify', '--dir', out, '--key', `${out}/public-key.pem`], {
      home: other.home,
    })
    expect(verdict.code).toBe(0)
    other.remove()
  })
})

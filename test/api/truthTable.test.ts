import { startGateway } from '@wardgraph/local-aws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { classify, documentOf, type Planted } from './truthTable.ask.ts'
import { type Row, rowsOf } from './truthTable.fixture.ts'
import { plant, type World, world } from './truthTable.plant.ts'
import { TABLES } from './truthTable.rows.ts'

test('the table is read strictly', () => {
  const row = 'NAME | DOCTOR | TENANT | - | - | - | FULL'
  expect(rowsOf(row)).toHaveLength(1)
  const wrong = [
    [' | FULL', ''],
    ['NAME', 'NAMES'],
    ['DOCTOR', 'DENTIST'],
    ['TENANT', 'TENANT unit'],
    ['TENANT', 'PROXY'],
    ['| - |', '| SECRET |'],
    ['- | - | FULL', 'DENY ALL | - | FULL'],
    ['- | FULL', 'SALE | FULL'],
    ['FULL', 'SOME'],
  ] as const
  for (const [from, to] of wrong) expect(() => rowsOf(row.replace(from, to))).toThrow('is not understood')
})

test('the table has more than two hundred rows, none of them twice', () => {
  for (const [, table] of TABLES) {
    const rows = rowsOf(table).map(({ line }) => line.split(' | ').slice(0, -1).join(' | '))
    expect(rows.filter((row, i) => rows.indexOf(row) !== i)).toEqual([])
  }
  expect(TABLES.flatMap(([, table]) => rowsOf(table)).length).toBeGreaterThan(200)
})

describe.each(TABLES)('in %s', (_name, table, of) => {
  const rows = rowsOf(table)
  let made: World
  let planted: [Row, Planted][] = []
  beforeAll(async () => {
    made = await world(of)
    planted = []
    for (const [n, row] of rows.entries()) planted.push([row, await plant(made, row, n)])
  }, 60_000)

  /** The rows that came out otherwise, with what came back. */
  async function wrong(ask: (planted: Planted, document: string, headers: Record<string, string>) => Promise<object>) {
    const found: string[] = []
    for (const [row, of] of planted) {
      const headers: Record<string, string> = row.stated === null ? {} : { 'x-purpose-of-use': row.stated }
      const reply = await ask(of, documentOf(row.what, of), headers)
      const outcome = classify(reply, { what: row.what, planted: of, segments: row.segments })
      if (outcome !== row.outcome) found.push(`${row.line}, but ${outcome}`)
    }
    return found
  }

  test('every row of the truth table is so', async () => {
    expect(
      await wrong(async ({ user }, document, headers) => (await made.query(user, document, { headers })).body),
    ).toEqual([])
  })

  describe('over HTTP', () => {
    let gateway: Awaited<ReturnType<typeof startGateway>>
    beforeAll(async () => {
      gateway = await startGateway({ port: 0, handler: made.handler })
    })
    afterAll(() => gateway.close())

    test('every row of the truth table is so', async () => {
      const ask = async ({ user }: Planted, query: string, headers: Record<string, string>) => {
        const reply = await fetch(`${gateway.url}/graphql`, {
          method: 'POST',
          headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query }),
        })
        return (await reply.json()) as object
      }
      expect(await wrong(ask)).toEqual([])
    })
  })
})

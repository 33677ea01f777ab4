import { readdirSync, readFileSync } from 'node:fs'
import { readPolicy } from '@wardgraph/access'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import { expect, test } from 'vitest'

const PAPER = 'docs/record-types.md'
/** Lines of TypeScript that a record type may take. */
const MOST = 250

interface Cost {
  readonly type: string
  readonly sdl: readonly string[]
  readonly sources: readonly string[]
}

const { records } = readPolicy(plan)
/** What stands in a chart, by what says so in each place. */
const costs: readonly Cost[] = Object.keys(records)
  .filter((type) => records[type]?.patient && type !== 'Patient')
  .sort()
  .map((type) => ({
    type,
    sdl: holding('schema', '.graphql', new RegExp(`^type ${type} @record`, 'm')),
    sources: [
      ...holding('packages/records/src', '.ts', new RegExp(`\\btype: '${type}'`)),
      ...holding('packages/api/src', '.ts', new RegExp(`^  chart\\('Patient\\.\\w+', '${type}'\\)`, 'm')),
    ],
  }))

function holding(folder: string, ending: string, text: RegExp): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(ending))
  return files.map((name) => `${folder}/${name}`).filter((file) => text.test(readFileSync(file, 'utf8')))
}

/** As `wc -l` counts. */
const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1

test('a record type is one SDL file, two source files and few lines', () => {
  expect(costs.length).toBeGreaterThanOrEqual(13)
  for (const { type, sdl, sources } of costs) {
    expect([type, sdl.length, sources.length]).toEqual([type, 1, 2])
    expect([type, sources.map(linesOf).reduce((sum, lines) => sum + lines, 0)]).toEqual([
      type,
      expect.toSatisfy((lines) => lines <= MOST),
    ])
  }
})

test('no file is of two record types', () => {
  const files = costs.flatMap(({ sdl, sources }) => [...sdl, ...sources])
  expect(new Set(files).size).toBe(files.length)
})

test('the paper says what each costs', () => {
  const rows = costs.map(({ type, sdl, sources }) => {
    const [schema = 0, records = 0, api = 0] = [...sdl, ...sources].map(linesOf)
    return `| ${type} | ${schema} | ${records} | ${api} |`
  })
  const table = readFileSync(PAPER, 'utf8')
    .split('\n')
    .filter((line) => /^\| \w+ \| \d+ \|/.test(line))
  expect(table).toEqual(rows)
})

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dev, newHome, post, type Server, tokenOf } from '../fixtures/product.ts'

/** What the README says is what the product does: its commands are run, its questions asked, its answers compared. */
const README = readFileSync('README.md', 'utf8')

interface Block {
  readonly kind: string
  readonly text: string
  /** The paragraph above it. */
  readonly above: string
}

const blocks: readonly Block[] = [...README.matchAll(/([^\n]*(?:\n[^\n]+)*)\n\n```([\w-]+)\n([\s\S]*?)```/g)].map(
  ([, above = '', kind = '', text = '']) => ({ kind, text, above }),
)
const commands = blocks
  .filter(({ kind }) => kind === 'sh')
  .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n').filter(Boolean))

const { home, remove } = newHome()
let server: Server
beforeAll(async () => {
  server = await dev({ home })
})
afterAll(async () => {
  await server.stop('SIGTERM')
  remove()
})

/** Runs a line of the README in a shell, from the project's folder, with the server of this test for port 4000. */
function shell(line: string) {
  const here = line
    .replaceAll('http://127.0.0.1:4000', new URL(server.url).origin)
    .replaceAll('.wardgraph/', `${home}/`)
  const env = {
    ...process.env,
    WARDGRAPH_HOME: home,
    PATH: `${join(process.cwd(), 'node_modules/.bin')}:${process.env.PATH}`,
  }
  const { status, stdout, stderr } = spawnSync('bash', ['-c', here.replaceAll('npx wardgraph', 'wardgraph')], {
    env,
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  return { status, stdout, stderr }
}

/** These are this very test run, or longer than it. */
const ELSEWHERE = ['npm install && npm run dev', 'npm run check']
/** These wait for a quarter of an hour: keyRotation.test.ts runs them by a clock that it moves. */
const isSlow = (command: string) => command.startsWith('npx wardgraph keys rotate ')

describe('the commands of the README', () => {
  for (const line of commands.filter((command) => !ELSEWHERE.includes(command) && !isSlow(command)))
    test(`${line.slice(0, 70)} works`, () => {
      const { status, stdout, stderr } = shell(line)
      expect([status, status === 0 ? '' : stderr]).toEqual([0, ''])
      if (line.startsWith('curl'))
        expect(JSON.parse(stdout)).toEqual({
          data: { me: { username: 'doctor-northside', role: 'DOCTOR', tenant: 'northside' } },
        })
    })

  test('include the two that start it, as package.json has them', () => {
    for (const line of ELSEWHERE) expect(commands).toContain(line)
    expect(commands.filter(isSlow)).toHaveLength(3)
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    for (const [, name = ''] of README.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([name])
    expect(scripts.dev).toBe('node packages/cli/bin/wardgraph.mjs dev')
  })
})

describe('the question of the README', () => {
  const query = blocks.find(({ kind }) => kind === 'graphql')?.text ?? ''
  const answers = blocks.filter(({ kind }) => kind === 'json')

  test('has its answers', () => expect(answers.length).toBe(4))
  for (const { above, text } of answers)
    for (const [, username = ''] of above.matchAll(/`([a-z]+-[a-z]+)`/g))
      test(`is answered to ${username} as the README says`, async () => {
        const { body } = await post(server.url, { token: await tokenOf(home, username), query })
        expect(body).toEqual(JSON.parse(text))
      })
})

describe('the mutations of the README', () => {
  const mutations = blocks.filter(({ kind, text }) => kind === 'graphql' && text.startsWith('mutation'))
  const expected = [
    {
      recordObservation: {
        observation: {
          version: 1,
          status: 'final',
          valueQuantity: { value: 72, unit: '/min' },
          subject: { name: [{ family: 'Synth-Ahlgren' }] },
        },
      },
    },
    { updatePatientContact: { patient: { version: 2, telecom: [{ value: '555-0100', use: 'mobile' }] } } },
    {
      recordMedicationRequest: {
        medicationRequest: { id: expect.stringMatching(/^[a-z2-7]{26}$/), version: 1, status: 'active' },
        warnings: [],
        checked: expect.stringContaining('what is known under another code'),
      },
    },
    {
      recordConsent: {
        patient: { version: 3, consents: [{ rules: [{ type: 'DENY', roles: ['NURSE'], classes: ['CLINICAL'] }] }] },
      },
    },
    { breakGlass: { until: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/) } },
  ]
  test('are five', () => expect(mutations.length).toBe(5))
  for (const [i, { above, text: query }] of mutations.entries())
    test(`are done once however often they are sent: ${query.slice(9, 30)}`, async () => {
      const token = await tokenOf(home, /`([a-z]+-[a-z]+)`/.exec(above)?.[1] ?? '')
      const search = '{ patients(family: "Synth-Ahlgren", birthDate: "1959-03-14") { nodes { id } } }'
      const found = await post(server.url, { token, query: search })
      const variables = { patient: found.body.data.patients.nodes[0].id }
      for (let time = 0; time < 2; time += 1)
        expect((await post(server.url, { token, query, variables })).body).toEqual({ data: expected[i] })
    })
})

test('the lines of the schema that the README shows are in the schema', () => {
  const shown =
    blocks
      .find(({ kind }) => kind === 'graphql-schema')
      ?.text.split('\n')
      .filter((line) => line.trim() !== '' && line.trim() !== '}' && !line.includes('...')) ?? []
  expect(shown.length).toBeGreaterThan(2)
  const schema = readFileSync('schema/patient.graphql', 'utf8')
  for (const line of shown) expect(schema).toContain(line)
})

test('every file that the README links is there', () => {
  for (const [, path = ''] of README.matchAll(/\]\(([^)h][^)]*)\)/g))
    expect(() => readFileSync(path), path).not.toThrow(/ENOENT/)
})

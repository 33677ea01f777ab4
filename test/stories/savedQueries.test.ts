import { afterAll, beforeAll, expect, test } from 'vitest'
import { SAVED_QUERIES } from '../../packages/cli/src/savedQueries.ts'
import { signIn } from '../fixtures/commands.ts'
import { dev, newHome, post, type Server } from '../fixtures/product.ts'

const { home, remove } = newHome()
let server: Server

beforeAll(async () => {
  server = await dev({ home })
})
afterAll(async () => {
  await server.stop('SIGTERM')
  remove()
})

const documents = new Map(SAVED_QUERIES.map(({ name, document }) => [name, document]))
const ask = async (username: string, name: string) => {
  const token = await signIn(server.url, username)
  return (await post(server.url, { token, query: documents.get(name) ?? '' })).body
}

test.each(['doctor', 'nurse', 'patient', 'support', 'admin', 'privacy', 'service'].map((role) => ({ role })))(
  'every saved query is one that this API takes, and $role is refused nothing but data',
  async ({ role }) => {
    for (const name of documents.keys()) {
      const { data, errors = [] } = await ask(`${role}-northside`, name)
      expect([name, data]).toEqual([name, expect.anything()])
      for (const error of errors) expect([name, error.extensions.code]).toEqual([name, 'FORBIDDEN'])
    }
  },
)

/** Whom each is for, and what a chart of theirs shows something of. */
const FOR = [
  ['Chart', 'doctor', 'problems allergies medications vitals labs immunizations procedures reports visits'],
  ['Chart', 'nurse', 'problems allergies medications vitals labs immunizations procedures reports visits'],
  ['Problems and medications', 'doctor', 'problems allergies medications'],
  ['Insurance', 'support', 'insurances visits'],
  ['My chart', 'patient', 'problems allergies medications plan vitals labs immunizations reports visits insurances'],
] as const

test.each(FOR)('%s shows the %s a whole chart', async (name, role, lists) => {
  for (const tenant of name === 'My chart' ? ['northside', 'lakeview'] : ['northside']) {
    const { data, errors } = await ask(`${role}-${tenant}`, name)
    expect(errors).toBeUndefined()
    // Of a list of patients not each has everything, and which come first is chance.
    for (const list of lists.split(' ')) {
      const shown = data.patients.nodes.flatMap(
        (chart: Readonly<Record<string, { nodes: unknown[] }>>) => chart[list]?.nodes ?? [],
      )
      expect([list, shown.length]).toEqual([list, expect.toSatisfy((n) => n > 0)])
    }
    // What reads badly: a name that is not there.
    expect(JSON.stringify(data)).not.toContain('"text":null')
  }
})

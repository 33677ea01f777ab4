import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ward } from '../fixtures/ward.ts'
import { operations, type Told, toldBy } from './operations.fixture.ts'

const long = process.env.WARDGRAPH_LONG === '1'

type Rows = readonly (readonly [patient: string | null, type: string, id: string | null, fields: readonly string[]])[]
const sorted = (rows: readonly Told[]) => rows.map((row) => JSON.stringify(row)).sort()

test('for any operation the audit record names what the reply shows and denies: no more and no less', async () => {
  const records: { readonly outcome: string; readonly disclosed: Rows; readonly denied: Rows }[] = []
  const made = await ward({
    through: (table) => ({
      ...table,
      async transact(actions, options) {
        await table.transact(actions, options)
        for (const action of actions)
          if (action.do === 'put' && action.table === 'audit') records.push(JSON.parse(String(action.row.r)))
      },
    }),
  })
  const { query, ada, ben, cleo, doctor, nurse, patient, support, admin } = made
  const roots = [
    ...[ada, ben, ben, cleo].map((id) => ['patient', `id: "${id}"`] as const),
    ['patients', 'first: 3'] as const,
    ['patients', 'mrn: "MRN-00012345"'] as const,
    ['patients', 'family: "Bauer", birthDate: "1981-11-30", first: 2'] as const,
  ]
  let answered = 0
  const property = fc.asyncProperty(
    operations(roots),
    fc.constantFrom(doctor, nurse, patient, support, admin),
    async ({ document, variables }, user) => {
      records.length = 0
      const { body } = await query(user, document, { variables })
      const [record] = records.filter(({ outcome }) => outcome !== 'GENESIS')
      if (record === undefined) throw new Error('a reply left without its record')
      const { outcome, disclosed, denied } = record
      if (outcome === 'OK') {
        answered += 1
        const told = toldBy(body)
        expect(sorted(disclosed.map(([, ...row]) => row))).toEqual(sorted(told.shown))
        expect(sorted(denied.map(([, ...row]) => row))).toEqual(sorted(told.denied))
      } else expect([body.data, body.errors[0].extensions.code]).toEqual([undefined, outcome])
      for (const [whose, type, id] of [...disclosed, ...denied])
        expect([whose, type]).toEqual([
          type === 'Patient' ? id : ['Encounter', 'Observation'].includes(type) ? ada : null,
          type,
        ])
    },
  )
  const numRuns = long ? 2_000 : 200
  await fc.assert(property, { numRuns })
  expect(answered).toBeGreaterThan(numRuns / 4)
}, 120_000)

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

/** How many are hidden before, between and after what is shown: none, a few, and on both sides of what is spare. */
const gaps = fc.array(fc.constantFrom(0, 0, 1, 3, 49, 50, 51, 52, 60), { minLength: 2, maxLength: 5 })

/** Every id of a list, page by page; each page but the last is full and says that it goes on. */
async function paged(
  ask: (
    after: string | null,
  ) => Promise<{ nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }>,
  size: number,
) {
  const ids: string[] = []
  let after: string | null = null
  for (let page = 0; page < 100; page += 1) {
    const { nodes, pageInfo } = await ask(after)
    ids.push(...nodes.map(({ id }) => id))
    if (!pageInfo.hasNextPage) return ids
    expect(nodes).toHaveLength(size)
    after = pageInfo.endCursor
  }
  throw new Error('the list does not end')
}

test('page by page a chart gives what exists for the caller, each once and in order, however much is hidden between', async () => {
  const property = fc.asyncProperty(gaps, fc.constantFrom(1, 2, 3), async (hidden, size) => {
    const made = await ward()
    const { north, ben, nurse, write } = made
    await treat(made, north, { patient: ben, actor: made.nils })
    const shown: string[] = []
    let minute = 0
    const record = async (segments: readonly ['NORMAL' | 'PSYCHOTHERAPY']) => {
      minute += 1
      const at = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()
      const content = { status: 'final', subject: { reference: ben }, effectiveDateTime: at, valueString: 'x' }
      return write(north, { type: 'Observation', name: `o${minute}`, patient: ben, segments, content })
    }
    for (const [i, count] of hidden.entries()) {
      for (let n = 0; n < count; n += 1) await record(['PSYCHOTHERAPY'])
      if (i < hidden.length - 1) shown.unshift(await record(['NORMAL']))
    }
    const document = `query ($after: Cursor) { patient(id: "${ben}") { observations(first: ${size}, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`
    const ids = await paged(async (after) => {
      const { body } = await made.query(nurse, document, { variables: { after } })
      return body.data.patient.observations
    }, size)
    expect(ids).toEqual(shown)
  })
  await fc.assert(property, { numRuns: process.env.WARDGRAPH_LONG === '1' ? 60 : 8 })
}, 900_000)

test('page by page the own list gives whom the caller treats, each once, however many deny it', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
    fc.constantFrom(1, 2, 5),
    async (denies, size) => {
      const made = await ward()
      const { north, nurse, write } = made
      const rules = [{ type: 'DENY', roles: ['NURSE'], classes: ['NAME'] }]
      const treated = [made.ada]
      for (const [i, denied] of denies.entries()) {
        const consents = denied ? { consents: [{ id: 'a'.repeat(26), rules }] } : {}
        const content = { name: [{ family: `F${i}` }], birthDate: '1980-01-01', ...consents }
        const patient = await write(north, { type: 'Patient', name: `p${i}`, content })
        await treat(made, north, { patient, actor: made.nils })
        if (!denied) treated.push(patient)
      }
      const document = `query ($after: Cursor) { patients(first: ${size}, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`
      const ids = await paged(async (after) => {
        const { body } = await made.query(nurse, document, { variables: { after } })
        return body.data.patients
      }, size)
      expect(ids).toEqual(treated.sort())
    },
  )
  await fc.assert(property, { numRuns: process.env.WARDGRAPH_LONG === '1' ? 60 : 10 })
}, 900_000)

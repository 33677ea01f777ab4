import type { Action, Table } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { type Clinic, treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const isReview = (action: Action) => action.do === 'put' && String(action.row.pk).endsWith('#V')
const isAudit = (action: Action) => action.do === 'put' && action.table === 'audit'

/** A ward with so many patients of public interest in the care of its doctor, and what is written from now on. */
async function vipWard(count: number, meanwhile: () => Promise<unknown> = async () => {}) {
  const written: (readonly Action[])[] = []
  let held: (() => Promise<unknown>) | undefined = meanwhile
  const through = (table: Table): Table => ({
    ...table,
    async transact(actions, options) {
      const other = actions.some(isReview) ? held : undefined
      if (other !== undefined) held = undefined
      await other?.()
      await table.transact(actions, options)
      written.push(actions)
    },
  })
  const made = await ward({ through })
  const { north, dora, write } = made
  const vips: string[] = []
  for (let i = 0; i < count; i += 1) {
    const content = { name: [{ family: `V${i}` }], birthDate: '1960-01-01' }
    const id = await write(north, { type: 'Patient', name: `vip${i}`, content, segments: ['VIP'] })
    await treat(made, north, { patient: id, actor: dora })
    vips.push(id)
  }
  return { ...made, vips, written }
}

/** The ids of the reviews that the trail says were made, each as often as it says so. */
function namedIn({ memory }: Pick<Clinic, 'memory'>): string[] {
  const records = memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [JSON.parse(String(row.r))] : []))
  const changed: [null, string, string][] = records.flatMap((record) => record.changed ?? [])
  return changed.flatMap(([, type, id]) => (type === 'Review' ? [id] : [])).sort()
}

const queued = async (made: Awaited<ReturnType<typeof vipWard>>) =>
  (await reviewsOf(made, made.privacy)).map(({ id }: { id: string }) => id).sort()

const chart = (id: string) => `{ patient(id: "${id}") { name { family } } }`

test('a look, the review that it raises and the record of both are one transaction', async () => {
  const made = await vipWard(1)
  const { body } = await made.query(made.doctor, chart(made.vips[0] ?? ''))
  expect(body.data.patient.name).toEqual([{ family: 'V0' }])
  expect(made.written).toHaveLength(1)
  expect(made.written[0]?.filter(isReview)).toHaveLength(1)
  expect(made.written[0]?.some(isAudit)).toBe(true)
  expect(namedIn(made)).toEqual(await queued(made))
})

test('more reviews than fit into one transaction are each named once, and none is written without a record', async () => {
  const made = await vipWard(60)
  const { body } = await made.query(made.doctor, '{ patients(first: 100) { nodes { name { family } } } }')
  expect(body.data.patients.nodes).toHaveLength(61)
  expect(made.written.filter((actions) => actions.some(isReview))).toHaveLength(2)
  for (const actions of made.written) expect(actions.some(isAudit)).toBe(true)
  expect(namedIn(made)).toHaveLength(60)
  expect(namedIn(made)).toEqual(await queued(made))
})

test('who raises the same review at the same time is shown the chart too, and one record names it', async () => {
  let other: () => Promise<unknown> = async () => {}
  const made = await vipWard(1, () => other())
  const [vip = ''] = made.vips
  other = () => made.query(made.doctor, chart(vip))
  const { body } = await made.query(made.doctor, chart(vip))
  expect(body.data.patient.name).toEqual([{ family: 'V0' }])
  expect(made.written).toHaveLength(2)
  expect(namedIn(made)).toEqual(await queued(made))
  expect(namedIn(made)).toHaveLength(1)
})

test('a mutation whose review is raised by another meanwhile happens all the same, once', async () => {
  let other: () => Promise<unknown> = async () => {}
  const made = await vipWard(1, () => other())
  const [patient = ''] = made.vips
  other = () => made.query(made.doctor, chart(patient))
  const finding = { patient, code: { text: 'Pain' }, valueString: 'mild' }
  expect((await act(made, made.doctor, 'recordObservation', finding)).code).toBe('OK')
  const seen = await made.query(made.doctor, `{ patient(id: "${patient}") { observations { nodes { id } } } }`)
  expect(seen.body.data.patient.observations.nodes).toHaveLength(1)
  expect(namedIn(made)).toHaveLength(1)
})

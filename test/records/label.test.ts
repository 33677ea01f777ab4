import { type Content, type Draft, type Key, Reader, type Stored, Writer } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'
import { clinic, place, policy } from '../fixtures/clinic.ts'
import { change, feed } from './permit.fixture.ts'

type Clinic = Awaited<ReturnType<typeof clinic>>
const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })
const content = { status: 'final', code: { coding: [{ code: 'c' }] }, valueString: 'x' }

/** A clinic with Ada in it, and her finding labelled so. */
async function labelled(of: Pick<Parameters<Clinic['write']>[1], 'segments' | 'author'> = {}) {
  const made = await clinic()
  const { north, write } = made
  const patient = await write(north, { type: 'Patient', name: 'ada', content: { name: [{ family: 'Adler' }] } })
  const id = await write(north, { type: 'Observation', name: 'finding', patient, content, ...of })
  return { ...made, patient, id, at: { type: 'Observation', id, patient } }
}
type Made = Awaited<ReturnType<typeof labelled>>

/** A new reader each time: it remembers no row. */
function reader({ memory, north }: Made): Reader {
  const load = async (key: Key) => (await memory.get([key]))[0]
  return new Reader({ table: memory, keys: north, policy, load, now: 0 })
}

async function found(made: Made, at: Made['at'] = made.at): Promise<Stored> {
  const stored = await reader(made).find(at)
  if (stored === undefined) throw new Error('the record is not there')
  return stored
}

async function again(made: Made, more: Partial<Draft>): Promise<Row> {
  const { memory, north, at } = made
  const before = await found(made)
  const draft = { ...at, permit: feed(north, at), key: before.key, content: content as Content, opaque: {}, ...more }
  await memory.transact(new Writer({ keys: north, policy, change }).update(before, draft).actions, {
    token: crypto.randomUUID(),
  })
  return (await found(made)).row
}

describe('a label', () => {
  test('is what a new record of a patient must have, and the patient itself', async () => {
    const made = await labelled()
    const { north, at } = made
    const { key } = await found(made)
    const writer = new Writer({ keys: north, policy, change })
    const label = { segments: 1, author: null }
    const create = (of: Made['at'] | { type: string; id: string; patient: null }, labelOf?: Draft['label']) => () => {
      const owned = { ...of, patient: of.type === 'Patient' ? of.id : of.patient }
      const draft = { ...of, permit: feed(north, owned), key, content: {} }
      return writer.create(labelOf ? { ...draft, label: labelOf } : draft)
    }
    const input = expect.objectContaining({ code: 'ERR_VAULT_INPUT' })
    const ada = { type: 'Patient', id: made.patient, patient: null }
    for (const of of [at, ada]) {
      expect(create(of)).toThrow(input)
      expect(create(of, { ...label, segments: 0 })).toThrow(input)
      expect(create(of, label)).not.toThrow()
    }
    expect(create({ type: 'Organization', id: made.id, patient: null })).not.toThrow()
  })

  test('is read back as it was written, and shown by the names of its segments', async () => {
    const made = await labelled({ segments: ['HIV', 'VIP'] })
    const stored = await found(made)
    expect(reader(made).label(stored, [])).toEqual({ segments: 4 | 64, author: false })
    const permit = { ...made.at, tenant: made.north.tenant, bits: 0, reached: 0, classes: new Set(['CLINICAL']) }
    const opened = reader(made).open(permit as unknown as Parameters<Reader['open']>[0], stored)
    expect(opened.segments).toEqual(['HIV', 'VIP'])
  })

  test('stands in the row in no words: two that are equal look different', async () => {
    const made = await labelled({ segments: ['HIV'] })
    const other = await made.write(made.north, {
      type: 'Observation',
      name: 'other',
      patient: made.patient,
      content,
      segments: ['HIV'],
    })
    const [one, two] = [(await found(made)).row.s, (await found(made, { ...made.at, id: other })).row.s]
    for (const label of [one, two]) expect(label).toMatch(/^[0-9a-f]{20}$/)
    expect(one).not.toBe(two)
  })

  test('stays what it was where a change leaves it out, and is replaced by another', async () => {
    const made = await labelled({ segments: ['HIV'], author: 'dora' })
    await again(made, {})
    expect(reader(made).label(await found(made), ['dora'])).toEqual({ segments: 4, author: true })
    await again(made, { label: { segments: 2, author: 'nils' } })
    expect(reader(made).label(await found(made), ['dora'])).toEqual({ segments: 2, author: false })
    expect(reader(made).label(await found(made), ['nils'])).toEqual({ segments: 2, author: true })
  })

  test('that was changed, taken from another record or away is not believed', async () => {
    const made = await labelled({ segments: ['HIV'], author: 'dora' })
    const { north, memory, at } = made
    const row = (await memory.get([place(north, at)]))[0] as Row
    const head = await found(made, { ...made.at, type: 'Patient', id: made.patient })
    const { s: _, ...unlabelled } = row
    const { a: __, ...nobodys } = row
    const normal = north.sealLabel({ ...at, segments: 1 })
    for (const forged of [
      { ...row, s: normal },
      { ...row, s: head.row.s ?? '' },
      unlabelled,
      nobodys,
      { ...row, a: '0' },
    ]) {
      await memory.transact([{ do: 'put', table: 'records', row: forged }], { token: crypto.randomUUID() })
      const stored = await found(made)
      expect(() => reader(made).label(stored, ['dora'])).toThrow(integrity)
    }
  })
})

describe('the author of a record', () => {
  test('is known by its id, and nobody else is', async () => {
    const made = await labelled({ author: 'dora' })
    const author = async (...ids: string[]) => reader(made).label(await found(made), ids)?.author
    expect([await author('dora'), await author('nils', 'dora')]).toEqual([true, true])
    expect([await author(), await author('nils'), await author('dor', 'a')]).toEqual([false, false, false])
  })

  test('is nobody where none was said', async () => {
    const made = await labelled()
    expect(reader(made).label(await found(made), ['dora', ''])?.author).toBe(false)
  })
})

test('what belongs to no patient has no label', async () => {
  const made = await labelled()
  const id = await made.write(made.north, { type: 'Organization', name: 'org', content: { name: 'North' } })
  const stored = await reader(made).find({ type: 'Organization', id, patient: null })
  expect(reader(made).label(stored as Stored, ['dora'])).toBeNull()
})

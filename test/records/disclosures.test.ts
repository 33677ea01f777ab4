import { type Action, DISCLOSURES_KEPT, disclosureRow, readDisclosures } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { directory } from './relations.fixture.ts'

const patient = 'p'.repeat(26)
const now = Date.parse('2026-02-01T00:00:00.000Z')
const DAY = 86_400_000

/** A table with entries at these moments, each the line `time`. */
async function logged(...times: readonly string[]) {
  const made = await directory()
  const table = made.memory
  const rowOf = (time: string) => disclosureRow(made.keys, { patient, time, chain: 'c'.repeat(26), seq: 1, line: time })
  const put = (row: Row): Action => ({ do: 'put', table: 'disclosures', row })
  if (times.length > 0) await made.write(times.map((time) => put(rowOf(time))))
  const read = async (of: Partial<Parameters<typeof readDisclosures>[1]> = {}) => {
    const asked = { patient, from: undefined, to: undefined, now, first: 10, after: undefined, ...of }
    const { items, more } = await readDisclosures({ table, keys: made.keys }, asked)
    return { lines: items.map(({ item }) => item), more, last: items.at(-1)?.position }
  }
  return { ...made, rowOf, read }
}

const TIMES = [
  '2026-01-02T00:00:00.000Z',
  '2026-01-01T00:00:00.000Z',
  '2025-12-31T23:59:59.999Z',
  '2023-05-01T12:00:00.000Z',
]

test('a row that was changed, or put under another patient, is not read', async () => {
  const { keys, memory, write, read, rowOf } = await logged(...TIMES)
  const [first = ''] = TIMES
  const other = 'q'.repeat(26)
  await write([{ do: 'put', table: 'disclosures', row: { ...rowOf(first), pk: `${keys.tenant}#L#${other}#2026` } }])
  const integrity = { code: 'ERR_VAULT_INTEGRITY' }
  await expect(read({ patient: other })).rejects.toMatchObject(integrity)
  await write([{ do: 'put', table: 'disclosures', row: { ...rowOf(first), d: 'changed' } }])
  await expect(read()).rejects.toMatchObject(integrity)
  expect((await memory.query({ table: 'disclosures', pk: `${keys.tenant}#L#${patient}#2026` })).length).toBe(2)
})

test('a patient of whom there is nothing has no entries', async () => {
  const { read } = await logged(...TIMES)
  expect(await read({ patient: 'q'.repeat(26) })).toEqual({ lines: [], more: false, last: undefined })
})

test('entries come newest first, over the years, in pages without gap or repetition', async () => {
  const { read } = await logged(...TIMES.toReversed())
  expect(await read()).toMatchObject({ lines: TIMES, more: false })
  for (const first of [1, 2, 3]) {
    const seen: string[] = []
    for (let after: readonly string[] | undefined, more = true; more; ) {
      const page = await read({ first, after })
      seen.push(...page.lines)
      more = page.more
      after = page.last
    }
    expect([first, seen]).toEqual([first, TIMES])
  }
})

test('bounds are [from, to), and what is older than it is kept is not read', async () => {
  const old = new Date(now - DISCLOSURES_KEPT - DAY).toISOString()
  const { read } = await logged(...TIMES, old)
  const at = (i: number) => Date.parse(TIMES[i] ?? '')
  expect((await read()).lines).toEqual(TIMES)
  expect((await read({ from: at(2), to: at(0) })).lines).toEqual(TIMES.slice(1, 3))
  expect((await read({ from: at(3) + 1 })).lines).toEqual(TIMES.slice(0, 3))
  expect(await read({ from: at(1), to: at(1) })).toMatchObject({ lines: [], more: false })
  expect(await read({ from: at(1), first: 2 })).toMatchObject({ lines: TIMES.slice(0, 2), more: false })
  expect((await read({ to: Date.parse('9999-01-01') })).lines).toEqual(TIMES)
})

test('a row is kept for 2,200 days from the time of its request', async () => {
  const { rowOf } = await logged()
  expect(rowOf('2026-01-01T00:00:00.000Z')).toMatchObject({
    sk: `2026-01-01T00:00:00.000Z#${'c'.repeat(26)}#0000000001`,
    exp: Date.parse('2026-01-01') / 1000 + 2_200 * 24 * 60 * 60,
  })
})

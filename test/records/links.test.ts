import { type Link, linkActions, linkKey, linkOf } from '@wardgraph/records'
import { expect, test } from 'vitest'
import { directory } from './relations.fixture.ts'

const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })
const link: Link = { patient: 'ada', other: 'adele', holds: false, wanted: null, w: 1 }
const wanted = { linked: true, person: 'pp', role: 'PRIVACY' }
const [ofAda, ofAdele] = [
  { patient: 'ada', other: 'adele' },
  { patient: 'adele', other: 'ada' },
]

test('a link says the same on the side of either patient', async () => {
  const { keys, write, at, memory } = await directory()
  for (const [w, state] of [
    [1, { holds: false, wanted }],
    [2, { holds: true, wanted: null }],
    [3, { holds: true, wanted: { ...wanted, linked: false } }],
  ] as const) {
    await write(linkActions(keys, { ...link, ...state, w }))
    expect(linkOf(keys, await at(linkKey(keys.tenant, ofAda)))).toEqual({ ...ofAda, ...state, w })
    expect(linkOf(keys, await at(linkKey(keys.tenant, ofAdele)))).toEqual({ ...ofAdele, ...state, w })
  }
  expect(memory.rows()).toHaveLength(2)
})

test('a link is written on both sides or on neither, by whoever knows the last writing', async () => {
  const { keys, write, memory } = await directory()
  const [first] = linkActions(keys, link)
  if (first === undefined) throw new Error('nothing is written')
  await write([first])
  await expect(write(linkActions(keys, { ...link, patient: 'adele', other: 'ada' }))).rejects.toMatchObject({
    code: 'CONDITION',
  })
  expect(memory.rows()).toHaveLength(1)
  const other = await directory()
  await other.write(linkActions(other.keys, link))
  for (const w of [1, 3])
    await expect(other.write(linkActions(other.keys, { ...link, w }))).rejects.toMatchObject({ code: 'CONDITION' })
})

test('a link is not believed where it was changed or moved by another hand', async () => {
  const { keys, write, at } = await directory()
  await write(linkActions(keys, { ...link, wanted }))
  const row = await at(linkKey(keys.tenant, ofAda))
  for (const change of [{ holds: true }, { role: 'ADMIN' }, { person: 'pa' }, { want: false }, { sk: 'L#ben' }])
    expect(() => linkOf(keys, { ...row, ...change })).toThrow(integrity)
})

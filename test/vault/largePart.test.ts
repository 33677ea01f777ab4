import { createHash } from 'node:crypto'
import {
  isOutdated,
  openItem,
  openWholeItem,
  renewLargePart,
  resealItem,
  sealItem,
  sealLargePart,
  type VaultError,
} from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { clinic, permitFor } from './fixture.ts'

const KIB = 1024
const CLASS = { name: 'OPAQUE', id: 8 }
const classes = { CLINICAL: { id: 7 }, OPAQUE: { id: 8 } }
const refused = (code: VaultError['code']) => expect.objectContaining({ code })

/** Text that does not get smaller than three quarters. */
const noise = (length: number) => createHash('shake256', { outputLength: length }).update('noise').digest('base64')
const large = (seed = 'a') => ({ resourceType: 'Media', id: seed, content: noise(100 * KIB) })

/** An observation whose OPAQUE is in a document, beside a part in the row. */
async function ready() {
  const made = await clinic()
  const { tenant, patient, id } = made
  const of = { ...made.of, class: CLASS }
  const seal = async (value = large()) => (await sealLargePart(of, value)) ?? expect.unreachable()
  const { name, bytes } = await seal()
  const parts = { CLINICAL: { id: 7, value: { status: 'final' } }, OPAQUE: { document: name } }
  const row = sealItem({ ...made.of, row: made.row, parts })
  const permit = permitFor({ tenant, type: 'Observation', id, patient, classes: ['CLINICAL', 'OPAQUE'] })
  const open = (brought: Uint8Array | undefined, stored = row, asked = permit) =>
    openWholeItem({ ...made.of, row: stored, permit: asked, classes, find: async () => brought })
  return { ...made, of, seal, name, bytes, row, permit, open }
}

test('a part that deflates to more than 32 KB, or is longer than a row takes, becomes a document, and another stays for its row', async () => {
  const { of } = await ready()
  expect(await sealLargePart(of, { text: 'x'.repeat(1_000 * KIB) })).toBeUndefined()
  expect(await sealLargePart(of, { text: noise(20 * KIB) })).toBeUndefined()
  expect(await sealLargePart(of, { text: noise(40 * KIB) })).toBeDefined()
  // More than a part in a row may have, however small it gets.
  expect(await sealLargePart(of, { text: 'x'.repeat(4 * KIB * KIB) })).toBeDefined()
  await expect(sealLargePart(of, { text: 'x'.repeat(16 * KIB * KIB) })).rejects.toEqual(refused('ERR_VAULT_INPUT'))
})

test('a record is opened whole, from its row and from the document that the row names', async () => {
  const { open, bytes, name, tenant, patient, row } = await ready()
  expect(name).toMatch(new RegExp(`^${tenant}/${patient}/[A-Za-z0-9_-]{58}$`))
  expect(await open(bytes)).toEqual({ CLINICAL: { status: 'final' }, OPAQUE: large() })
  expect(row.OPAQUE).toBe(name)
})

test('what is in a document is not taken for what is not there', async () => {
  const { of, row, permit } = await ready()
  expect(() => openItem({ ...of, row, permit })).toThrow(refused('ERR_VAULT_INTEGRITY'))
})

test('a document that is missing, cut off, damaged, of another record or an older one of the same does not open', async () => {
  const { open, seal, bytes, of, keys } = await ready()
  const other = await sealLargePart(
    { ...of, id: keys.recordId({ system: 's', type: 'Observation', id: 'x' }) },
    large(),
  )
  const damaged = Uint8Array.from(bytes)
  damaged[bytes.length - 1] = (damaged.at(-1) ?? 0) ^ 1
  const cases = {
    missing: undefined,
    empty: new Uint8Array(),
    head: bytes.subarray(0, 43),
    cut: bytes.subarray(0, -1),
    longer: Buffer.concat([bytes, Uint8Array.of(0)]),
    damaged,
    exchanged: other?.bytes,
    older: (await seal({ ...large(), id: 'older' })).bytes,
  }
  for (const [name, brought] of Object.entries(cases))
    await expect(open(brought), name).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
})

test('a row that names another document is not what was written', async () => {
  const { open, seal, row } = await ready()
  const { name, bytes } = await seal()
  await expect(open(bytes, { ...row, OPAQUE: name })).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
})

test('a document opens under a permit that names its class, and is not asked for under another', async () => {
  const { row, of, tenant, patient, id } = await ready()
  const permit = permitFor({ tenant, type: 'Observation', id, patient, classes: ['CLINICAL'] })
  const find = () => Promise.reject(new Error('asked'))
  expect(await openWholeItem({ ...of, row, permit, classes, find })).toEqual({ CLINICAL: { status: 'final' } })
  const elsewhere = permitFor({ tenant, type: 'Observation', id: patient, patient, classes: ['OPAQUE'] })
  await expect(openWholeItem({ ...of, row, permit: elsewhere, classes, find })).rejects.toEqual(
    refused('ERR_VAULT_PERMIT'),
  )
})

test('another part is written and the document stays, unopened; a new one takes its place', async () => {
  const { of, row, name, bytes, open } = await ready()
  const parts = { CLINICAL: { id: 7, value: { status: 'amended' } } }
  const changed = resealItem({ ...of, row, parts, changes: { w: 3 } })
  expect(changed.OPAQUE).toBe(name)
  expect(await open(bytes, changed)).toEqual({ CLINICAL: { status: 'amended' }, OPAQUE: large() })
  const small = resealItem({ ...of, row, parts: { OPAQUE: { id: 8, value: { id: 'small' } } }, changes: { w: 3 } })
  expect(await open(undefined, small)).toEqual({ CLINICAL: { status: 'final' }, OPAQUE: { id: 'small' } })
})

test('a document is sealed anew from one that is whole, and of one that is cut off nothing is', async () => {
  const { of, name, bytes, key } = await ready()
  expect(isOutdated(key, name)).toBe(false)
  const next = await renewLargePart({ ...of, name }, bytes)
  expect(next.name).not.toBe(name)
  const two = (await sealLargePart(of, { text: noise(2_000 * KIB) })) ?? expect.unreachable()
  // At the end of a chunk, where each that is there verifies.
  const cut = two.bytes.subarray(0, 43 + KIB * KIB + 16)
  for (const bad of [bytes.subarray(0, -1), next.bytes])
    await expect(renewLargePart({ ...of, name }, bad)).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
  await expect(renewLargePart({ ...of, name: two.name }, cut)).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
})

import { existsSync, readFileSync } from 'node:fs'
import { type Documents, DocumentsError } from '@wardgraph/api'
import { rowSize, TableError } from '@wardgraph/records'
import type { VaultError } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { device, media, noise, kept as openKept } from '../fixtures/large.ts'
import { counts, type Store, type StoreOptions, store, twin } from './importStore.ts'

const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'Example' }] }
const kept = ({ memory, keys, documents }: Store, of: Parameters<typeof openKept>[1]) =>
  openKept({ table: memory, keys, documents }, of)
const ofMedia = (id: string) => ({ type: 'Media', id, patient: 'p' })
const rowsOf = ({ memory }: Store) => memory.rows().flatMap(({ table, row }) => (table === 'records' ? [row] : []))
const names = ({ documents }: Pick<Store, 'documents'>) => [...documents.files.keys()]
const refused = (code: VaultError['code']) => expect.objectContaining({ code })

test('what is too large for a row is in a document of the chart, or of the tenant, and is read back equal', async () => {
  const one = await store()
  const report = await one.resources([patient, media('large'), media('small', 'c2hvcnQ='), device('d')])
  expect(report.rejected).toEqual([])
  const { tenant } = one.keys
  expect(names(one).map((name) => name.replace(/[^/]+$/, ''))).toEqual([
    `${tenant}/-/`,
    `${tenant}/${one.id('Patient', 'p')}/`,
  ])
  expect(await kept(one, ofMedia('large'))).toEqual(media('large'))
  expect(await kept(one, ofMedia('small'))).toEqual(media('small', 'c2hvcnQ='))
  expect(await kept(one, { type: 'Device', id: 'd' })).toEqual(device('d'))
  for (const row of rowsOf(one)) expect(rowSize(row)).toBeLessThan(1_000)
})

test('the largest resource of the public examples is read back equal', async () => {
  const path = '../shared/data/fhir/r4-examples/Bundle-101.json'
  if (!existsSync(path)) {
    process.stdout.write('importLarge: ../shared/data is not there: nothing was read.\n')
    return
  }
  const { entry } = JSON.parse(readFileSync(path, 'utf8'))
  const [{ resource }] = entry
  const { subject: _, ...report } = resource
  expect(JSON.stringify(report).length).toBeGreaterThan(90_000)
  const one = await store()
  expect((await one.resources([report])).rejected).toEqual([])
  expect(names(one)).toHaveLength(1)
  expect(await kept(one, { type: report.resourceType, id: report.id })).toEqual(report)
})

test('five megabytes that do not get smaller are imported, and above sixteen nothing is', async () => {
  const one = await store()
  const report = await one.resources([
    patient,
    media('five', noise('five', 5_000_000)),
    media('over', 'x'.repeat(17_000_000)),
  ])
  expect(report.rejected).toEqual([{ file: '2.json', position: 0, type: 'Media', code: 'TOO_LARGE' }])
  expect(await kept(one, ofMedia('five'))).toEqual(media('five', noise('five', 5_000_000)))
})

test('an old version keeps naming its document, and what is imported again is unchanged', async () => {
  const one = await store()
  await one.resources([patient, media('m')])
  const [first] = names(one)
  expect(counts(await one.resources([media('m')]), 'Media')).toMatchObject({ unchanged: 1 })
  expect(names(one)).toEqual([first])
  await one.resources([media('m', noise('other'))])
  expect(await kept(one, ofMedia('m'))).toEqual(media('m', noise('other')))
  const named = rowsOf(one).flatMap(({ sk, OPAQUE }) =>
    typeof OPAQUE === 'string' ? [`${String(sk)[0]} ${OPAQUE}`] : [],
  )
  expect(named.toSorted()).toEqual([`H ${first}`, `R ${names(one).find((name) => name !== first)}`])
  await one.resources([media('m', 'c2hvcnQ=')])
  expect(await kept(one, ofMedia('m'))).toEqual(media('m', 'c2hvcnQ='))
})

const down = () => Promise.reject(new DocumentsError({ cause: undefined }))

test('without its documents an import is unavailable, nothing is half-written, and run again it goes on', async () => {
  let isDown = true
  const beside = (inner: Documents): Documents => ({ ...inner, put: (...of) => (isDown ? down() : inner.put(...of)) })
  const one = await store({ beside })
  await one.resources([patient])
  const before = one.rows()
  await expect(one.resources([media('a'), media('b')])).rejects.toMatchObject({
    name: 'ImportError',
    code: 'UNAVAILABLE',
  })
  expect(one.rows()).toEqual(before)
  isDown = false
  expect(counts(await one.resources([media('a'), media('b')]), 'Media')).toMatchObject({ created: 2 })
  expect(await kept(one, ofMedia('a'))).toEqual(media('a'))
})

test('an import stopped between a document and its row leaves a document that no row names, and no row without one', async () => {
  const of = await store()
  await of.resources([patient])
  const failing: StoreOptions = {
    through: (table) => ({ ...table, transact: () => Promise.reject(new TableError('UNAVAILABLE')) }),
  }
  const stopped = await twin(of, failing)
  await expect(stopped.resources([media('m')])).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  const left = names(stopped)
  expect([left.length, rowsOf(stopped).length]).toEqual([1, 1])
  const again = await twin(stopped)
  expect(counts(await again.resources([media('m')]), 'Media')).toMatchObject({ created: 1 })
  expect(names(again)).toHaveLength(2)
  expect(rowsOf(again).some(({ OPAQUE }) => OPAQUE === left[0])).toBe(false)
  expect(await kept(again, ofMedia('m'))).toEqual(media('m'))
})

test('a document that is missing, cut off, damaged or of another record is damage, and never empty content', async () => {
  const one = await store()
  await one.resources([patient, media('a'), media('b')])
  const row = rowsOf(one).find(({ sk }) => String(sk).includes(one.id('Media', 'a')))
  const name = String(row?.OPAQUE)
  const whole = one.documents.files.get(name)?.bytes ?? expect.unreachable()
  const other = names(one).find((found) => found !== name) ?? ''
  const damaged = Uint8Array.from(whole).fill(0, 60, 61)
  for (const bytes of [whole.subarray(0, -1), damaged, one.documents.files.get(other)?.bytes, new Uint8Array()]) {
    one.documents.files.set(name, { bytes: bytes ?? expect.unreachable(), at: 0 })
    await expect(kept(one, ofMedia('a'))).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
  }
  await one.documents.remove(name)
  await expect(kept(one, ofMedia('a'))).rejects.toEqual(refused('ERR_VAULT_INTEGRITY'))
  expect(await kept(one, ofMedia('b'))).toEqual(media('b'))
})

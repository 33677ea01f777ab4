import { memoryDocuments, s3Documents, sweepDocuments } from '@wardgraph/api'
import { openTenant } from '@wardgraph/records'
import { describe, expect, test } from 'vitest'
import { store } from '../cli/importStore.ts'
import { kept, media } from '../fixtures/large.ts'
import { Bucket, localBucket } from '../local-aws/s3Fixture.ts'
import { documentsContract } from './documents.contract.ts'

const DAY = 24 * 3_600_000
const PATIENT = { resourceType: 'Patient', id: 'p' }

describe('documents in memory', () => {
  documentsContract(async () => ({ documents: memoryDocuments(), now: Date.now }))
})

describe('documents in S3', () => {
  const wired = async () => {
    const local = await localBucket()
    return { ...local, documents: s3Documents({ client: local.s3, bucket: Bucket }), now: () => local.clock.now }
  }
  documentsContract(wired)

  test('come over the wire as they were imported, and one that no row names is swept', async () => {
    const { documents, clock, now } = await wired()
    const { resources, memory, services, keys } = await store({ beside: () => documents })
    await resources([PATIENT, media('a'), media('b')])
    await documents.put(`${keys.tenant}/-/stray`, new Uint8Array(1))
    clock.now += DAY
    const scan = async function* (name: string) {
      for (const { table, row } of memory.rows()) if (table === name) yield row
    }
    const swept = await sweepDocuments({ services: { now }, documents, tenant: keys.tenant, scan })
    expect(swept).toEqual({ kept: 2, removed: 1 })
    const at = { table: memory, documents, keys: await openTenant(services, keys.tenant) }
    for (const id of ['a', 'b']) expect(await kept(at, { type: 'Media', id, patient: 'p' })).toEqual(media(id))
  })

  test('that do not answer end an import as unavailable, with no row of what they should hold', async () => {
    const { documents, close } = await wired()
    const { resources, memory, rows } = await store({ beside: () => documents })
    await resources([PATIENT])
    const before = rows()
    await close()
    await expect(resources([media('a')])).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(rows()).toEqual(before)
    expect(memory.rows().some(({ row: { OPAQUE } }) => typeof OPAQUE === 'string')).toBe(false)
  })
})

import { globSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listTenants, openTenant } from '@wardgraph/records'
import { afterAll, expect, test, vi } from 'vitest'
import { openInstance } from '../../packages/cli/src/instance.ts'
import { commands } from '../fixtures/commands.ts'
import { device, kept, media } from '../fixtures/large.ts'
import { newHome } from '../fixtures/product.ts'

const { home, remove } = newHome()
const out = newHome()
afterAll(() => {
  remove()
  out.remove()
})
const { run, json } = commands(home)
const place = (name: string) => join(out.home, name)

/** What this home folder keeps of the two, opened. */
async function read(): Promise<readonly unknown[]> {
  // It says there where its endpoints are, and is to find none.
  for (const name of ['DYNAMODB', 'KMS', 'S3', 'STS']) vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, '')
  vi.stubEnv('WARDGRAPH_HOME', home)
  const instance = await openInstance(process.env)
  try {
    const { services, documents } = instance
    const { tenant } = (await listTenants(services)).find(({ name }) => name === 'north') ?? expect.unreachable()
    const at = { table: services.table, documents, keys: await openTenant(services, tenant) }
    return [await kept(at, { type: 'Media', id: 'm', patient: 'p' }), await kept(at, { type: 'Device', id: 'd' })]
  } finally {
    await instance.close()
    vi.unstubAllEnvs()
  }
}

test('what is too large for a row is imported, read back equal, kept by a sweep, and there after a restore', async () => {
  const patient = { resourceType: 'Patient', id: 'p' }
  const lines = [patient, media('m'), device('d')].map((one) => `${JSON.stringify(one)}\n`)
  writeFileSync(place('feed.ndjson'), lines.join(''))
  const { rejected } = await json('import', place('feed.ndjson'), '--tenant', 'north', '--json')
  expect(rejected).toEqual([])
  expect(await read()).toEqual([media('m'), device('d')])
  const { stdout } = await run('table', 'dump')
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(10_000)
  expect(await json('documents', 'sweep', '--tenant', 'north', '--json')).toMatchObject({ kept: 2, removed: 0 })
  expect((await run('backup', '--out', place('backup'))).code).toBe(0)
  for (const file of globSync(join(home, 'dynamodb.sqlite*'))) renameSync(file, file.replace(home, out.home))
  expect((await run('restore', '--dir', place('backup'))).code).toBe(0)
  expect(await read()).toEqual([media('m'), device('d')])
})

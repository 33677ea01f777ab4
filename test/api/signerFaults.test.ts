import { expect, test } from 'vitest'
import { dying, signed } from './signer.fixture.ts'

const CLEAN = { whole: true, uncovered: 0, first: null }

test.each(['before', 'after'] as const)('a run that is killed %s any call is made up for by the next', async (when) => {
  const at = await signed()
  await at.reads(3)
  await at.sign()
  let died = 0
  for (let n = 1, more = true; more; n += 1) {
    await at.reads(2)
    const { doors, reached } = dying(at, n, when)
    await at.sign(doors).catch(() => (died += 1))
    more = reached()
    // What was archived and not signed is gone on with, also after more was added.
    await at.reads(1)
    await at.sign()
    expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
  }
  expect(died).toBeGreaterThan(40)
})

test('digests that were written and not archived are archived by the next run', async () => {
  const at = await signed()
  await at.reads(2)
  const { doors } = dying(at, Number.POSITIVE_INFINITY, 'before')
  await at.sign({ ...doors, archive: { ...at.archive, put: async (path) => !path.startsWith('digests/') } })
  expect([...at.archive.files.keys()].filter((path) => path.startsWith('digests/'))).toEqual([])
  await at.sign({ ...doors, archive: { ...at.archive, put: async (path) => !path.startsWith('digests/') } })
  await at.sign()
  expect([...at.archive.files.keys()].filter((path) => path.startsWith('digests/')).sort()).toEqual([
    'digests/000000.json',
    'digests/000001.json',
    'digests/000002.json',
  ])
})

test('without KMS, the table or the archive nothing is signed, and nothing is lost', async () => {
  const at = await signed()
  await at.reads(2)
  const down = async () => Promise.reject(new Error('down'))
  await expect(at.sign({ archive: { ...at.archive, put: down } })).rejects.toThrow('down')
  await expect(
    at.sign({ services: { ...at.services, table: { ...at.services.table, transact: down } } }),
  ).rejects.toThrow('down')
  const sign = at.signer.sign
  Object.assign(at.signer, { sign: down })
  await expect(at.sign()).rejects.toThrow('down')
  Object.assign(at.signer, { sign })
  await at.sign()
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
})

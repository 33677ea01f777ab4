import type { Archive } from '@wardgraph/api'
import { digestSignersOf } from '@wardgraph/audit'
import { memorySigner } from '@wardgraph/vault'
import { afterEach, expect, test, vi } from 'vitest'
import { digestFile } from '../audit/digestTamper.ts'
import { dying, signed } from './signer.fixture.ts'

type At = Awaited<ReturnType<typeof signed>>
const CLEAN = { whole: true, uncovered: 0, first: null }
const refused = expect.objectContaining({ code: 'ERR_AUDIT_DIGEST_KEY' })

const said: string[] = []
vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
  said.push(String(line))
  return true
})
afterEach(() => said.splice(0))

/** A signer with a key of its own. */
const newSigner = async () => (await digestSignersOf({ signer: memorySigner(), before: undefined })).now

/** What each archived digest says of keys. */
function keysIn({ archive }: At): { readonly key: string; readonly successor: string | null }[] {
  const paths = [...archive.files.keys()].filter((path) => path.startsWith('digests/')).sort()
  return paths.map((path) => JSON.parse(JSON.parse(Buffer.from(archive.files.get(path) ?? '').toString()).payload))
}

/** As whoever may write the table would. */
async function putDigest(at: At, seq: number, d: string): Promise<void> {
  const row = { pk: '000000000000#D', sk: `${String(seq).padStart(10, '0')}#000`, d }
  await at.memory.transact([{ do: 'put', table: 'audit', row }], { token: crypto.randomUUID() })
}

test('the old key signs the new one into a digest, and the new key signs the next', async () => {
  const at = await signed()
  const [before, now] = [at.signers.now, await newSigner()]
  await at.reads(3)
  await at.sign()
  for (const signers of [
    { now, before },
    { now, before },
    { now, before: undefined },
  ]) {
    await at.reads(2)
    expect(await at.sign({ signers })).toMatchObject({ digests: 1, anomalies: 0 })
  }
  expect(keysIn(at).map(({ key, successor }) => [key, successor])).toEqual([
    [before.fingerprint, null],
    [before.fingerprint, now.spki],
    [now.fingerprint, null],
    [now.fingerprint, null],
  ])
  for (const { pem } of [before, now])
    expect(await at.verify(pem)).toMatchObject({ ...CLEAN, records: at.records().length })
})

test('the key beside an archive is that of its newest digest, so that it verifies in the midst of a rotation', async () => {
  const at = await signed()
  const [before, now] = [at.signers.now, await newSigner()]
  await at.sign()
  for (const newest of [before, now]) {
    await at.sign({ signers: { now, before } })
    const pem = (await at.exported({ now, before })).get('public-key.pem')
    expect(Buffer.from(pem ?? '').toString()).toBe(newest.pem)
    expect(await at.verify(newest.pem)).toMatchObject(CLEAN)
  }
})

test('a key that is not its turn fails aloud, and nothing is archived or signed', async () => {
  const at = await signed()
  const [old, young, other] = [at.signers.now, await newSigner(), await newSigner()]
  const fails = async (signers: At['signers']) => {
    await at.reads(1)
    const before = [...at.archive.files.keys()]
    const rows = at.memory.rows().length
    await expect(at.sign({ signers })).rejects.toEqual(refused)
    expect([...at.archive.files.keys()]).toEqual(before)
    expect(at.memory.rows()).toHaveLength(rows)
    expect(said.splice(0)).toEqual(['{"level":"alarm","code":"DIGEST_KEY"}\n'])
  }
  await at.sign()
  await fails({ now: young, before: undefined })
  await fails({ now: young, before: other })
  await at.sign({ signers: { now: young, before: old } })
  await fails({ now: old, before: undefined })
  await fails({ now: young, before: undefined })
  await fails({ now: other, before: old })
  await at.sign({ signers: { now: young, before: old } })
  await fails({ now: old, before: undefined })
  await fails({ now: other, before: old })
  await at.sign({ signers: { now: young, before: undefined } })
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
})

test('signers of the old and of the new settings at once replace the key once', async () => {
  const at = await signed()
  await at.reads(2)
  await at.sign()
  let before = at.signers.now
  for (let round = 0; round < 5; round += 1) {
    const now = await newSigner()
    const old = { now: before, before: undefined }
    const all = [old, { now, before }, { now, before }, old]
    for (let n = 0; n < 3; n += 1) {
      await at.reads(3)
      // Whoever is first wins.
      const turned = [...all.slice(n), ...all.slice(0, n)]
      const ended = await Promise.allSettled(turned.map((signers) => at.sign({ signers })))
      for (const one of ended) if (one.status === 'rejected') expect(one.reason).toEqual(refused)
    }
    await at.sign({ signers: { now, before: undefined } })
    expect(keysIn(at).filter(({ successor }) => successor === now.spki)).toHaveLength(1)
    for (const { pem } of [at.signers.now, before, now])
      expect(await at.verify(pem)).toMatchObject({ ...CLEAN, records: at.records().length })
    before = now
  }
})

test.each(['before', 'after'] as const)(
  'a rotation that is killed %s any call is ended by the next runs',
  async (when) => {
    const at = await signed()
    const keys = [at.signers.now]
    await at.sign()
    let died = 0
    for (let n = 1, more = true; more; n += 1) {
      const [now, before] = [await newSigner(), keys.at(-1)]
      const { doors, reached } = dying({ ...at, signers: { now, before } }, n, when)
      await at.reads(1)
      for (const _ of ['names', 'signs']) await at.sign(doors).catch(() => (died += 1))
      more = reached()
      for (const _ of ['names', 'signs']) await at.sign({ signers: { now, before } })
      await at.sign({ signers: { now, before: undefined } })
      const said = keysIn(at)
      expect([said.at(-1)?.key, said.filter(({ successor }) => successor === now.spki).length]).toEqual([
        now.fingerprint,
        1,
      ])
      keys.push(now)
    }
    expect(died).toBeGreaterThan(40)
    // What once was wrong stays wrong, so that all of them are looked at here.
    for (const one of [keys[0], keys[died >> 1], keys.at(-1)])
      expect(await at.verify(one?.pem)).toMatchObject({ ...CLEAN, records: at.records().length })
  },
)

test('digests of the old key that were not archived are archived by a signer that knows the new one alone', async () => {
  const at = await signed()
  const [before, now] = [at.signers.now, await newSigner()]
  const full: Archive = {
    ...at.archive,
    put: async (path, bytes) => path.startsWith('chains') && at.archive.put(path, bytes),
  }
  for (const signers of [at.signers, { now, before }, { now, before }]) {
    await at.reads(1)
    await at.sign({ archive: full, signers })
  }
  expect(keysIn(at)).toEqual([])
  await at.sign({ signers: { now, before: undefined } })
  expect(keysIn(at)).toHaveLength(4)
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
})

test('a run that signs several digests names the new key in the first, and goes on with it', async () => {
  const at = await signed()
  await at.sign()
  for (let chains = 0; chains < 85; chains += 1) {
    await at.reads(1)
    const lease = await at.services.lanes.lease(at.north.tenant)
    lease.close()
  }
  const [before, now] = [at.signers.now, await newSigner()]
  expect((await at.sign({ signers: { now, before } })).digests).toBe(2)
  expect(keysIn(at).map(({ key }) => key)).toEqual([before, before, now].map(({ fingerprint }) => fingerprint))
  expect(await at.verify()).toMatchObject({ ...CLEAN, records: at.records().length })
})

test('a digest that was changed in the table before it was archived does not come under the lock', async () => {
  const at = await signed()
  const thief = await newSigner()
  await at.sign({ archive: { ...at.archive, put: async () => false } })
  await at.sign({ archive: { ...at.archive, put: async () => false } })
  const row = at.memory.rows().find(({ row }) => row.sk === '0000000000#000')?.row
  const payload = { ...JSON.parse(JSON.parse(String(row?.d)).payload), time: '2026-11-25T07:00:00.000Z' }
  await putDigest(at, 0, (await digestFile(JSON.stringify(payload), thief.signer)).toString())
  await at.sign()
  expect([...at.archive.files.keys()]).toEqual(['digests/000001.json', 'digests/000002.json'])
})

test('a digest that somebody else wrote behind the newest neither takes the trail over nor stops the signer', async () => {
  const at = await signed()
  const thief = await newSigner()
  await at.sign()
  const [newest] = keysIn(at)
  const forged = async (seq: number, change: object) =>
    putDigest(at, seq, (await digestFile(JSON.stringify({ ...newest, seq, ...change }), thief.signer)).toString())
  await forged(7, { key: thief.fingerprint })
  await forged(8, { successor: thief.spki })
  expect(await at.sign()).toMatchObject({ digests: 1, anomalies: 1 })
  expect(keysIn(at)[1]).toMatchObject({ seq: 1, key: at.signers.now.fingerprint, successor: null })
})

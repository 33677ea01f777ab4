import { type Archive, checkTrail } from '@wardgraph/api'
import { afterEach, expect, test, vi } from 'vitest'
import { signed } from './signer.fixture.ts'

const said: string[] = []
vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
  said.push(String(line))
  return true
})
afterEach(() => said.splice(0))

const ALARM = '{"level":"alarm","code":"TRAIL_NOT_WHOLE"}\n'
const MINUTE = 60_000

/** Five digests, three of which name files, and what checks them. */
async function archived() {
  const at = await signed()
  for (const reads of [2, 0, 3, 0, 1]) {
    await at.reads(reads)
    await at.sign()
    at.clock.now += MINUTE
  }
  const paths = [...at.archive.files.keys()].sort()
  const digests = paths.filter((path) => path.startsWith('digests/'))
  const chainFiles = paths.filter((path) => path.startsWith('chains/'))
  /** Checks what the archive says, but for one file. */
  const check = (of: { path?: string; bytes?: Uint8Array | undefined; most?: number } = {}) => {
    const find: Archive['find'] = async (path) => (path === of.path ? of.bytes : at.archive.files.get(path))
    const { most = 10 } = of
    return checkTrail(at.services, { archive: { ...at.archive, find }, signers: at.signers, most })
  }
  return { ...at, check, chainFiles, digest: (seq: number) => digests[seq] ?? '' }
}

const flipped = (bytes: Uint8Array | undefined) =>
  Uint8Array.from(bytes ?? [], (byte, i) => (i === 40 ? byte ^ 1 : byte))

test('an archive as it was signed is whole, and no alarm', async () => {
  const { check, chainFiles } = await archived()
  expect(chainFiles.length).toBeGreaterThan(2)
  expect(await check()).toEqual({ digests: 5, files: chainFiles.length, damaged: 0 })
  expect(said).toEqual([])
})

test('every digest and every file that is changed or hidden is an alarm', async () => {
  const { check, chainFiles, digest, archive } = await archived()
  for (const path of [...chainFiles, ...[0, 1, 2, 3, 4].map(digest)])
    for (const bytes of [undefined, flipped(archive.files.get(path)), new Uint8Array()]) {
      // That the newest is not there yet is no damage: it may be on its way from the table.
      if (path === digest(4) && bytes === undefined) continue
      said.splice(0)
      expect((await check({ path, bytes })).damaged, path).toBeGreaterThan(0)
      expect(said, path).toEqual([ALARM])
    }
})

test('a digest or a file that stands in the place of another is an alarm, and so is the signature of another', async () => {
  const { check, chainFiles, digest, archive } = await archived()
  const other = await archived()
  const fileOf = (seq: number) => JSON.parse(Buffer.from(archive.files.get(digest(seq)) ?? []).toString())
  const [first = '', second = ''] = chainFiles
  for (const [path, bytes] of [
    [first, archive.files.get(second)],
    [digest(2), archive.files.get(digest(3))],
    // It names no file that could be missed.
    [digest(1), other.archive.files.get(other.digest(1))],
    [digest(4), Buffer.from(`${JSON.stringify({ ...fileOf(4), signature: fileOf(3).signature })}\n`)],
  ] as const) {
    said.splice(0)
    expect((await check({ path, bytes })).damaged, path).toBeGreaterThan(0)
    expect(said, path).toEqual([ALARM])
  }
})

test('a signer that stands still is an alarm, and one that is just at work is none', async () => {
  const { check, clock, digest } = await archived()
  expect(await check({ path: digest(4) })).toMatchObject({ digests: 4, damaged: 0 })
  clock.now += 13 * MINUTE
  expect((await check()).damaged).toBe(0)
  expect(said).toEqual([])
  clock.now += 2 * MINUTE
  expect((await check()).damaged).toBe(1)
  expect(said).toEqual([ALARM])
  const empty = await signed()
  expect(await checkTrail(empty.services, { ...empty, most: 10 })).toEqual({ digests: 0, files: 0, damaged: 1 })
})

test('so many digests are looked at, the newest ones', async () => {
  const { check, digest } = await archived()
  expect(await check({ most: 2 })).toMatchObject({ digests: 2, damaged: 0 })
  expect((await check({ most: 2, path: digest(2) })).damaged).toBe(0)
  expect((await check({ most: 2, path: digest(3) })).damaged).toBeGreaterThan(0)
  expect(said).toEqual([ALARM])
})

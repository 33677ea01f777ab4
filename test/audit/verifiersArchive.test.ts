import { afterAll, beforeAll, expect, test } from 'vitest'
import { signed } from '../api/signer.fixture.ts'
import type { Files } from './fixture.ts'
import { bytesOf, withFile, withNewManifest } from './tamper.ts'
import { askOneFile, askProject, askPython, type Folder, folders, hasPython, type Said } from './verifiers.ts'

const hookTimeout = 120_000
const at = folders()
const cases: [change: string, files: Files][] = []
const all: { folders: readonly Folder[]; project: readonly Said[] } = { folders: [], project: [] }

/** An archive of three runs, the last of which had nothing new. */
beforeAll(async () => {
  const made = await signed()
  for (const reads of [6, 3, 0]) {
    await made.reads(reads)
    await made.sign()
  }
  const files = await made.exported()
  cases.push(['nothing', files], ...damages(files))
  all.folders = cases.map(([, one]) => at.put({ files: one, publicKey: made.pem }))
  all.project = await askProject(all.folders)
}, hookTimeout)
afterAll(at.remove, hookTimeout)

/** Each file gone, and changed in its first, middle and last byte, with a manifest made to agree; files exchanged. */
function damages(files: Files): [string, Files][] {
  const paths = [...files.keys()].filter((path) => path !== 'manifest.json' && path !== 'public-key.pem')
  const changed = (path: string, share: number) => {
    const bytes = Buffer.from(bytesOf(files, path))
    const place = Math.floor(share * (bytes.length - 1))
    bytes[place] = (bytes[place] ?? 0) ^ 1
    return withFile(files, path, bytes)
  }
  const [digests, chains] = [/^digests/, /^chains/].map((kind) => paths.filter((path) => kind.test(path)).sort())
  const [first = '', second = ''] = digests ?? []
  const [one = '', other = ''] = chains ?? []
  const later = one.replace(/\d{10}/, '9999999999')
  const made: [string, Files][] = [
    ...paths.flatMap((path): [string, Files][] => [
      [`without ${path}`, withFile(files, path, undefined)],
      ...[0, 0.5, 1].map((share): [string, Files] => [`${path} changed at ${share}`, changed(path, share)]),
    ]),
    ['two digests exchanged', withFile(withFile(files, first, bytesOf(files, second)), second, bytesOf(files, first))],
    ['two chain files exchanged', withFile(withFile(files, one, bytesOf(files, other)), other, bytesOf(files, one))],
    ['a chain file twice', withFile(files, later, bytesOf(files, one))],
    ['a chain file under the name of an export', withFile(files, one.replace(/\d{10}/, '000000'), bytesOf(files, one))],
  ]
  return made.map(([change, damaged]) => [change, withNewManifest(damaged)])
}

test('an archive is whole, and every file that is gone, changed, exchanged or too many is damage', () => {
  const [clean, ...damaged] = all.project
  expect(clean?.answer).toMatchObject({ whole: true, uncovered: 0 })
  expect(damaged.length).toBeGreaterThan(30)
  const whole = damaged.flatMap(({ answer }, i) => (answer?.whole === false ? [] : [cases[i + 1]?.[0]]))
  // The newest digest with nothing under it can be dropped unseen: its age tells (--max-age).
  expect(whole).toEqual(['without digests/000002.json'])
})

test('the one file for auditors says the same of an archive, to the word', () =>
  expect(askOneFile(all.folders)).toEqual(all.project))

test.skipIf(!hasPython)(`so does Python${hasPython ? '' : ' (SKIPPED: this machine has no python3)'}`, () =>
  expect(askPython(all.folders).map(({ answer }) => answer)).toEqual(all.project.map(({ answer }) => answer)),
)

import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEventProblems } from '../audit/auditEventChecks.ts'
import { world } from '../audit/damages.ts'
import { clinic, idOf, north } from '../audit/fixture.ts'
import { edited } from '../audit/lineDamages.ts'
import { ocsfProblems } from '../audit/ocsfChecks.ts'
import { withLines } from '../audit/tamper.ts'
import { type Folder, folders } from '../audit/verifiers.ts'
import { commands, each, refusal } from '../fixtures/commands.ts'

const at = folders()
const { run } = commands(join(at.home, 'home'))
const john = idOf('john')
const mary = idOf('mary')

let whole: Folder
let damaged: Folder
let uncovered: Folder

beforeAll(async () => {
  const { record, exportNow, publicKey, chains } = await clinic()
  await record(north)
  await record(north, {
    disclosed: [
      [mary, 'Patient', mary, ['name']],
      [john, 'Patient', john, ['id', 'name']],
    ],
  })
  await record(north, { disclosed: [[mary, 'Patient', mary, ['birthDate']]], ties: [[mary, 'CARE_TEAM', null]] })
  await record(north, { disclosed: [], denied: [[john, 'Patient', john, ['observations']]] })
  const [chain = ''] = [...chains.keys()]
  const { files } = await exportNow()
  whole = at.put({ files, publicKey })
  damaged = at.put({ files: withLines(files, chain, (lines) => lines.with(2, edited(lines[2]))), publicKey })
  const other = await world()
  uncovered = at.put({ files: other.uncovered, publicKey: other.publicKey })
})
afterAll(at.remove)

const from = ({ dir, key }: Folder) => ['--dir', dir, '--key', key]
const events = (folder: Folder, patient = john) => run('audit', 'events', ...from(folder), '--patient', patient)
const ocsf = (folder: Folder) => run('audit', 'ocsf', ...from(folder))
const linesOf = (stdout: string) => stdout.trimEnd().split('\n')

test('an export that does not verify, or not wholly, or not with this key, is refused and nothing of it is shown', async () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const other = join(at.home, 'other.pem')
  writeFileSync(other, publicKey.export({ type: 'spki', format: 'pem' }))
  const asked = [damaged, uncovered, { ...whole, key: other }]
  const said = [...(await each(asked, (folder) => events(folder))), ...(await each(asked, ocsf))]
  for (const { code, stdout, stderr } of said) {
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/DAMAGED: the export does not verify, so nothing of it goes out\.\n$/)
  }
  expect(said[0]?.stderr).toMatch(/^DAMAGED: record at sequence 2 of chain/)
  expect(said[1]?.stderr).toMatch(/^UNCOVERED: from sequence \d+ on of chain \S+; records: 1\.\n[^\n]+\n$/)
})

test('what cannot be read, and a patient that is none, is refused as such', async () => {
  const nowhere = { ...whole, dir: join(whole.dir, 'nowhere') }
  const noKey = { ...whole, key: join(whole.dir, 'manifest.json') }
  const unreadable = await each([nowhere, noKey], (folder) => events(folder))
  expect(unreadable).toEqual([refusal('UNREADABLE', 2), refusal('UNREADABLE', 2)])
  const wrong = await each(
    [
      ['events', ...from(whole)],
      ['events', ...from(whole), '--patient', 'N100137'],
      ['ocsf', ...from(whole), '--patient', john],
      ['ocsf', '--dir', whole.dir],
      ['ocsf', ...from(whole), '--out', whole.dir],
    ],
    (args) => run('audit', ...args),
  )
  for (const said of wrong) expect(said).toEqual(refusal('WRONG_USAGE', 2))
})

test('`audit events` prints an AuditEvent for each record that names the patient, and no id of another', async () => {
  const { code, stdout, stderr } = await events(whole)
  expect([code, stderr]).toEqual([0, 'events: 3.\n'])
  const found = linesOf(stdout).map((line) => JSON.parse(line))
  expect(found.map((event) => auditEventProblems(event))).toEqual([[], [], []])
  expect(found.map(({ outcome }) => outcome)).toEqual(['0', '0', '4'])
  expect(stdout).not.toContain(mary)
  const nobody = await events(whole, idOf('nobody'))
  expect(nobody).toEqual({ code: 0, stdout: '', stderr: 'events: 0.\n' })
})

test('`audit ocsf` prints an event for every record, the opening of the chain too', async () => {
  const { code, stdout, stderr } = await ocsf(whole)
  expect([code, stderr]).toEqual([0, 'events: 5.\n'])
  expect(linesOf(stdout).map((line) => ocsfProblems(line))).toEqual([[], [], [], [], []])
  expect(linesOf(stdout).map((line) => JSON.parse(line).type_uid)).toEqual([600299, 600302, 600302, 600302, 600302])
})

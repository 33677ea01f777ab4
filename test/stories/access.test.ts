import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands, refusal } from '../fixtures/commands.ts'
import { dev, newHome, type Server } from '../fixtures/product.ts'

const { home, remove } = newHome()
const files = newHome()
const { run, json } = commands(home)
let server: Server
beforeAll(async () => {
  server = await dev({ home })
})
afterAll(async () => {
  await server.stop('SIGTERM')
  for (const end of [remove, files.remove]) end()
})

function file(name: string, text: string): string {
  const path = join(files.home, name)
  writeFileSync(path, text)
  return path
}

const CHART = `query Chart($id: RecordId!) {
  patient(id: $id) { name { family } birthDate observations { nodes { id } } }
}`

test('access explain says of each key what it is to a user, as the README shows it, and is on record', async () => {
  const users = await json('users', '--json')
  const { patient } = users.find(({ username }: { username: string }) => username === 'patient-northside')
  const [operation, variables] = [file('chart.graphql', CHART), file('chart.json', JSON.stringify({ id: patient }))]
  const asked = ['--operation', operation, '--variables', variables]
  const own = await json('access', 'explain', '--as', 'patient-northside', ...asked, '--json')
  expect(own[0]).toEqual({
    path: 'patient',
    coordinate: 'Query.patient',
    allow: true,
    reason: 'ALLOWED: PATIENT may call it for PATRQT',
    line: expect.stringMatching(/^schema\/patient\.graphql:\d+$/),
  })
  expect(own.every((row: { allow: boolean }) => row.allow)).toBe(true)
  const other = await json('access', 'explain', '--as', 'patient-lakeview', ...asked, '--json')
  expect(other.map(({ path, allow, reason }: Record<string, unknown>) => [path, allow, reason])).toEqual([
    ['patient', false, 'ABSENT: there is none that the caller may know of'],
  ])
  const admin = await run('access', 'explain', '--as', 'admin-northside', ...asked)
  expect(admin).toEqual({
    code: 0,
    stdout: expect.stringMatching(
      /^patient: DENIED: no grant to ADMIN for HOPERAT \(schema\/patient\.graphql:\d+\)\n$/,
    ),
    stderr: '',
  })
  const dumped = (await run('table', 'dump')).stdout
  expect(dumped.split('\n').filter((line) => /^\{"table":"audit".*access\.explain/.test(line))).toHaveLength(3)
})

test('access explain refuses what it cannot explain in one line, and repeats nothing of it', async () => {
  const good = file('me.graphql', '{ me { role } }')
  const explain = (...args: string[]) => run('access', 'explain', ...args)
  const as = ['--as', 'doctor-northside', '--operation']
  expect(await explain()).toEqual(refusal('WRONG_USAGE', 2))
  expect(await explain('--as', 'nobody', '--operation', good)).toEqual(refusal('UNKNOWN_USER', 2))
  expect(await explain(...as, join(files.home, 'none'))).toEqual(refusal('UNREADABLE', 2))
  expect(await explain(...as, good, '--variables', file('list.json', '[1]'))).toEqual(refusal('UNREADABLE', 2))
  expect(await explain(...as, file('bad.graphql', '{ patient(id: "Adler'))).toEqual(refusal('BAD_USER_INPUT', 2))
  expect(await explain(...as, file('wrong.graphql', '{ ssn }'))).toEqual(refusal('BAD_USER_INPUT', 2))
  expect(await explain(...as, good, '--role', 'PORTER')).toEqual(refusal('WRONG_USAGE', 2))
  expect(await explain(...as, good, '--purpose', 'HPAYMT')).toEqual(refusal('BAD_USER_INPUT', 2))
})

test('a privacy officer asks who reads a chart, prints the access review and signs it; others are refused', async () => {
  const officer = ['--as', 'privacy-lakeview']
  const who = (...more: string[]) => run('access', 'who', ...more)
  const rows = await json('access', 'who', '--patient', 'demo-lakeview-p01', ...officer, '--json')
  expect(rows.map(({ rule, username, role }: Record<string, string>) => `${rule} ${username} ${role}`)).toEqual([
    'HOUSE null DOCTOR',
    'HOUSE null NURSE',
    'HOUSE null SUPPORT',
    'SELF patient-lakeview PATIENT',
    'TEAM doctor-lakeview DOCTOR',
    'TEAM nurse-lakeview NURSE',
  ])
  const keys = [
    'rule',
    'unit',
    'username',
    'role',
    'relation',
    'basis',
    'since',
    'until',
    'reads',
    'masked',
    'segments',
  ]
  for (const row of rows) expect(Object.keys(row)).toEqual(keys)
  const shown = await who('--patient', 'demo-lakeview-p01', ...officer)
  expect([shown.code, shown.stderr, shown.stdout.trimEnd().split('\n').length]).toEqual([0, '', rows.length + 1])
  expect(await who('--patient', 'demo-lakeview-p01', '--as', 'doctor-lakeview')).toEqual(refusal('FORBIDDEN', 1))
  expect(await who('--patient', 'demo-northside-p01', ...officer)).toEqual(refusal('UNKNOWN_PATIENT', 2))
  expect(await who(...officer)).toEqual(refusal('WRONG_USAGE', 2))
  const review = await run('access', 'review', ...officer)
  expect([review.code, review.stderr]).toEqual([0, ''])
  expect(review.stdout).toContain(',lakeview,doctor-lakeview,DOCTOR,MEMBERSHIP,')
  expect(review.stdout).not.toContain('northside')
  const file = join(files.home, 'review.csv')
  const sign = (text: string) => {
    writeFileSync(file, text)
    return run('access', 'review', '--sign-off', file, ...officer)
  }
  const sha256 = createHash('sha256').update(review.stdout).digest('hex')
  expect((await sign(review.stdout)).stdout).toMatch(new RegExp(`^${sha256} AccessReview [a-z2-7]{26}\n$`))
  expect(await sign(review.stdout.replace('DOCTOR', 'NURSE'))).toEqual(refusal('NOT_PRINTED', 1))
  expect(await run('access', 'review', '--as', 'admin-lakeview')).toEqual(refusal('FORBIDDEN', 1))
  expect(await run('access', 'review', '--sign-off', `${file}.not`, ...officer)).toEqual(refusal('UNREADABLE', 2))
})

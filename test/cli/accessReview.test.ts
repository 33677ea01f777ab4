import { createHash } from 'node:crypto'
import type { Lanes } from '@wardgraph/audit'
import { expect, test } from 'vitest'
import { csvOf } from '../../packages/cli/src/access/csv.ts'
import { accessReview, signOff } from '../../packages/cli/src/access/review.ts'
import { endUser } from '../../packages/cli/src/users.ts'
import { auditable, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { accessRecords, type Hospital, hospital, refused } from './access.fixture.ts'

const HOUR = 3_600_000
const as = { username: 'privacy' }

/** The lines of a CSV of which no value needs quotes, by their columns. */
function linesOf(csv: string): readonly Readonly<Record<string, string>>[] {
  expect(csv).not.toContain('"')
  expect(csv.endsWith('\r\n')).toBe(true)
  const [head = [], ...lines] = csv
    .slice(0, -2)
    .split('\r\n')
    .map((line) => line.split(','))
  return lines.map((line) => Object.fromEntries(head.map((name, i) => [name, line[i] ?? ''])))
}

/** RFC 4648, in lower case, of the first 16 bytes of a SHA-256. */
function shortHash(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  const bits = [...bytes]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .padEnd(130, '0')
  return (bits.match(/.{5}/g) ?? [])
    .map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(five, 2)])
    .join('')
}

test('whoever the schema does not admit as a reviewer neither prints nor signs a review, and the attempt is on record', async () => {
  const made = await ward()
  const { services, north, join } = made
  const ended = await join(north, { username: 'ended', role: 'PRIVACY', end: Date.now() - 1 })
  const csv = Buffer.from(await accessReview(services, as))
  for (const { username, membership } of [made.doctor, made.admin, made.service, made.patient, ended])
    for (const [root, field, attempt] of [
      ['access.review', 'lines', () => accessReview(services, { username })],
      ['access.signOff', 'signedOff', () => signOff(services, { username, csv })],
    ] as const) {
      await expect(attempt()).rejects.toEqual(refused('FORBIDDEN', 1))
      expect(accessRecords(made, north.tenant).at(-1)).toMatchObject({
        outcome: 'FORBIDDEN',
        caller: { membership },
        operation: { kind: 'query', roots: [root] },
        changed: [],
        denied: [[null, 'AccessReview', null, [field]]],
      })
    }
  await expect(accessReview(services, { username: 'nobody' })).rejects.toEqual(refused('UNKNOWN_USER', 2))
})

test('nothing is printed and nothing signed whose audit record could not be written', async () => {
  const { through, stop } = auditable()
  const { services } = await ward({ through })
  const csv = Buffer.from(await accessReview(services, as))
  stop()
  await expect(accessReview(services, as)).rejects.toEqual(refused('AUDIT_UNAVAILABLE', 3))
  await expect(signOff(services, { ...as, csv })).rejects.toEqual(refused('AUDIT_UNAVAILABLE', 3))
  await expect(signOff(services, { ...as, csv: Buffer.from('x') })).rejects.toEqual(refused('AUDIT_UNAVAILABLE', 3))
})

test('a reviewer whose membership ends before the sign-off is on record has not signed', async () => {
  const clock = { now: Date.now() }
  const made = await ward({ now: () => clock.now })
  const { services, north, join } = made
  await join(north, { username: 'locum', role: 'PRIVACY', end: clock.now + 1 })
  const csv = Buffer.from(await accessReview(services, { username: 'locum' }))
  const slow: Lanes = {
    lease(tenant) {
      clock.now += 1
      return services.lanes.lease(tenant)
    },
  }
  const signing = signOff({ ...services, lanes: slow }, { username: 'locum', csv })
  await expect(signing).rejects.toEqual(refused('FORBIDDEN', 1))
  const records = accessRecords(made, north.tenant)
  expect(records.map(({ outcome }) => outcome)).toEqual(['OK', 'FORBIDDEN'])
  expect(records.flatMap(({ changed }) => changed)).toEqual([])
})

test('only what was printed for this tenant is signed, and within a month; every other attempt is on record', async () => {
  const made = await hospital()
  const { services, north, south, clock, join } = made
  const refusedAs = async (code: string, csv: string | Buffer) => {
    await expect(signOff(services, { ...as, csv: Buffer.from(csv) })).rejects.toEqual(refused(code, 1))
    expect(accessRecords(made, north.tenant).at(-1)).toMatchObject({
      outcome: 'CONFLICT',
      operation: { roots: ['access.signOff'] },
      changed: [],
      denied: [[null, 'AccessReview', null, ['signedOff']]],
    })
  }
  const csv = await accessReview(services, as)
  const lines = csv.split('\r\n')
  const edits = [
    '',
    csv.slice(0, -1),
    csv.replace('DOCTOR', 'NURSE'),
    csv.replaceAll('\r', ''),
    `\uFEFF${csv}`,
    `${csv}${csv}`,
    lines.toSpliced(1, 1).join('\r\n'),
    // The seal is of its date too.
    csv.replace(/(.*)\d{4}-\d\d-\d\d,north,,,SEAL/s, '$12099-01-01,north,,,SEAL'),
    lines.toSpliced(-2, 1).join('\r\n'),
  ]
  expect(new Set([csv, ...edits]).size).toBe(edits.length + 1)
  for (const edited of edits) await refusedAs('NOT_PRINTED', edited)
  await join(south, { username: 'south-officer', role: 'PRIVACY' })
  await refusedAs('NOT_PRINTED', await accessReview(services, { username: 'south-officer' }))
  // A house that goes on while the officer reads does not undo what was printed.
  await endUser(services, 'late', {})
  clock.now = Date.parse(csv.slice(-400).match(/\d{4}-\d\d-\d\d(?=,north,,,SEAL)/)?.[0] ?? '') + 31 * 24 * HOUR - 1
  await signOff(services, { ...as, csv: Buffer.from(csv) })
  clock.now += 1
  await refusedAs('STALE', csv)
})

test('a review that is signed is on record by its hash, and whoever has the file recognises it', async () => {
  const made = await ward()
  const { services, north, privacy } = made
  const csv = await accessReview(services, as)
  expect(accessRecords(made, north.tenant)).toEqual([
    expect.objectContaining({
      outcome: 'OK',
      operation: { kind: 'query', roots: ['access.review'], document: null },
      disclosed: [[null, 'AccessReview', shortHash(csv), ['lines']]],
    }),
  ])
  const signed = await signOff(services, { ...as, csv: Buffer.from(csv) })
  expect(signed).toEqual({ id: shortHash(csv), sha256: createHash('sha256').update(csv).digest('hex') })
  expect(accessRecords(made, north.tenant).at(-1)).toMatchObject({
    origin: 'access',
    outcome: 'OK',
    caller: { person: privacy.person, membership: privacy.membership, role: 'PRIVACY' },
    operation: { kind: 'query', roots: ['access.signOff'] },
    disclosed: [],
    changed: [[null, 'AccessReview', shortHash(csv), ['signedOff'], 1]],
    denied: [],
  })
})

/** How many patients are on somebody's own list: treated, or opened in an emergency. */
async function listed(made: Hospital, user: User): Promise<number> {
  const { body } = await made.query(user, '{ patients(first: 100) { nodes { id } } }')
  return body.data.patients.nodes.length
}

test('the review has a line for each membership of the tenant and each tie, and counts what the executor lists', async () => {
  const made = await hospital()
  const { services, users, at, start, clock, south, join } = made
  await join(south, { username: 'doctor', role: 'DOCTOR' })
  const csv = await accessReview(services, as)
  expect(await accessReview(services, as)).toBe(csv)
  const all = linesOf(csv)
  expect(all.at(-1)).toMatchObject({ rule: 'SEAL', unit: expect.stringMatching(/^[0-9a-f]{32}$/) })
  const lines = all.filter(({ rule }) => rule !== 'SEAL')
  expect(Object.keys(lines[0] ?? {})).toEqual(
    'date tenant username role rule unit since until state practitioner rostered on_shift_until care_team_patients proxies emergencies_90_days decision'.split(
      ' ',
    ),
  )
  const members = lines.filter(({ rule }) => rule === 'MEMBERSHIP')
  const known = [...users.map(({ username, role }) => `${username} ${role}`), 'import SERVICE']
  expect(members.map(({ username, role }) => `${username} ${role}`)).toEqual(known.sort())
  for (const line of lines) expect(line).toMatchObject({ date: at(0).slice(0, 10), tenant: 'north', decision: '' })
  const line = (name: string, role: string) => members.find((one) => one.username === name && one.role === role)
  for (const user of users.filter(({ role, end }) => /DOCTOR|NURSE/.test(role) && (end === null || end > clock.now))) {
    // Somebody he stands for is in his care team, and not on his list.
    const treated = (await listed(made, user)) - (user.username === 'fay' ? 1 : 0) + (user.username === 'kin' ? 1 : 0)
    expect([user.username, line(user.username, user.role)?.care_team_patients]).toEqual([user.username, `${treated}`])
  }
  expect(line('gone', 'DOCTOR')).toMatchObject({ state: 'ENDED', until: new Date(start - HOUR).toISOString() })
  expect(line('brief', 'DOCTOR')).toMatchObject({ state: 'RUNNING', until: at(HOUR) })
  expect(line('doctor', 'DOCTOR')).toMatchObject({ practitioner: made.dora, since: '', until: '', proxies: '' })
  expect(line('nora', 'NURSE')).toMatchObject({
    rostered: 'ward-1 until further notice',
    on_shift_until: at(8 * HOUR),
    care_team_patients: '1',
  })
  expect(line('fay', 'DOCTOR')).toMatchObject({ emergencies_90_days: '1', care_team_patients: '0' })
  expect(line('kin', 'PATIENT')).toMatchObject({ proxies: '1', care_team_patients: '' })
  const ties = lines.filter(({ rule }) => rule !== 'MEMBERSHIP')
  const named = ties.map(({ username, role, rule, unit, until, on_shift_until: shift, care_team_patients: count }) =>
    [username, role, rule, unit || '-', until || '-', shift || '-', count || '-'].join(' '),
  )
  expect(named).toEqual([
    'brief DOCTOR TEAM - - - 1',
    'doctor DOCTOR TEAM - - - 1',
    `fay DOCTOR EMERGENCY - ${at(HOUR / 2)} - -`,
    `hob NURSE ROSTER ward-9 - ${at(4 * HOUR)} 0`,
    'kin DOCTOR TEAM - - - 1',
    'kin PATIENT PROXY - - - -',
    `nora NURSE ROSTER ward-1 - ${at(8 * HOUR)} 1`,
    'nurse NURSE TEAM - - - 1',
    'par PATIENT PROXY - - - -',
    'pat PATIENT PROXY - - - -',
    'ron SUPPORT ROSTER ward-1 - - 1',
    `rosa NURSE ROSTER ward-1 ${at(48 * HOUR)} - 1`,
    `sue NURSE ROSTER bay-2 - ${at(4 * HOUR)} 1`,
  ])
})

test('of an emergency that is over the review counts the last ninety days, and what has ended opens nothing', async () => {
  const made = await hospital()
  const { services, clock, at } = made
  const fay = async () => linesOf(await accessReview(services, as)).filter(({ username }) => username === 'fay')
  clock.now = Date.parse(at(90 * 24 * HOUR)) - 1
  expect((await fay()).map(({ rule, emergencies_90_days: count }) => [rule, count])).toEqual([['MEMBERSHIP', '1']])
  clock.now += 1
  expect((await fay()).map(({ rule, emergencies_90_days: count }) => [rule, count])).toEqual([['MEMBERSHIP', '0']])
})

test('a review names no patient and holds no value of one', async () => {
  const made = await hospital()
  const csv = await accessReview(made.services, as)
  for (const value of [made.ada, made.ben, 'Adler', 'Bauer', '1970', 'MRN-', '555-0100', 'Unconscious'])
    expect(csv).not.toContain(value)
})

test('a value that a spreadsheet would take for a formula is text', () => {
  const cells = ['=1+1', '+1', '-1', '@sum', '\t=1', '\r=1', 'a=1', '2026-01-31', '', "'=1"]
  expect(csvOf([cells])).toBe(`'=1+1,'+1,'-1,'@sum,'\t=1,"'\r=1",a=1,2026-01-31,,'=1\r\n`)
  expect(csvOf([['=HYPERLINK("x","y")']])).toBe(`"'=HYPERLINK(""x"",""y"")"\r\n`)
})

test('CSV is that of RFC 4180: values with commas, quotes and line breaks are in quotes, and every line ends', () => {
  expect(
    csvOf([
      ['a', 'b'],
      ['1,2', 'say "so"'],
      ['x\ny', 'x\r\ny'],
    ]),
  ).toBe('a,b\r\n"1,2","say ""so"""\r\n"x\ny","x\r\ny"\r\n')
  expect(csvOf([])).toBe('')
})

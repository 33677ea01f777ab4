import { type Table, TableError } from '@wardgraph/records'
import { expect, test } from 'vitest'
import type { WhoRow } from '../../packages/cli/src/access/row.ts'
import { whoTable } from '../../packages/cli/src/access/row.ts'
import { whoReads } from '../../packages/cli/src/access/who.ts'
import type { User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { accessRecords, type Hospital, hospital, readBy, refused } from './access.fixture.ts'

const HOUR = 3_600_000
const as = { username: 'privacy' }

/** Puts a denial of auditing between the product and its table. */
function withoutAudit(table: Table): Table {
  return {
    ...table,
    transact: (actions, options) =>
      actions.some((action) => action.do === 'put' && action.table === 'audit')
        ? Promise.reject(new TableError('UNAVAILABLE'))
        : table.transact(actions, options),
  }
}

test('whoever the schema does not admit as a reviewer learns nothing, and the attempt is on record', async () => {
  const made = await ward()
  const { services, ada, north, south, join, memory } = made
  const ended = await join(north, { username: 'ended', role: 'PRIVACY', end: Date.now() - 1 })
  await join(south, { username: 'elsewhere', role: 'PRIVACY' })
  for (const user of [made.doctor, made.nurse, made.patient, made.support, made.admin, made.service, ended]) {
    const before = accessRecords(made, north.tenant).length
    await expect(whoReads(services, { patient: ada, username: user.username })).rejects.toEqual(refused('FORBIDDEN', 1))
    const [record, ...others] = accessRecords(made, north.tenant).slice(before)
    expect(others).toEqual([])
    expect(record).toMatchObject({
      outcome: 'FORBIDDEN',
      caller: { person: user.person, membership: user.membership, role: user.role },
      operation: { kind: 'query', roots: ['access.who'] },
      disclosed: [],
      denied: [[null, 'Patient', null, ['access']]],
    })
  }
  // A reviewer of the other hospital is one there, where there is no such patient.
  const away = whoReads(services, { patient: ada, username: 'elsewhere' })
  await expect(away).rejects.toEqual(refused('UNKNOWN_PATIENT', 2))
  const named = whoReads(services, { patient: ada, username: 'elsewhere', tenant: 'north' })
  await expect(named).rejects.toEqual(refused('UNKNOWN_USER', 2))
  expect(JSON.stringify(memory.rows().filter(({ table }) => table === 'audit'))).not.toContain('Adler')
})

test('a patient who is not there, or in the other hospital, is unknown, and the attempt is on record without the id', async () => {
  const made = await ward()
  const { services, north, cleo } = made
  for (const patient of [cleo, 'a'.repeat(26), 'N100137', '']) {
    await expect(whoReads(services, { ...as, patient })).rejects.toEqual(refused('UNKNOWN_PATIENT', 2))
    expect(accessRecords(made, north.tenant).at(-1)).toMatchObject({
      outcome: 'BAD_USER_INPUT',
      caller: { person: made.privacy.person, role: 'PRIVACY', purpose: 'HOPERAT' },
      disclosed: [],
      denied: [[null, 'Patient', null, ['access']]],
      ties: [],
      opened: 0,
    })
  }
  expect(JSON.stringify(accessRecords(made, north.tenant))).not.toContain(cleo)
})

test('nothing is answered whose audit record could not be written, not even a refusal', async () => {
  const { services, ada } = await ward({ through: withoutAudit })
  for (const [username, patient] of [
    ['privacy', ada],
    ['privacy', 'nobody'],
    ['doctor', ada],
  ] as const) {
    await expect(whoReads(services, { username, patient })).rejects.toEqual(refused('AUDIT_UNAVAILABLE', 3))
  }
})

test('who has no such user, or reviews in several hospitals, has to say more', async () => {
  const { services, south, join, ada } = await ward()
  await expect(whoReads(services, { username: 'nobody', patient: ada })).rejects.toEqual(refused('UNKNOWN_USER', 2))
  await join(south, { username: 'privacy', role: 'PRIVACY' })
  await expect(whoReads(services, { ...as, patient: ada })).rejects.toEqual(refused('SEVERAL_MEMBERSHIPS', 2))
  expect(await whoReads(services, { ...as, patient: ada, tenant: 'north' })).not.toEqual([])
})

test('that it was asked is on record as a disclosure of the patient’s access, before the answer', async () => {
  const made = await ward()
  const { services, north, ada, privacy } = made
  await whoReads(services, { ...as, patient: ada })
  expect(accessRecords(made, north.tenant)).toEqual([
    expect.objectContaining({
      origin: 'access',
      outcome: 'OK',
      status: null,
      session: null,
      caller: { person: privacy.person, membership: privacy.membership, role: 'PRIVACY', purpose: 'HOPERAT' },
      operation: { kind: 'query', roots: ['access.who'], document: null },
      disclosed: [[ada, 'Patient', ada, ['access']]],
      changed: [],
      denied: [],
      ties: [[ada, 'TENANT', null]],
      opened: 1,
    }),
  ])
})

/** What the rows say that somebody reads now: by his own, or as everybody of the role; nothing under what has ended. */
function said(rows: readonly WhoRow[], { username, role, end }: User, now: number) {
  const own = rows.filter((row) => row.username === username && row.role === role && row.rule !== 'ROSTER')
  const ended = end !== null && end <= now
  const house = rows.filter((row) => row.username === null && row.role === role && !ended)
  const counted = own.length > 0 ? own : house
  const all = counted.map(({ reads, masked, segments }) => ({ reads, masked, segments }))
  return all.length === 0 ? [{ reads: [], masked: [], segments: [] }] : all
}

/** Holds what `who` says against what the executor answers to everybody, named or not. */
async function agree(made: Hospital): Promise<readonly WhoRow[]> {
  const rows = await whoReads(made.services, { ...as, patient: made.ada })
  for (const user of made.users) {
    const read = await readBy(made, user)
    for (const row of said(rows, user, made.clock.now))
      expect([user.username, user.role, row]).toEqual([user.username, user.role, read])
  }
  return rows
}

const NOTHING = { reads: [], masked: [], segments: [] }

test('who agrees with the executor about everybody, however they stand to the patient', async () => {
  const made = await hospital()
  const { ada, at } = made
  const rows = await agree(made)
  const named = rows.map(({ rule, unit, username, role, relation, basis, until }) =>
    [rule, unit ?? '-', username ?? '*', role, relation, basis === null ? '-' : basis, until ?? '-'].join(' '),
  )
  const grant = rows.find(({ rule }) => rule === 'EMERGENCY')?.basis
  expect(grant).toMatch(/^[a-z2-7]{26}$/)
  expect(named).toEqual([
    'HOUSE - * DOCTOR TENANT - -',
    'HOUSE - * NURSE TENANT - -',
    'HOUSE - * SUPPORT TENANT - -',
    'SELF - ada PATIENT SELF - -',
    `TEAM - brief DOCTOR CARE_TEAM encounter ${at(HOUR)}`,
    'TEAM - doctor DOCTOR CARE_TEAM encounter -',
    // In the care team of somebody he stands for: the place is there, and does not tie.
    'TEAM - kin DOCTOR TENANT encounter -',
    'TEAM - nurse NURSE CARE_TEAM encounter -',
    `UNIT ward-1 nora NURSE CARE_TEAM manual ${at(8 * HOUR)}`,
    `UNIT ward-1 sue NURSE CARE_TEAM manual ${at(4 * HOUR)}`,
    `ROSTER ward-1 nora NURSE CARE_TEAM manual ${at(72 * HOUR)}`,
    `ROSTER ward-1 rosa NURSE CARE_TEAM manual ${at(48 * HOUR)}`,
    `ROSTER ward-1 sue NURSE CARE_TEAM manual ${at(72 * HOUR)}`,
    'PROXY - kin PATIENT PROXY EXECUTOR -',
    // A parent of somebody who is of age.
    'PROXY - par PATIENT TENANT PARENT -',
    'PROXY - pat PATIENT PROXY GUARDIAN -',
    `EMERGENCY - fay DOCTOR BREAK_GLASS ${grant} ${at(HOUR / 2)}`,
  ])
  // Clinical facts without visits: what is clinical of a visit is out of reach.
  expect(rows.find(({ username }) => username === 'pat')).toMatchObject({ reads: ['NAME'], masked: ['CLINICAL'] })
  expect(rows.find(({ username }) => username === 'par')).toMatchObject(NOTHING)
  expect(rows.find(({ rule, role }) => rule === 'HOUSE' && role === 'NURSE')).toMatchObject({
    reads: ['CONTACT', 'NAME'],
    masked: ['DEMOGRAPHIC', 'IDENTIFIER'],
    segments: [],
  })
  expect(rows.find(({ rule }) => rule === 'SELF')?.segments).toEqual([
    'HIV',
    'MENTAL_HEALTH',
    'PART2',
    'REPRODUCTIVE',
    'VIP',
  ])
  expect(ada).toBe(made.ada)
})

test('a place on a roster is said apart: nothing is read by it until the shift is started, and then what was said', async () => {
  const made = await hospital()
  const { rosa, at, must } = made
  const mine = (rows: readonly WhoRow[]) => rows.filter(({ username }) => username === 'rosa')
  const before = await agree(made)
  const [place, ...others] = mine(before)
  expect([place?.rule, place?.since, others]).toEqual(['ROSTER', null, []])
  await must(rosa, 'startShift', { unit: 'ward-1', until: at(2 * HOUR) })
  const { reads, masked, segments } = await readBy(made, rosa)
  expect(place).toMatchObject({ reads, masked, segments })
  expect(reads).toContain('CLINICAL')
  expect(mine(await agree(made)).map(({ rule, until }) => [rule, until])).toEqual([
    ['UNIT', at(2 * HOUR)],
    ['ROSTER', at(48 * HOUR)],
  ])
})

test('consents count for those whom they name: roles, persons, segments, and emergencies by name only', async () => {
  const made = await hospital()
  const { ada, deni, support, must, nurse } = made
  const rules = [
    { type: 'DENY', roles: ['NURSE'], classes: ['CLINICAL'] },
    { type: 'DENY', persons: [deni.person] },
    { type: 'PERMIT', segments: ['PART2'], persons: [nurse.person], classes: ['VISIT'] },
    { type: 'DENY', segments: ['HIV'] },
  ]
  await must(support, 'recordConsent', { patient: ada, expectedVersion: 1, rules })
  const rows = await agree(made)
  const find = (username: string | null, role: string) =>
    rows.filter((row) => row.username === username && row.role === role)
  expect(find('nurse', 'NURSE').map(({ reads }) => reads.includes('CLINICAL'))).toEqual([false])
  expect(find('doctor', 'DOCTOR').map(({ reads }) => reads.includes('CLINICAL'))).toEqual([true])
  // Whom nothing ties, and a consent makes another than the house, has a row of his own.
  expect(find('deni', 'DOCTOR')).toMatchObject([{ rule: 'HOUSE', relation: 'TENANT', reads: ['NAME'] }])
  expect(find(null, 'DOCTOR')).toMatchObject([{ rule: 'HOUSE', reads: expect.arrayContaining(['NAME', 'CONTACT']) }])
  expect(find('fay', 'DOCTOR')[0]?.segments).toContain('HIV')
  expect(find('doctor', 'DOCTOR')[0]?.segments).not.toContain('HIV')
})

test('where the hospital asks for consent first, a class that is read of the patient’s own record alone is read in part', async () => {
  const made = await hospital({ rules: { consent: 'DENY' } })
  const rows = await agree(made)
  const doctor = rows.find(({ username, role }) => username === 'doctor' && role === 'DOCTOR')
  expect(doctor?.masked).toEqual(['CLINICAL', 'PROVENANCE', 'VISIT'])
})

test('a chart that is labelled as a whole is read by those only who learn of the label', async () => {
  const made = await hospital()
  const { ada, doctor, must } = made
  await must(doctor, 'labelRecord', { patient: ada, segments: ['VIP'] })
  const rows = await agree(made)
  expect(rows.filter(({ rule }) => rule === 'HOUSE').map(({ role }) => role)).toEqual(['SUPPORT'])
})

test('rights that end are gone from the answer at the moment of their end', async () => {
  const made = await hospital()
  const { clock, at } = made
  const names = (rows: readonly WhoRow[]) => rows.map(({ rule, username }) => `${rule} ${username}`)
  clock.now = Date.parse(at(HOUR / 2)) - 1
  expect(names(await agree(made))).toContain('EMERGENCY fay')
  clock.now = Date.parse(at(HOUR / 2))
  expect(names(await agree(made))).not.toContain('EMERGENCY fay')
  clock.now = Date.parse(at(HOUR))
  expect(names(await agree(made))).not.toContain('TEAM brief')
})

test('neither the answer nor its record holds a value of the patient; a parent’s end does not tell the birthday', async () => {
  const made = await hospital()
  const { services, north, write, join, support, must, memory } = made
  const born = new Date(made.clock.now - 13 * 366 * 24 * HOUR).toISOString().slice(0, 10)
  const kid = await write(north, {
    type: 'Patient',
    name: 'kid',
    content: { name: [{ family: 'Adler', given: ['Kim'] }], birthDate: born },
  })
  await join(north, { username: 'mum', role: 'PATIENT' })
  await must(support, 'assignProxy', { patient: kid, username: 'mum', basis: 'PARENT' })
  const rows = await whoReads(services, { ...as, patient: kid })
  const mum = rows.find(({ username }) => username === 'mum')
  expect(mum).toMatchObject({ rule: 'PROXY', relation: 'PROXY', until: null, segments: ['VIP'] })
  const all = [rows, await whoReads(services, { ...as, patient: made.ada })]
  const text = JSON.stringify([all, all.map(whoTable), memory.rows().filter(({ table }) => table === 'audit')])
  for (const value of ['Adler', 'Ada', 'Kim', '1970', born, 'MRN-', '555-0100', 'Unconscious', 'Hypertension'])
    expect(text).not.toContain(value)
})

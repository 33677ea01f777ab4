import type { Content, Table } from '@wardgraph/records'
import type { Segment } from '@wardgraph/schema/types'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { treat, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { type Drawn, operations, type Told, toldBy } from './operations.fixture.ts'

const long = process.env.WARDGRAPH_LONG === '1'
const seed = Number(process.env.WARDGRAPH_SEED ?? Date.now() % 2 ** 31)

type Rows = readonly (readonly [patient: string | null, type: string, id: string | null, fields: readonly string[]])[]
const sorted = (rows: readonly Told[]) => rows.map((row) => JSON.stringify(row)).sort()

/** Of whose chart a record is, for every record of this ward. */
async function fullWard(through: (table: Table) => Table) {
  const made = await ward({ through })
  const { north, ada, ben, doctor, privacy, admin, support, nils, write, join } = made
  const owner = new Map<string, string>()
  const record = async (type: string, name: string, patient: string, content: Content, segments: readonly Segment[]) =>
    owner.set(await write(north, { type, name, patient, content, segments }), patient)
  for (const [i, segment] of (['NORMAL', 'HIV', 'PSYCHOTHERAPY', 'PART2'] as const).entries())
    for (const patient of [ada, ben]) {
      const subject = { reference: patient }
      const day = `2026-02-0${i + 1}T09:30:00Z`
      const finding = {
        status: 'final',
        subject,
        effectiveDateTime: day,
        valueString: 'x',
        code: { coding: [{ code: '8480-6' }] },
      }
      await record('Observation', `${segment} of ${patient}`, patient, finding, [segment])
      await record(
        'Encounter',
        `visit ${segment} of ${patient}`,
        patient,
        { status: 'finished', subject, period: { start: day } },
        [segment],
      )
    }
  const rules = [{ type: 'DENY', roles: ['NURSE'], classes: ['DEMOGRAPHIC'] }]
  const consents = [{ id: 'a'.repeat(26), rules }]
  const denies = await write(north, {
    type: 'Patient',
    name: 'denies',
    content: { name: [{ family: 'Denk' }], birthDate: '1990-01-01', consents, identifier: [{ value: 'MRN-77770000' }] },
  })
  await treat(made, north, { patient: denies, actor: nils })
  const input = { patient: ada, into: ben }
  for (const user of [privacy, admin]) await act(made, user, 'mergePatients', input)
  const locum = await join(north, { username: 'locum', role: 'DOCTOR' })
  await act(made, locum, 'breakGlass', { patient: ben, reason: 'No pulse' })
  const guardian = await join(north, { username: 'guardian', role: 'PATIENT' })
  const proxy = { patient: ada, username: 'guardian', basis: 'GUARDIAN', classes: ['NAME', 'VISIT'] }
  await act(made, support, 'assignProxy', proxy)
  const users = [doctor, made.nurse, made.patient, support, admin, privacy, locum, guardian]
  return { ...made, denies, users, owner }
}

test(`for any operation the audit record names what the reply shows and denies: no more and no less (seed ${seed})`, async () => {
  const records: { readonly outcome: string; readonly disclosed: Rows; readonly denied: Rows }[] = []
  const made = await fullWard((table) => ({
    ...table,
    async transact(actions, options) {
      await table.transact(actions, options)
      for (const action of actions)
        if (action.do === 'put' && action.table === 'audit') records.push(JSON.parse(String(action.row.r)))
    },
  }))
  const { query, ada, ben, cleo, denies, dora, users, owner } = made
  const roots = [
    ...[ada, ben, ben, cleo, denies].map((id) => ['patient', `id: "${id}"`] as const),
    ['patients', 'first: 3'] as const,
    ['reviews', 'first: 2'] as const,
    ['patients', 'mrn: "MRN-00012345"'] as const,
    ['patients', 'family: "Bauer", birthDate: "1981-11-30", first: 2'] as const,
    ['assignCareTeam', `input: { patient: "${ben}", practitioner: "${dora}", idempotencyKey: "k" }`] as const,
  ]
  const shown = new Set<string>()
  let answered = 0
  const drawn = fc.constantFrom(...users)
  const property = fc.asyncProperty(operations(roots), drawn, async ({ document, variables }, user) => {
    records.length = 0
    const { body } = await query(user, document, { variables })
    const [record] = records.filter(({ outcome }) => outcome !== 'GENESIS')
    if (record === undefined) throw new Error('a reply left without its record')
    const { outcome, disclosed, denied } = record
    if (outcome === 'OK') {
      answered += 1
      const told = toldBy(body)
      expect(sorted(disclosed.map(([, ...row]) => row))).toEqual(sorted(told.shown))
      expect(sorted(denied.map(([, ...row]) => row))).toEqual(sorted(told.denied))
    } else expect([body.data, body.errors[0].extensions.code]).toEqual([undefined, outcome])
    for (const [whose, type, id] of [...disclosed, ...denied]) {
      const chart = type === 'Patient' ? id : (owner.get(id ?? '') ?? null)
      expect([whose, type, id]).toEqual([
        ['Encounter', 'Observation'].includes(type) ? (chart ?? ada) : chart,
        type,
        id,
      ])
    }
    for (const [, type, , fields] of disclosed)
      for (const name of ['', ...fields]) shown.add(`${user.role} ${type}.${name}`)
  })
  const numRuns = long ? 10_000 : 1_000
  // What is read in part, a review, and one of the many types of a chart are rarely drawn: they come first.
  const masked = `{ r__Query__patient: patient(id: "${ben}") { i__Patient__id: id a__Patient__birthDate: birthDate } }`
  const review = '{ r__Query__reviews: reviews(first: 1) { n__ReviewConnection__nodes: nodes { i__Review__id: id } } }'
  const chart = `{ r__Query__patient: patient(id: "${ada}") { i__Patient__id: id
    n__Patient__encounters: encounters(first: 1) { n__EncounterConnection__nodes: nodes { i__Encounter__id: id } }
    n__Patient__observations: observations(first: 1) { n__ObservationConnection__nodes: nodes { i__Observation__id: id } } } }`
  const examples: [Drawn, User][] = [
    [{ document: chart, variables: {} }, made.doctor],
    [{ document: masked, variables: {} }, made.nurse],
    [{ document: review, variables: {} }, made.privacy],
  ]
  await fc.assert(property, { seed, numRuns, examples })
  expect(answered).toBeGreaterThan(numRuns / 4)
  // Of these something was seen, whole and in part.
  const types = new Set([...shown].map((one) => one.split(/[ .]/)[1]))
  expect([...types]).toEqual(expect.arrayContaining(['Encounter', 'Observation', 'Patient', 'Review']))
  expect([...shown].some((one) => one.endsWith('~'))).toBe(true)
}, 900_000)

import type { Attribute } from '@wardgraph/vault'
import { expect, test } from 'vitest'
import { accessDisclosures } from '../../packages/cli/src/access/disclosures.ts'
import { accessReview } from '../../packages/cli/src/access/review.ts'
import { whoReads } from '../../packages/cli/src/access/who.ts'
import { chartOf, loggedWard } from '../api/disclosures.fixture.ts'
import { auditable } from '../fixtures/clinic.ts'
import { accessRecords, refused } from './access.fixture.ts'

const everything = { username: 'privacy', from: undefined, to: undefined }

test('whoever does not review is refused, and so is a patient who is not there; both are on record', async () => {
  const made = await loggedWard()
  const { services, ada, cleo, north, doctor, admin, patient } = made
  for (const { username, membership } of [doctor, admin, patient]) {
    const asked = accessDisclosures(services, { ...everything, username, patient: ada })
    await expect(asked).rejects.toEqual(refused('FORBIDDEN', 1))
    expect(accessRecords(made, north.tenant).at(-1)).toMatchObject({
      outcome: 'FORBIDDEN',
      caller: { membership },
      operation: { roots: ['access.disclosures'] },
      denied: [[null, 'Patient', null, ['disclosures']]],
    })
  }
  for (const id of [cleo, 'a'.repeat(26)]) {
    const asked = accessDisclosures(services, { ...everything, patient: id })
    await expect(asked).rejects.toEqual(refused('UNKNOWN_PATIENT', 2))
    const record = accessRecords(made, north.tenant).at(-1)
    expect(record).toMatchObject({ outcome: 'BAD_USER_INPUT', denied: [[null, 'Patient', null, ['disclosures']]] })
    expect(JSON.stringify(record)).not.toContain(id)
  }
})

test('a command that comes upon damage shows nothing, and is on record as that', async () => {
  const made = await loggedWard()
  const { services, memory, ada, ben, north, privacy } = made
  await made.query(made.doctor, chartOf(ada))
  await made.deliver()
  const rowOf = (table: string, keys: string) => {
    const found = memory.rows().find((one) => one.table === table && `${one.row.pk} ${one.row.sk}`.includes(keys))
    if (found === undefined) throw new Error('there is no such row')
    return found
  }
  const memberships = rowOf('directory', `#U#${made.nurse.person} A#m#`)
  for (const [root, { table, row }, run] of [
    ['access.who', rowOf('records', `#P#${ada} A`), () => whoReads(services, { username: 'privacy', patient: ada })],
    ['access.review', memberships, () => accessReview(services, { username: 'privacy' })],
    [
      'access.disclosures',
      rowOf('disclosures', `#L#${ada}#`),
      () => accessDisclosures(services, { ...everything, patient: ada }),
    ],
  ] as const) {
    const put = (m: Attribute | undefined) =>
      memory.transact([{ do: 'put', table, row: { ...row, m: m ?? '' } }], { token: crypto.randomUUID() })
    await put(rowOf('records', `#P#${ben} A`).row.m)
    await expect(run(), root).rejects.toMatchObject({ code: 'ERR_VAULT_INTEGRITY' })
    const record = { outcome: 'INTEGRITY', caller: { membership: privacy.membership }, operation: { roots: [root] } }
    expect(accessRecords(made, north.tenant).at(-1)).toMatchObject({ ...record, disclosed: [], opened: 0 })
    await put(row.m)
    await run()
  }
})

test('nothing is printed that could not be put on record', async () => {
  const { through, stop } = auditable()
  const { services, ada } = await loggedWard({ through })
  stop()
  const asked = accessDisclosures(services, { ...everything, patient: ada })
  await expect(asked).rejects.toEqual(refused('AUDIT_UNAVAILABLE', 3))
})

test('the disclosures of a patient are a table, the newest first, and that they were asked for is on record', async () => {
  const clock = { now: Date.now() - 60_000 }
  const made = await loggedWard({ now: () => clock.now })
  const { services, ada, north, privacy } = made
  for (const user of [made.doctor, made.support]) {
    await made.query(user, chartOf(ada))
    clock.now += 1_000
  }
  await made.deliver()
  const csv = await accessDisclosures(services, { ...everything, patient: ada })
  const [head = [], ...lines] = csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
  const rows = lines.map((line) => Object.fromEntries(head.map((title, i) => [title, line[i]])))
  expect(rows).toMatchObject([
    { username: 'support', role: 'SUPPORT', relation: 'TENANT', denied: 'Patient (1): observations' },
    {
      username: 'doctor',
      purpose: 'TREAT',
      relation: 'CARE_TEAM',
      basis: 'encounter',
      origin: 'graphql',
      kind: 'query',
      operations: 'Query.patient',
      outcome: 'OK',
      read: 'Observation (2): valueQuantity; Patient (1): name observations',
      changed: '',
      denied: '',
      sequence: '1',
    },
  ])
  const record = accessRecords(made, north.tenant).at(-1)
  expect(record).toMatchObject({
    outcome: 'OK',
    caller: { person: privacy.person },
    disclosed: [[ada, 'Patient', ada, ['disclosures']]],
    ties: [[ada, 'TENANT', null]],
  })
  await made.deliver()
  expect(await accessDisclosures(services, { ...everything, patient: ada })).toContain('access.disclosures')
})

test('bounds leave out what lies outside of them, and more than a page is read to its end', async () => {
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') }
  const made = await loggedWard({ now: () => clock.now })
  const { services, ada } = made
  for (let n = 0; n < 120; n += 1) {
    await made.query(made.doctor, `{ patient(id: "${ada}") { id } }`)
    clock.now += 60_000
  }
  await made.deliver()
  const count = async (from?: number, to?: number) =>
    (await accessDisclosures(services, { username: 'privacy', patient: ada, from, to })).split('\r\n').length - 2
  expect(await count()).toBe(120)
  const start = Date.parse('2026-01-01T01:00:00Z')
  expect(await count(start)).toBe(60)
  expect(await count(start, start + 60_000)).toBe(1)
})

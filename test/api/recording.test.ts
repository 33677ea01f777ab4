import { describe, expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { CHART_RECORDS, nameOf } from '../fixtures/chartRecords.ts'
import { ward } from '../fixtures/ward.ts'

/** What a record of the type cannot be without, by FHIR. */
const REQUIRED: Readonly<Record<string, string>> = {
  MedicationRequest: 'medicationCodeableConcept',
  Immunization: 'vaccineCode',
  Goal: 'description',
  CarePlan: 'intent',
}
const IN_ERROR: Readonly<Record<string, readonly [string, unknown]>> = {
  Goal: ['lifecycleStatus', 'entered-in-error'],
  Condition: [
    'clinicalStatus { text } verificationStatus { coding { code } }',
    { coding: [{ code: 'entered-in-error' }] },
  ],
  AllergyIntolerance: [
    'clinicalStatus { text } verificationStatus { coding { code } }',
    { coding: [{ code: 'entered-in-error' }] },
  ],
}

describe.each(CHART_RECORDS)('$type', ({ type, list, given, shown, is, change, after }) => {
  const name = nameOf(type)
  const select = `${name} { id version ${shown} }`

  test('is taken down, seen in the chart, changed under its version, and marked in error, never deleted', async () => {
    const made = await ward()
    const { query, doctor, ada, memory } = made
    const { done, body } = await act(made, doctor, `record${type}`, { patient: ada, ...given }, select)
    expect(body.errors).toBeUndefined()
    expect(done[name]).toMatchObject({ version: 1, ...is })
    const { id } = done[name]
    const seen = await query(doctor, `{ patient(id: "${ada}") { ${list}(first: 1) { nodes { id } } } }`)
    // Of the findings of the ward it is the latest; what began earlier stands alone in its list.
    expect(seen.body.data.patient[list].nodes).toEqual([{ id }])
    const stale = await act(
      made,
      doctor,
      `amend${type}`,
      { patient: ada, [name]: id, expectedVersion: 2, ...change },
      select,
    )
    expect(stale.code).toBe('CONFLICT')
    const amended = await act(
      made,
      doctor,
      `amend${type}`,
      { patient: ada, [name]: id, expectedVersion: 1, ...change },
      select,
    )
    expect(amended.body.errors).toBeUndefined()
    expect(amended.done[name]).toMatchObject({ id, version: 2, ...after })
    const versions = () => memory.rows().filter(({ row }) => String(row.sk).includes(`#${id}#`)).length
    expect(versions()).toBe(1)
    const [field, says] = IN_ERROR[type] ?? ['status', 'entered-in-error']
    const error = await act(
      made,
      doctor,
      'markEnteredInError',
      { patient: ada, [name]: id, expectedVersion: 2 },
      `${name} { version ${field} }`,
    )
    expect(error.body.errors).toBeUndefined()
    expect(error.done[name]).toEqual({
      version: 3,
      ...(typeof says === 'string' ? { [field]: says } : { clinicalStatus: null, verificationStatus: says }),
    })
    // Both versions before are there still.
    expect(versions()).toBe(2)
    const again = await act(made, doctor, `amend${type}`, { patient: ada, [name]: id, expectedVersion: 3, ...change })
    expect(again.code).toBe('BAD_USER_INPUT')
  })

  test('is written by nobody outside the care team, and not for a patient one does not know', async () => {
    const made = await ward()
    const { doctor, support, patient, ada, ben, cleo } = made
    for (const [who, whom] of [
      [doctor, ben],
      [doctor, cleo],
      [support, ada],
      [patient, ada],
    ] as const)
      expect((await act(made, who, `record${type}`, { patient: whom, ...given })).code).toBe('FORBIDDEN')
    const { done } = await act(made, doctor, `record${type}`, { patient: ada, ...given }, select)
    const input = { patient: ada, [name]: done[name].id, expectedVersion: 1 }
    for (const who of [support, patient]) {
      expect((await act(made, who, `amend${type}`, { ...input, ...change })).code).toBe('FORBIDDEN')
      expect((await act(made, who, 'markEnteredInError', input)).code).toBe('FORBIDDEN')
    }
    // A record of another chart, or of none, is not told from each other.
    for (const wrong of [
      { ...input, patient: ben },
      { ...input, [name]: 'a'.repeat(26) },
      { ...input, [name]: 'x' },
    ])
      expect((await act(made, doctor, `amend${type}`, { ...wrong, ...change })).code).toBe('FORBIDDEN')
  })

  test('takes no null, no empty text or list, and removes only what it can be without', async () => {
    const made = await ward()
    const { doctor, ada } = made
    const { done } = await act(made, doctor, `record${type}`, { patient: ada, ...given }, select)
    const input = { patient: ada, [name]: done[name].id, expectedVersion: 1 }
    const [first = ''] = Object.keys(change)
    for (const wrong of [
      {},
      { [first]: null },
      { remove: [REQUIRED[type] ?? 'code'] },
      { remove: ['recorder'] },
      { remove: ['clinicalStatus'] },
      { [first]: [] },
      { remove: ['id'] },
      { remove: ['segments'] },
      { remove: ['versions'] },
      { remove: ['__proto__'] },
    ])
      expect((await act(made, doctor, `amend${type}`, { ...input, ...wrong })).code, JSON.stringify(wrong)).toBe(
        'BAD_USER_INPUT',
      )
  })
})

test('an element that is removed is gone, and the record stands where its time now is', async () => {
  const made = await ward()
  const { query, doctor, ada } = made
  const add = async (onsetDateTime: string) =>
    (
      await act(
        made,
        doctor,
        'recordCondition',
        { patient: ada, code: { text: 'Cough' }, onsetDateTime, note: [{ text: 'dry' }] },
        'condition { id }',
      )
    ).done.condition.id
  const [early, late] = [await add('2020'), await add('2021')]
  const order = async () =>
    (
      await query(doctor, `{ patient(id: "${ada}") { conditions { nodes { id } } } }`)
    ).body.data.patient.conditions.nodes.map(({ id }: { id: string }) => id)
  expect(await order()).toEqual([late, early])
  const moved = await act(
    made,
    doctor,
    'amendCondition',
    { patient: ada, condition: early, expectedVersion: 1, onsetDateTime: '2022', remove: ['note'] },
    'condition { note { text } }',
  )
  expect(moved.done.condition).toEqual({ note: null })
  expect(await order()).toEqual([early, late])
})

test('what a record refers to is the same patient’s, and seen by who writes', async () => {
  const made = await ward()
  const { north, write, doctor, ada, ben, visit } = made
  const elsewhere = await write(north, {
    type: 'Encounter',
    name: 'elsewhere',
    patient: ben,
    content: { status: 'finished', class: { code: 'AMB' }, subject: { reference: ben } },
  })
  const hidden = await write(north, {
    type: 'Encounter',
    name: 'hidden',
    patient: ada,
    segments: ['PSYCHOTHERAPY'],
    content: { status: 'finished', class: { code: 'AMB' }, subject: { reference: ada } },
  })
  const record = (encounter: string) =>
    act(
      made,
      doctor,
      'recordCondition',
      { patient: ada, code: { text: 'Cough' }, encounter },
      'condition { encounter { id } }',
    )
  expect((await record(visit)).done.condition).toEqual({ encounter: { id: visit } })
  const refused = await Promise.all([elsewhere, hidden, 'a'.repeat(26)].map(record))
  expect(
    new Set(
      refused.map(({ body }) =>
        JSON.stringify(
          body.errors?.map(({ message, extensions }: { message: string; extensions: unknown }) => [
            message,
            extensions,
          ]),
        ),
      ),
    ).size,
  ).toBe(1)
  expect(refused[0]?.code).toBe('BAD_USER_INPUT')
})

test('a record takes over the label of its visit and of its codes, also when it is changed', async () => {
  const made = await ward()
  const { north, write, query, doctor, patient, ada } = made
  const visit = await write(north, {
    type: 'Encounter',
    name: 'clinic',
    patient: ada,
    segments: ['HIV'],
    content: { status: 'finished', class: { code: 'AMB' }, subject: { reference: ada } },
  })
  const { done } = await act(
    made,
    doctor,
    'recordCondition',
    { patient: ada, code: { text: 'Cough' }, encounter: visit },
    'condition { id segments }',
  )
  expect(done.condition.segments).toEqual(['HIV'])
  const plain = await act(
    made,
    doctor,
    'recordCondition',
    { patient: ada, code: { text: 'Fever' } },
    'condition { id segments }',
  )
  expect(plain.done.condition.segments).toEqual(['NORMAL'])
  const coded = await act(
    made,
    doctor,
    'amendCondition',
    {
      patient: ada,
      condition: plain.done.condition.id,
      expectedVersion: 1,
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'B20' }] },
    },
    'condition { segments }',
  )
  expect(coded.done.condition.segments).toEqual(['HIV'])
  const fever = { patient: ada, code: { text: 'Fever' } }
  const third = await act(made, doctor, 'recordCondition', fever, 'condition { id }')
  const { id } = third.done.condition
  const moved = await act(
    made,
    doctor,
    'amendCondition',
    { patient: ada, condition: id, expectedVersion: 1, encounter: visit },
    'condition { segments }',
  )
  expect(moved.done.condition.segments).toEqual(['HIV'])
  const changed = made.memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [String(row.r)] : []))
  expect(changed.some((line) => line.includes(`"${id}",["encounter","segments"],2`))).toBe(true)
  expect(
    (await query(patient, `{ patient(id: "${ada}") { conditions { nodes { segments } } } }`)).body.data.patient
      .conditions.nodes,
  ).toHaveLength(3)
})

test('nobody writes a record out of the own sight, where a consent denies a segment of one class alone', async () => {
  const made = await ward()
  const { doctor, patient, ada } = made
  const { done } = await act(
    made,
    doctor,
    'recordCondition',
    { patient: ada, code: { text: 'Fever' } },
    'condition { id }',
  )
  const rules = [{ type: 'DENY', segments: ['HIV'], classes: ['CLINICAL'], roles: ['DOCTOR'] }]
  expect((await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules })).code).toBe('OK')
  const code = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'B20' }] }
  const { id } = done.condition
  for (const [name, input] of [
    ['recordCondition', { code }],
    ['amendCondition', { condition: id, expectedVersion: 1, code }],
    ['labelRecord', { condition: id, segments: ['HIV'] }],
  ] as const)
    expect([name, (await act(made, doctor, name, { patient: ada, ...input })).code]).toEqual([name, 'FORBIDDEN'])
})

test('what an import would refuse is not taken down either', async () => {
  const made = await ward()
  const { doctor, ada } = made
  for (const wrong of [
    { code: { text: 'x <b>bold</b>' } },
    { code: { text: 'x' }, clinicalStatus: { text: 'active' } },
    { code: { text: 'x' }, clinicalStatus: { coding: [{ system: 'urn:x', code: 'active' }] } },
    { code: { text: 'x' }, onsetDateTime: '2020', onsetString: 'in spring' },
  ])
    expect((await act(made, doctor, 'recordCondition', { patient: ada, ...wrong })).code).toBe('BAD_USER_INPUT')
})

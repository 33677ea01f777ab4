import { describe, expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { ward } from '../fixtures/ward.ts'

describe('a consent whose period is ignored', () => {
  test('what is over and what is not yet binds nobody, by any way; what is now binds everywhere', async () => {
    const made = await ward()
    const { ada, nurse, patient, query } = made
    const at = (ms: number) => new Date(Date.now() + ms).toISOString()
    const [past, soon] = [at(-3_600_000), at(3_600_000)]
    const periods = [
      [{ end: past }, false],
      [{ start: soon }, false],
      [{ start: '2020-01-01', end: '2020-12-31' }, false],
      [{ start: past }, true],
      [{ end: soon }, true],
      [{ start: past, end: soon }, true],
    ] as const
    const ways = [
      `{ patient(id: "${ada}") { observations { nodes { id } } } }`,
      `{ patient(id: "${ada}") { observations(code: "8480-6") { edges { node { id } } } } }`,
      '{ patients { nodes { observations { nodes { id } } } } }',
    ]
    for (const [i, [period, binds]] of periods.entries()) {
      const { body } = await query(patient, `{ patient(id: "${ada}") { version consents { id } } }`)
      const { version, consents } = body.data.patient
      const rules = [{ type: 'DENY', roles: ['NURSE'], classes: ['CLINICAL'], ...period }]
      const consent = consents === null ? {} : { consent: consents[0].id }
      const said = await act(made, patient, 'recordConsent', {
        patient: ada,
        ...consent,
        expectedVersion: version,
        rules,
      })
      expect([i, said.code]).toEqual([i, 'OK'])
      for (const way of ways)
        expect([period, (await query(nurse, way)).body.errors !== undefined]).toEqual([period, binds])
      const write = await act(made, nurse, 'recordObservation', { patient: ada, code: { text: 'x' }, valueString: 'x' })
      expect([period, write.code]).toEqual([period, binds ? 'FORBIDDEN' : 'OK'])
    }
  })

  test('a permission of Part 2 that is over, or not yet, permits nothing', async () => {
    const made = await ward()
    const { north, ada, doctor, patient, query, write } = made
    await write(north, {
      type: 'Observation',
      name: 'program',
      patient: ada,
      segments: ['PART2'],
      content: { status: 'final', code: { coding: [{ code: 'P2' }] }, subject: { reference: ada }, valueString: 'x' },
    })
    let expectedVersion = 1
    for (const [period, seen] of [
      [{ end: '2020-01-01' }, 0],
      [{ start: '2999-01-01' }, 0],
      [{ start: '2020-01-01', end: '2999-01-01' }, 1],
      [{ start: '2020-01-01', end: '2020-01-02' }, 0],
    ] as const) {
      const { body } = await query(patient, `{ patient(id: "${ada}") { consents { id } } }`)
      const consent = body.data.patient.consents === null ? {} : { consent: body.data.patient.consents[0].id }
      const rules = [{ type: 'PERMIT', segments: ['PART2'], ...period }]
      await act(made, patient, 'recordConsent', { patient: ada, ...consent, expectedVersion, rules })
      expectedVersion += 1
      const found = await query(doctor, `{ patient(id: "${ada}") { observations(code: "P2") { nodes { id } } } }`)
      expect([period, found.body.data.patient.observations.nodes.length]).toEqual([period, seen])
    }
  })
})

import { KINDS } from '@wardgraph/records'
import { expect, test } from 'vitest'

test.each([
  ['Observation', { effectiveDateTime: '2024-02-29T23:30:00-05:00', issued: '2025' }, Date.UTC(2024, 2, 1, 4, 30)],
  ['Observation', { effectiveDateTime: '2024-02-29T23:30:00.25Z' }, Date.UTC(2024, 1, 29, 23, 30, 0, 250)],
  ['Observation', { effectiveDateTime: '1066-10' }, Date.UTC(1066, 9, 1)],
  ['Observation', { effectiveDateTime: '0033-04-03' }, Date.parse('0033-04-03T00:00:00Z')],
  ['Observation', { effectivePeriod: { start: '2024' }, issued: '2025' }, Date.UTC(2024, 0, 1)],
  ['Observation', { effectivePeriod: { end: '2024' }, issued: '2025-06-01' }, Date.UTC(2025, 5, 1)],
  ['Observation', {}, undefined],
  ['Encounter', { period: { start: '2024-05-05' } }, Date.UTC(2024, 4, 5)],
  ['Encounter', { issued: '2024-05-05' }, undefined],
  ['AllergyIntolerance', { onsetDateTime: '1999', recordedDate: '2024-05-05' }, Date.UTC(2024, 4, 5)],
  ['Condition', { onsetDateTime: '1999', recordedDate: '2024-05-05' }, Date.UTC(1999, 0, 1)],
  ['DocumentReference', { context: { period: { start: '2024-05-05' } } }, Date.UTC(2024, 4, 5)],
])('an %s with %j stands in the chart at the first moment that its time may mean', (type, content, expected) => {
  expect(KINDS.get(type)?.time?.(content)).toBe(expected)
})

test.each([
  ['Observation', { code: { coding: [{ display: 'x' }, { code: '8480-6' }, { code: '2' }] } }, '8480-6'],
  ['Observation', { code: { text: 'pressure' } }, undefined],
  ['Observation', {}, undefined],
  ['MedicationRequest', { medicationCodeableConcept: { coding: [{ code: '314076' }] } }, '314076'],
  ['Immunization', { vaccineCode: { coding: [{ code: '' }, { code: '140' }] } }, '140'],
  ['CarePlan', { category: [{ coding: [{ code: 'assess-plan' }] }] }, undefined],
])('an %s with %j is found by the code of its first coding that has one', (type, content, expected) => {
  expect(KINDS.get(type)?.code?.(content)).toBe(expected)
})

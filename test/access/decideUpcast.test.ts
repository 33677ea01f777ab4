import { decideUpcast } from '@wardgraph/access'
import { expect, test } from 'vitest'
import { as, policy } from './policy.fixture.ts'

const ROLES = ['ADMIN', 'DOCTOR', 'NURSE', 'PATIENT', 'SUPPORT', 'PRIVACY', 'SERVICE'] as const
const place = { type: 'Coverage', id: 'c', patient: 'ann' }

test('what is kept of a record as FHIR is opened to write it again for whoever may write all of it, and no person may', () => {
  const allowed = ROLES.filter((role) => decideUpcast({ policy, caller: as(role), ...place }).allow)
  expect(allowed).toEqual(['SERVICE'])
})

test('an upcast is permitted the fields of its record that anybody writes, and the classes of these with what is kept', () => {
  const decision = decideUpcast({ policy, caller: as('SERVICE'), ...place })
  if (!decision.allow) throw new Error(decision.reason)
  const { permit } = decision
  expect([...permit.classes].sort()).toEqual(['COVERAGE', 'OPAQUE'])
  const of = { tenant: 't1', ...place }
  expect(permit.covers({ ...of, fields: ['beneficiary', 'payor'] })).toBe(true)
  expect(permit.covers({ ...of, fields: ['id'] })).toBe(false)
  expect(permit.covers({ ...of, id: 'other', fields: ['payor'] })).toBe(false)
})

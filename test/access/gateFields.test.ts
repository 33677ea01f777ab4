import { compile } from '@wardgraph/access'
import { describe, expect, it } from 'vitest'
import { problemsAfter, refuses } from './gate.fixture.ts'
import { sources } from './policy.fixture.ts'

it('the schema of the product has no problem', () => {
  expect(compile({ sources }).problems).toEqual([])
})

describe('a record field', () => {
  const gender = 'gender: String @data(class: DEMOGRAPHIC, write: FEED)\n  birth'

  it.each([
    ['String', 'INITIALS'],
    ['[HumanName!]', 'INITIALS'],
    ['String', 'LAST_4'],
    ['DateTime', 'YEAR'],
  ])('of the type %s may be masked by %s', (type, mask) => {
    const to = `gender: ${type} @data(class: DEMOGRAPHIC, mask: ${mask})\n  birth`
    expect(problemsAfter({ file: 'patient', from: gender, to }).problems).toEqual([])
  })

  refuses([
    {
      it: 'a field without a class',
      file: 'patient',
      from: gender,
      to: 'gender: String\n  birth',
      says: 'Patient.gender: needs @data(class:)',
    },
    {
      it: 'a misspelt class',
      file: 'patient',
      from: gender,
      to: 'gender: String @data(class: DEMOGRAFIC)\n  birth',
      says: 'Patient.gender: Argument "class" has invalid value DEMOGRAFIC.',
    },
    {
      it: 'a misspelt audience',
      file: 'patient',
      from: gender,
      to: 'gender: String @data(class: DEMOGRAPHIC, write: FEEED)\n  birth',
      says: 'Patient.gender: Argument "write" has invalid value FEEED.',
    },
    {
      it: 'a misspelt mask',
      file: 'patient',
      from: 'mask: YEAR',
      to: 'mask: YEARS',
      says: 'Patient.birthDate: Argument "mask" has invalid value YEARS.',
    },
    {
      it: 'an audience where a class belongs',
      file: 'patient',
      from: gender,
      to: 'gender: String @data(class: FINDERS)\n  birth',
      says: 'Patient.gender: Argument "class" has invalid value FINDERS.',
    },
    {
      it: 'a field of an extension without a class',
      file: 'me',
      from: 'type Query',
      to: 'extend type Patient { nickname: String }\ntype Query',
      says: 'Patient.nickname: needs @data(class:)',
    },
    {
      it: 'a misspelt class in an extension',
      file: 'me',
      from: 'type Query',
      to: 'extend type Patient { nickname: String @data(class: NAMES) }\ntype Query',
      says: 'Patient.nickname: Argument "class" has invalid value NAMES.',
    },
    {
      it: 'a non-null field that some who know of the record cannot read',
      file: 'patient',
      from: 'EncounterConnection @data',
      to: 'EncounterConnection! @data',
      at: 'encounters(',
      says: 'Patient.encounters: must be nullable: FINDERS may know of that Patient without reading VISIT',
    },
    {
      it: 'a non-null field that some read only masked',
      file: 'patient',
      from: 'active: Boolean @data',
      to: 'active: Boolean! @data',
      says: 'Patient.active: must be nullable: FINDERS may know of that Patient without reading DEMOGRAPHIC',
    },
    {
      it: 'a non-null edge to one record',
      file: 'observation',
      from: 'encounter: Encounter @data',
      to: 'encounter: Encounter! @data',
      says: 'Observation.encounter: must be nullable: that Encounter may not exist for the reader',
    },
    {
      it: 'writers with a masked grant',
      file: 'patient',
      from: gender,
      to: 'gender: String @data(class: DEMOGRAPHIC, write: DEMOGRAPHICS)\n  birth',
      says: 'Patient.gender: write: DEMOGRAPHICS has masked grants, which only read',
    },
    {
      it: 'a mask that nobody would see',
      file: 'practitioner',
      from: 'identifier: [Identifier!] @data(class: STAFF',
      to: 'identifier: [Identifier!] @data(mask: LAST_4, class: STAFF',
      says: 'Practitioner.identifier: mask: SIGNED_IN has no masked grant, so it would never apply',
    },
    {
      it: 'a mask of another type',
      file: 'patient',
      from: gender,
      to: 'gender: String @data(class: DEMOGRAPHIC, mask: YEAR)\n  birth',
      says: 'Patient.gender: mask: YEAR fits Date and DateTime only',
    },
    {
      it: 'initials of what is no name',
      file: 'patient',
      from: gender,
      to: 'gender: Boolean @data(class: DEMOGRAPHIC, mask: INITIALS)\n  birth',
      says: 'Patient.gender: mask: INITIALS fits String and HumanName only',
    },
    {
      it: 'an index over two record types',
      file: 'practitioner',
      from: 'name: [HumanName!] @data(',
      to: 'name: [HumanName!] @data(index: MRN, ',
      says: 'Practitioner.name: index: MRN is an index of Patient',
    },
    {
      it: 'a connection that is written',
      file: 'patient',
      from: 'EncounterConnection @data(class: VISIT',
      to: 'EncounterConnection @data(class: VISIT, write: FEED',
      at: 'encounters(',
      says: 'Patient.encounters: a connection has neither write, mask nor index',
    },
    {
      it: 'lists of lists',
      file: 'patient',
      from: 'name: [HumanName!] @data',
      to: 'name: [[HumanName!]] @data',
      says: 'Patient.name: lists of lists are not supported',
    },
    {
      it: '@allow off the root',
      file: 'patient',
      from: gender,
      to: 'gender: String @data(class: DEMOGRAPHIC) @allow(to: FEED)\n  birth',
      says: 'Patient.gender: @allow is for root fields',
    },
  ])
})

describe('a root field', () => {
  refuses([
    {
      it: 'a root field without an audience',
      file: 'me',
      from: 'me: Me @allow(to: SIGNED_IN)',
      to: 'me: Me',
      says: 'Query.me: needs @allow(to:)',
    },
    {
      it: 'a root field of an extension without an audience',
      file: 'patient',
      from: 'asOf: Moment @of(field: "Patient.changed")): Patient @allow(to: FINDERS)',
      to: 'asOf: Moment @of(field: "Patient.changed")): Patient',
      says: 'Query.patient: needs @allow(to:)',
    },
    {
      it: 'a non-null root field',
      file: 'me',
      from: 'me: Me',
      to: 'me: Me!',
      says: 'Query.me: a root field must be nullable',
    },
    {
      it: 'a masked call',
      file: 'me',
      from: 'SIGNED_IN',
      to: 'IDENTIFIERS',
      says: 'Query.me: to: IDENTIFIERS has masked grants, which only read',
    },
    {
      it: 'a class on a root field',
      file: 'me',
      from: 'me: Me @allow',
      to: 'me: Me @data(class: NAME) @allow',
      says: 'Query.me: @data is for fields of records',
    },
  ])
})

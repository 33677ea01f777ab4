import { describe, expect, it } from 'vitest'
import { problemsAfter, refuses } from './gate.fixture.ts'

describe('an input', () => {
  const family = 'family: String @of(field: "Patient.name")'
  refuses([
    {
      it: 'an argument that says nothing',
      file: 'patient',
      from: family,
      to: 'family: String',
      says: 'Query.patients(family:): needs @of(field:) or a @control scalar or enum',
    },
    {
      it: 'an argument of an edge that says nothing',
      file: 'patient',
      from: 'code: String @of(field: "Observation.code")',
      to: 'code: String',
      says: 'Patient.observations(code:): needs @of(field:) or a @control scalar or enum',
    },
    {
      it: 'an enum argument that says nothing',
      file: 'patient',
      from: family,
      to: 'family: ReviewFinding',
      says: 'Query.patients(family:): needs @of(field:) or a @control scalar or enum',
    },
    {
      it: '@of to a field that is not there',
      file: 'patient',
      from: family,
      to: 'family: String @of(field: "Patient.nam")',
      says: 'Query.patients(family:): @of: no record has a field Patient.nam',
    },
    {
      it: '@of to a type that is not there',
      file: 'patient',
      from: family,
      to: 'family: String @of(field: "Patent.name")',
      says: 'Query.patients(family:): @of: no record has a field Patent.name',
    },
    {
      it: '@of to a field of a value',
      file: 'patient',
      from: family,
      to: 'family: String @of(field: "HumanName.family")',
      says: 'Query.patients(family:): @of: no record has a field HumanName.family',
    },
    {
      it: '@of below a field',
      file: 'patient',
      from: family,
      to: 'family: String @of(field: "Patient.name.family")',
      says: 'Query.patients(family:): @of: no record has a field Patient.name.family',
    },
    {
      it: '@of to a connection',
      file: 'patient',
      from: family,
      to: 'family: String @of(field: "Patient.observations")',
      says: 'Query.patients(family:): @of: Patient.observations holds no data of its own',
    },
    {
      it: 'an input field that says nothing',
      file: 'observation',
      from: 'valueString: String @of(field: "Observation.valueString")',
      to: 'valueString: String',
      at: 'valueString: String\n  component: [ObservationComponentInput',
      says: 'RecordObservationInput.valueString: needs @of(field:) or a @control scalar or enum',
    },
    {
      it: 'an input field that writes what nobody may write',
      file: 'patient',
      from: 'telecom: [ContactPoint!] @data(class: CONTACT, write: CONTACT_WRITERS, index: TELECOM)',
      to: 'telecom: [ContactPoint!] @data(class: CONTACT)',
      at: 'telecom: [ContactPointInput',
      says: 'UpdatePatientContactInput.telecom: @of: nobody writes Patient.telecom',
    },
    {
      it: 'an argument of a mutation that writes what nobody may write',
      file: 'patient',
      from: 'updatePatientContact(',
      to: 'updatePatientContact(id: RecordId @of(field: "Patient.id"), ',
      says: 'Mutation.updatePatientContact(id:): @of: nobody writes Patient.id',
    },
    {
      it: 'a value input that nothing carries',
      file: 'patient',
      from: 'telecom: [ContactPointInput!] @of(field: "Patient.telecom")',
      to: 'telecom: [ContactPointInput!]',
      says: 'UpdatePatientContactInput.telecom: needs @of(field:): ContactPointInput is a @value',
    },
    {
      it: 'a value input that carries',
      file: 'datatypes',
      from: 'input ContactPointInput @value {\n  system: String!',
      to: 'input ContactPointInput @value {\n  system: String! @of(field: "Patient.telecom")',
      at: 'system: String! @of',
      says: 'ContactPointInput.system: a field of a @value input is carried by what holds it',
    },
    {
      it: 'a default of another type',
      file: 'policy',
      from: 'masked: Boolean = false',
      to: 'masked: Boolean = no',
      at: 'input Grant',
      says: 'Grant: must be role: Role!, when: Relation!, for: [Purpose!], masked: Boolean = false',
    },
  ])
  it('lets a control scalar steer without carrying', () => {
    expect(problemsAfter({ file: 'patient', from: family, to: `${family} version: Version` }).problems).toEqual([])
  })
})

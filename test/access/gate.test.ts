import { compile } from '@wardgraph/access'
import { describe, expect, it } from 'vitest'
import { sources } from './policy.fixture.ts'

interface Breakage {
  readonly it: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** Where in the broken text the problem stands; default: where `to` was put. */
  readonly at?: string
  readonly says: string
}

function problemsAfter({ file, from, to }: Pick<Breakage, 'file' | 'from' | 'to'>) {
  const target = `schema/${file}.graphql`
  if (!sources.some(({ name, text }) => name === target && text.includes(from)))
    throw new Error(`nothing to break: ${from}`)
  const broken = sources.map(({ name, text }) => ({
    name,
    text: name === target ? text.replace(from, () => to) : text,
  }))
  const text = broken.find(({ name }) => name === target)?.text ?? ''
  return { text, ...compile({ sources: broken }) }
}

function lineOf(text: string, part: string): number {
  const index = text.indexOf(part)
  if (index < 0) throw new Error(`not in the text: ${part}`)
  return text.slice(0, index).split('\n').length
}

function refuses(breakages: readonly Breakage[]): void {
  it.each(breakages)('refuses $it', (breakage) => {
    const { text, problems, policy, files } = problemsAfter(breakage)
    const line = lineOf(text, breakage.at ?? breakage.to)
    expect(problems).toEqual([`schema/${breakage.file}.graphql:${line} ${breakage.says}`])
    expect([policy, files]).toEqual([null, null])
  })
}

it('the schema of the product has no problem', () => {
  expect(compile({ sources }).problems).toEqual([])
})

describe('a record field', () => {
  const gender = 'gender: String @data(class: DEMOGRAPHIC, write: FEED)\n  birth'
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

describe('a type', () => {
  refuses([
    {
      it: 'a type that is neither record nor value',
      file: 'datatypes',
      from: 'type PageInfo @value',
      to: 'type PageInfo',
      says: 'PageInfo: needs exactly one of @record, @value',
    },
    {
      it: 'a type that is both',
      file: 'organization',
      from: 'type Organization @record',
      to: 'type Organization @value @record',
      says: 'Organization: needs exactly one of @record, @value',
    },
    {
      it: 'a new type without a rule',
      file: 'me',
      from: 'type Query',
      to: 'type Note { text: String }\ntype Query',
      says: 'Note: needs exactly one of @record, @value',
    },
    {
      it: 'a record whose patient is left out',
      file: 'organization',
      from: 'patient: null, ',
      to: '',
      at: 'type Organization',
      says: 'Organization: write patient: null if it belongs to no patient',
    },
    {
      it: 'a record whose patient is no field',
      file: 'encounter',
      from: 'patient: "subject"',
      to: 'patient: "patient"',
      says: 'Encounter: patient: patient must be its id, or a field that holds one patient',
    },
    {
      it: 'a record whose patient is another record',
      file: 'encounter',
      from: 'patient: "subject"',
      to: 'patient: "serviceProvider"',
      says: 'Encounter: patient: serviceProvider must be its id, or a field that holds one patient',
    },
    {
      it: 'two records with one key',
      file: 'practitioner',
      from: 'key: "R"',
      to: 'key: "P"',
      says: 'Practitioner: has the key of Patient',
    },
    {
      it: 'a key that row keys cannot hold',
      file: 'practitioner',
      from: 'key: "R"',
      to: 'key: "R#"',
      says: 'Practitioner: key must be one or two letters',
    },
    {
      it: 'existence for those who only see masked',
      file: 'organization',
      from: 'exists: SIGNED_IN',
      to: 'exists: IDENTIFIERS',
      says: 'Organization: exists: IDENTIFIERS has masked grants, which only read',
    },
    {
      it: 'interfaces',
      file: 'me',
      from: 'type Query',
      to: 'interface Named { name: String }\ntype Query',
      says: 'Named: interfaces and unions are not supported',
    },
    {
      it: 'unions',
      file: 'me',
      from: 'type Query',
      to: 'union Any = Patient | Encounter\ntype Query',
      says: 'Any: interfaces and unions are not supported',
    },
    {
      it: 'a value field with a class of its own',
      file: 'datatypes',
      from: 'text: String\n  family',
      to: 'text: String @data(class: NAME)\n  family',
      says: 'HumanName.text: a @value field is decided by the field that holds it',
    },
    {
      it: 'a value that insists on a record',
      file: 'encounter',
      from: 'individual: Practitioner',
      to: 'individual: Practitioner!',
      says: 'EncounterParticipant.individual: must be nullable: that Practitioner may not exist for the reader',
    },
    {
      it: 'a connection of something that is no record',
      file: 'patient',
      from: '): EncounterConnection',
      to: '): PeriodConnection',
      says: 'PeriodConnection: Period is not a @record',
    },
    {
      it: 'a connection written by hand',
      file: 'me',
      from: 'type Query',
      to: 'type VisitConnection @value { a: Int }\ntype Query',
      says: 'VisitConnection: is generated: do not define it',
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
      from: 'patient(id: RecordId!): Patient @allow(to: FINDERS)',
      to: 'patient(id: RecordId!): Patient',
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

describe('an input', () => {
  const family = 'family: String @of(field: "Patient.name")'
  refuses([
    {
      it: 'an argument that says nothing',
      file: 'patient',
      from: family,
      to: 'family: String',
      says: 'Query.patients(family:): needs @of(field:) or a @control scalar',
    },
    {
      it: 'an argument of an edge that says nothing',
      file: 'patient',
      from: 'code: String @of(field: "Observation.code")',
      to: 'code: String',
      says: 'Patient.observations(code:): needs @of(field:) or a @control scalar',
    },
    {
      it: 'an enum argument that says nothing',
      file: 'patient',
      from: family,
      to: 'family: Purpose',
      says: 'Query.patients(family:): needs @of(field:) or a @control scalar',
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
      says: 'RecordObservationInput.valueString: needs @of(field:) or a @control scalar',
    },
    {
      it: 'an input field that writes what nobody may write',
      file: 'patient',
      from: 'telecom: [ContactPoint!] @data(class: CONTACT, write: CONTACT_WRITERS)',
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

describe('an audience', () => {
  const feed = 'FEED @grants(to: [{ role: SERVICE, when: TENANT, for: [HOPERAT] }])'
  const feedOf = (grant: string) => `FEED @grants(to: [{ role: SERVICE, when: TENANT, for: [HOPERAT] }, ${grant}])`
  refuses([
    {
      it: 'an audience without grants',
      file: 'policy',
      from: 'NOBODY @grants(to: [])',
      to: 'NOBODY',
      says: 'Audience.NOBODY: needs @grants(to:)',
    },
    {
      it: 'a misspelt role',
      file: 'policy',
      from: feed,
      to: feedOf('{ role: NURS, when: TENANT }'),
      says: 'Audience.FEED: Argument "to" has invalid value [{role: SERVICE, when: TENANT, for: [HOPERAT]}, {role: NURS, when: TENANT}].',
    },
    {
      it: 'an unknown purpose',
      file: 'policy',
      from: feed,
      to: feedOf('{ role: NURSE, when: TENANT, for: [RESEARCH] }'),
      says: 'Audience.FEED: Argument "to" has invalid value [{role: SERVICE, when: TENANT, for: [HOPERAT]}, {role: NURSE, when: TENANT, for: [RESEARCH]}].',
    },
    {
      it: 'a purpose that the role does not act for',
      file: 'policy',
      from: feed,
      to: feedOf('{ role: NURSE, when: TENANT, for: [HPAYMT] }'),
      says: 'Audience.FEED: NURSE does not act for HPAYMT',
    },
    {
      it: 'a grant on a relation without facts',
      file: 'policy',
      from: feed,
      to: feedOf('{ role: PATIENT, when: PROXY }'),
      says: 'Audience.FEED: PROXY has no facts yet, so no grant may rest on it',
    },
    {
      it: 'a grant on break-glass',
      file: 'policy',
      from: feed,
      to: feedOf('{ role: DOCTOR, when: BREAK_GLASS }'),
      says: 'Audience.FEED: BREAK_GLASS has no facts yet, so no grant may rest on it',
    },
    {
      it: 'staff as SELF',
      file: 'policy',
      from: feed,
      to: feedOf('{ role: DOCTOR, when: SELF }'),
      says: 'Audience.FEED: DOCTOR is never SELF: only PATIENT is',
    },
    {
      it: 'a patient as CARE_TEAM',
      file: 'policy',
      from: feed,
      to: feedOf('{ role: PATIENT, when: CARE_TEAM }'),
      says: 'Audience.FEED: PATIENT is never CARE_TEAM: only staff are',
    },
    {
      it: 'a grant for no purpose',
      file: 'policy',
      from: feed,
      to: feedOf('{ role: NURSE, when: TENANT, for: [] }'),
      says: 'Audience.FEED: a grant to NURSE names no purpose',
    },
    {
      it: 'the same grant masked and not',
      file: 'policy',
      from: 'NOBODY @grants(to: [])',
      to: 'NOBODY @grants(to: [{ role: SERVICE, when: TENANT }, { role: SERVICE, when: TENANT, masked: true }])',
      says: 'Audience.NOBODY: grants SERVICE HOPERAT TENANT twice',
    },
    {
      it: 'a role without purposes',
      file: 'policy',
      from: 'PRIVACY @acts(for: [HOPERAT])',
      to: 'PRIVACY @acts(for: [])',
      says: 'Role.PRIVACY: needs @acts(for:) with a purpose',
    },
    {
      it: 'a role that states ETREAT',
      file: 'policy',
      from: 'DOCTOR @acts(for: [TREAT])',
      to: 'DOCTOR @acts(for: [TREAT, ETREAT])',
      says: 'Role.DOCTOR: may not state ETREAT: it comes from a live break-glass grant',
    },
  ])
  it('counts a role that lost its purpose in every grant that named it', () => {
    const { problems } = problemsAfter({
      file: 'policy',
      from: 'SUPPORT @acts(for: [HOPERAT, HPAYMT])',
      to: 'SUPPORT @acts(for: [HOPERAT])',
    })
    expect(problems.length).toBeGreaterThan(1)
    for (const problem of problems)
      expect(problem).toMatch(/^schema\/policy\.graphql:\d+ Audience\.\w+: SUPPORT does not act for HPAYMT$/)
  })
})

describe('a class', () => {
  refuses([
    {
      it: 'a class without an id and readers',
      file: 'policy',
      from: 'OPAQUE @class(id: 8, read: NOBODY)',
      to: 'OPAQUE',
      says: 'DataClass.OPAQUE: needs @class(id:, read:)',
    },
    {
      it: 'an id used twice',
      file: 'policy',
      from: '@class(id: 8,',
      to: '@class(id: 7,',
      at: 'OPAQUE @class',
      says: 'DataClass.OPAQUE: has the id of CLINICAL',
    },
    {
      it: 'an id that does not fit one byte',
      file: 'policy',
      from: '@class(id: 8,',
      to: '@class(id: 256,',
      says: 'DataClass.OPAQUE: id must be 1 to 255',
    },
    {
      it: 'an id of zero',
      file: 'policy',
      from: '@class(id: 8,',
      to: '@class(id: 0,',
      says: 'DataClass.OPAQUE: id must be 1 to 255',
    },
    {
      it: 'misspelt readers',
      file: 'policy',
      from: 'read: NOBODY',
      to: 'read: NOBDY',
      says: 'DataClass.OPAQUE: Argument "read" has invalid value NOBDY.',
    },
  ])
})

describe('the vocabulary', () => {
  refuses([
    {
      it: 'a directive that takes something else',
      file: 'policy',
      from: 'directive @allow(to: Audience!)',
      to: 'directive @allow(to: Audience)',
      says: '@allow: must take (to: Audience!)',
    },
    {
      it: 'a grant that is masked by default',
      file: 'policy',
      from: 'masked: Boolean = false',
      to: 'masked: Boolean = true',
      at: 'input Grant',
      says: 'Grant: must be role: Role!, when: Relation!, for: [Purpose!], masked: Boolean = false',
    },
    {
      it: 'a mask that nothing carries out',
      file: 'policy',
      from: 'enum Mask {',
      to: 'enum Mask {\n  INITIALS',
      at: 'enum Mask {',
      says: 'Mask.INITIALS: is a mask that nothing carries out',
    },
    {
      it: 'another relation',
      file: 'policy',
      from: '  SELF\n',
      to: '  SELF\n  COUSIN\n',
      at: 'enum Relation',
      says: 'Relation: must be SELF PROXY CARE_TEAM TENANT BREAK_GLASS',
    },
    {
      it: 'a directive it does not know',
      file: 'me',
      from: 'me: Me @allow',
      to: 'me: Me @alow(to: SIGNED_IN) @allow',
      says: 'Unknown directive "@alow".',
    },
    {
      it: 'a type it does not know',
      file: 'me',
      from: 'me: Me @allow',
      to: 'me: Somebody @allow',
      says: 'Unknown type "Somebody".',
    },
    {
      it: 'what is not SDL',
      file: 'me',
      from: 'type Query {',
      to: 'type Query {{',
      says: 'Syntax Error: Expected Name, found "{".',
    },
  ])
})

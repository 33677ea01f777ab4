import { type FieldMap, planOperation } from '@wardgraph/access'
import { Kind, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { as, planned, policy, schema } from './policy.fixture.ts'

/** Response keys and the coordinates under them, as an indented tree. */
function tree(fields: FieldMap, indent = ''): string[] {
  return Object.values(fields).flatMap((node) => [
    `${indent}${node.key} ${node.coordinate}`,
    ...Object.values(node.types).flatMap((under) => tree(under, `${indent}  `)),
  ])
}

describe('a plan', () => {
  it('merges what one response key selects, through fragments and inline fragments', () => {
    const text = `query { patient(id: "x") { ...P n2: name { text } ... on Patient { birthDate } } patient(id: "x") { ...P gender } }
      fragment P on Patient { id name { family } ...Q } fragment Q on Patient { name { given } }`
    expect(tree(planned(text, as('DOCTOR')).plan.roots)).toEqual([
      'patient Query.patient',
      '  id Patient.id',
      '  name Patient.name',
      '    family HumanName.family',
      '    given HumanName.given',
      '  n2 Patient.name',
      '    text HumanName.text',
      '  birthDate Patient.birthDate',
      '  gender Patient.gender',
    ])
  })

  it('follows connections, edges and references, and leaves __typename and introspection out', () => {
    const text = `{ __schema { description } patients { __typename edges { cursor node { observations { nodes { performer { name { text } } } } } } } }`
    expect(tree(planned(text, as('DOCTOR')).plan.roots)).toEqual([
      'patients Query.patients',
      '  edges PatientConnection.edges',
      '    cursor PatientEdge.cursor',
      '    node PatientEdge.node',
      '      observations Patient.observations',
      '        nodes ObservationConnection.nodes',
      '          performer Observation.performer',
      '            name Practitioner.name',
      '              text HumanName.text',
    ])
  })

  it('knows what each place needs of this role and purpose', () => {
    const { roots } = planned('{ patient(id: "x") { birthDate identifier { value } } }', as('NURSE')).plan
    const fields = roots.patient?.types.Patient
    // 4 CARE_TEAM, 8 TENANT, 16 BREAK_GLASS: what is granted for an emergency is planned with what is stated.
    expect(fields?.birthDate?.rule).toEqual({ class: 'DEMOGRAPHIC', mask: 'YEAR', full: 20, masked: 8 })
    expect(fields?.identifier?.types.Identifier?.value?.rule).toBeNull()
    expect(roots.patient?.rule).toEqual({ class: null, mask: null, full: 24, masked: 0 })
    expect(fields?.identifier?.type).toEqual({ name: 'Identifier', kind: 'value', list: true, required: false })
  })

  it('keeps what is always selected apart from what variables decide, and drops what never is', () => {
    const text = `query ($v: Boolean!) { patient(id: "x") { id @include(if: $v) gender @skip(if: true) birthDate @include(if: true) } }`
    const fields = planned(text, as('DOCTOR')).plan.roots.patient?.types.Patient
    expect(Object.keys(fields ?? {})).toEqual(['id', 'birthDate'])
    expect(fields?.id?.when.alternatives[0]?.conditions).toEqual([{ variable: 'v', wanted: true, fallback: undefined }])
    expect(fields?.birthDate?.when.alternatives).toEqual([{ conditions: [], outer: null }])
  })

  it('takes response keys that objects inherit for plain keys', () => {
    const { plan } = planned('{ __proto__: patient(id: "x") { constructor: id } toString: me { role } }', as('DOCTOR'))
    expect(tree(plan.roots)).toEqual([
      '__proto__ Query.patient',
      '  constructor Patient.id',
      'toString Query.me',
      '  role Me.role',
    ])
  })

  it('walks a fragment once for each place, however often it is spread', () => {
    const spread = (n: number) =>
      `fragment F${n} on Patient { ...F${n + 1} @include(if: $a) ...F${n + 1} @skip(if: $b) }`
    const chain = Array.from({ length: 60 }, (_, n) => spread(n)).join('\n')
    const text = `query ($a: Boolean!, $b: Boolean!) { patient(id: "x") { ...F0 } } ${chain} fragment F60 on Patient { id }`
    // 2^60 ways lead to the field; the test ends because none is walked twice.
    expect(tree(planned(text, as('DOCTOR')).plan.roots)).toEqual(['patient Query.patient', '  id Patient.id'])
  })

  it('refuses what the policy has no rule for', () => {
    const document = parse('{ patient(id: "x") { id } }')
    const [operation] = document.definitions
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
    const without = { ...policy, records: {} }
    const plan = () => planOperation({ policy: without, schema, document, operation, role: 'DOCTOR', purpose: 'TREAT' })
    expect(plan).toThrow('another role, purpose or schema')
  })
})

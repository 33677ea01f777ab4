import { readFileSync } from 'node:fs'
import { AccessError, compile, readPolicy } from '@wardgraph/access'
import { sdl } from '@wardgraph/schema/sdl'
import { buildSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { policy, schema, sources } from './policy.fixture.ts'

// CARE_TEAM and so on are bits of the enum's order: SELF PROXY CARE_TEAM TENANT BREAK_GLASS AUTHOR.
const [SELF, PROXY, CARE_TEAM, TENANT, BREAK_GLASS] = [1, 2, 4, 8, 16]

describe('the policy', () => {
  it('says per role and purpose under which relations an audience reads, and under which masked', () => {
    expect(policy.relations).toEqual({ SELF: 1, PROXY: 2, CARE_TEAM: 4, TENANT: 8, BREAK_GLASS: 16, AUTHOR: 32 })
    expect(policy.audiences.IDENTIFIERS).toEqual({
      'DOCTOR ETREAT': { full: BREAK_GLASS, masked: 0 },
      'DOCTOR TREAT': { full: TENANT, masked: 0 },
      'NURSE ETREAT': { full: BREAK_GLASS, masked: 0 },
      'NURSE TREAT': { full: CARE_TEAM, masked: TENANT },
      'SUPPORT HOPERAT': { full: 0, masked: TENANT },
      'SUPPORT HPAYMT': { full: 0, masked: TENANT },
      'PATIENT PATRQT': { full: SELF | PROXY, masked: 0 },
    })
  })

  it('gives a grant without purposes those of its role', () => {
    expect(Object.keys(policy.audiences.SIGNED_IN ?? {})).toEqual([
      'ADMIN HOPERAT',
      'DOCTOR TREAT',
      'NURSE TREAT',
      'PATIENT PATRQT',
      'PRIVACY HOPERAT',
      'SERVICE HOPERAT',
      'SUPPORT HOPERAT',
      'SUPPORT HPAYMT',
    ])
  })

  it('says of each segment its bit and who learns of such records, asked or not, and of each basis whether it ends', () => {
    expect(policy.segments.NORMAL).toEqual({ bit: 0, read: 'ANYBODY', withoutConsent: null })
    expect(policy.segments.PART2).toEqual({ bit: 1, read: 'CARE', withoutConsent: 'PART2_UNASKED' })
    expect(policy.bases).toEqual({
      PARENT: { untilAdult: true },
      GUARDIAN: { untilAdult: false },
      POWER_OF_ATTORNEY: { untilAdult: false },
      EXECUTOR: { untilAdult: false },
    })
  })

  it('holds the rule of each record field', () => {
    const { Patient, Observation } = policy.records
    expect(Patient).toMatchObject({ key: 'P', patient: 'id', exists: 'FINDERS' })
    expect(Patient?.fields.birthDate).toEqual({
      class: 'DEMOGRAPHIC',
      write: 'FEED',
      mask: 'YEAR',
      index: ['FAMILY_BIRTHDATE'],
      type: { name: 'Date', kind: 'scalar', list: false, required: false },
    })
    const type = { name: 'ObservationConnection', kind: 'connection', list: false, required: false }
    expect(Patient?.fields.observations).toEqual({ class: 'CLINICAL', type })
    expect(Observation?.fields.performer?.type).toEqual({
      name: 'Practitioner',
      kind: 'record',
      list: true,
      required: false,
    })
  })

  it('keeps fields in the order of the schema, which a compound index is made in', () => {
    const fields = Object.entries(policy.records.Patient?.fields ?? {})
    expect(fields.filter(([, { index }]) => index?.includes('FAMILY_BIRTHDATE')).map(([name]) => name)).toEqual([
      'name',
      'birthDate',
    ])
  })

  it('reads a schema in which a field has one index at most as what it was', () => {
    const older = sources.map(({ name, text }) => ({
      name,
      text: text.replace('index: [Index!])', 'index: Index)').replace('[MRN, IDENTIFIER]', 'MRN'),
    }))
    const read = compile({ sources: older }).policy?.records.Patient?.fields
    expect(read?.identifier).toMatchObject({ index: ['MRN'], mask: 'LAST_4' })
    expect(read?.telecom).toEqual(policy.records.Patient?.fields.telecom)
  })

  it('names values without inputs and connections, and what each root field and input needs', () => {
    expect(policy.values.Quantity?.value).toEqual({ name: 'Float', kind: 'scalar', list: false, required: false })
    expect(Object.keys(policy.values).filter((name) => /(Connection|Edge|Input)$/.test(name))).toEqual([])
    expect(policy.roots['Query.patient']).toEqual({
      to: 'FINDERS',
      type: { name: 'Patient', kind: 'record', list: false, required: false },
    })
    expect(policy.inputs['Query.patients(mrn:)']).toBe('Patient.identifier')
    expect(policy.inputs['UpdatePatientContactInput.telecom']).toBe('Patient.telecom')
  })

  it('is the same whatever the order of the files', () => {
    const { policy: again } = compile({ sources: sources.toReversed() })
    expect(again).toEqual(policy)
  })
})

describe('the generated files', () => {
  it.each(['sdl.ts', 'types.ts', 'plan.json'] as const)(
    'schema/generated/%s is what the schema compiles to',
    (name) => {
      expect(readFileSync(`schema/generated/${name}`, 'utf8')).toBe(compile({ sources }).files?.[name])
    },
  )

  it('the SDL for clients holds no directive, type or word of the policy', () => {
    // Consents name classes, segments and purposes, so clients know these words; not what follows from them.
    const names = ['Grant', 'Relation', 'Audience', 'Mask', 'Index']
    expect(names.filter((name) => buildSchema(sdl).getType(name))).toEqual([])
    expect(schema.getDirectives().map(({ name }) => name)).not.toContain('data')
    expect(sdl).not.toMatch(/@(grants|class|record|value|data|allow|of|control|acts|segment|basis)\b/)
    expect(sdl).not.toMatch(/^extend /m)
  })

  it('the SDL for clients keeps fields of extensions, descriptions and generated connections', () => {
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).toSorted()).toEqual([
      'disclosures',
      'explainAccess',
      'me',
      'myAccessLog',
      'panel',
      'patient',
      'patients',
      'reviews',
      'tenantRules',
    ])
    expect(schema.getType('Patient')?.description).toBe('http://hl7.org/fhir/R4/patient.html')
    expect(sdl).toMatch(
      /type PatientConnection \{\s+edges: \[PatientEdge!\]!\s+nodes: \[Patient!\]!\s+pageInfo: PageInfo!/,
    )
    expect(sdl).toMatch(/type PatientEdge \{\s+cursor: Cursor!\s+node: Patient!/)
  })

  it('the SDL for clients survives backticks and dollars in descriptions', async () => {
    const odd = ['a `tick`, a \\\\ and $', '{1}'].join('')
    const text = `type Tick @value { "${odd}" a: Int }\nextend type Query { tick: Tick @allow(to: SIGNED_IN) }`
    const { files } = compile({ sources: [...sources, { name: 'schema/tick.graphql', text }] })
    const module = await import(`data:text/javascript,${encodeURIComponent(files?.['sdl.ts'] ?? '')}`)
    const found = buildSchema(module.sdl).getType('Tick')?.toConfig()
    expect(JSON.stringify(found?.astNode)).toContain(odd)
  })
})

describe('reading a policy', () => {
  const without = (name: keyof typeof policy) => ({ ...policy, [name]: undefined })

  it('takes what was compiled, through JSON', () => {
    expect(readPolicy(JSON.parse(JSON.stringify(policy)))).toEqual(policy)
  })

  it.each([
    ['nothing', null],
    ['a list', []],
    ['a policy without segments', without('segments')],
    ['a policy without bases of proxies', without('bases')],
    ['a segment without readers', { ...policy, segments: { NORMAL: { bit: 0, withoutConsent: null } } }],
    ['a policy without the relation of authors', { ...policy, relations: { ...policy.relations, AUTHOR: undefined } }],
    ['a policy without relations', { ...policy, relations: {} }],
    ['bits that are no number', { ...policy, audiences: { A: { 'NURSE TREAT': { full: '8', masked: 0 } } } }],
    ['a record without existence', { ...policy, records: { A: { key: 'A', patient: null, fields: {} } } }],
    [
      'a field without a class',
      { ...policy, records: { A: { key: 'A', patient: null, exists: 'B', fields: { c: {} } } } },
    ],
  ])('refuses %s', (_name, json) => {
    expect(() => readPolicy(json)).toThrow(AccessError)
  })
})

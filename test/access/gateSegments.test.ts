import { describe, expect, it } from 'vitest'
import { problemsAfter, refuses } from './gate.fixture.ts'

describe('a segment', () => {
  const hiv = 'HIV @segment(bit: 2, read: CARE)'
  refuses([
    {
      it: 'a segment that says nothing',
      file: 'policy',
      from: hiv,
      to: 'HIV',
      at: '  HIV\n',
      says: 'Segment.HIV: needs @segment(bit:, read:)',
    },
    {
      it: 'a bit used twice',
      file: 'policy',
      from: 'MENTAL_HEALTH @segment(bit: 3,',
      to: 'MENTAL_HEALTH @segment(bit: 2,',
      says: 'Segment.MENTAL_HEALTH: has the bit of HIV',
    },
    {
      it: 'a bit that a label cannot hold',
      file: 'policy',
      from: hiv,
      to: 'HIV @segment(bit: 16, read: CARE)',
      says: 'Segment.HIV: bit must be 0 to 15',
    },
    {
      it: 'a bit below zero',
      file: 'policy',
      from: hiv,
      to: 'HIV @segment(bit: -1, read: CARE)',
      says: 'Segment.HIV: bit must be 0 to 15',
    },
    {
      it: 'existence for those who only see masked',
      file: 'policy',
      from: hiv,
      to: 'HIV @segment(bit: 2, read: IDENTIFIERS)',
      says: 'Segment.HIV: IDENTIFIERS has masked grants: a record is there or it is not',
    },
    {
      it: 'readers without consent who only see masked',
      file: 'policy',
      from: hiv,
      to: 'HIV @segment(bit: 2, read: CARE, withoutConsent: DEMOGRAPHICS)',
      says: 'Segment.HIV: DEMOGRAPHICS has masked grants: a record is there or it is not',
    },
    {
      it: 'a segment without readers',
      file: 'policy',
      from: hiv,
      to: 'HIV @segment(bit: 2)',
      says: 'Directive "@segment" argument "read" of type "Audience!" is required, but it was not provided.',
    },
  ])

  it.each([
    ['is not there', 'CALM @segment(bit: 0, read: ANYBODY)'],
    ['has another bit than 0', 'NORMAL @segment(bit: 7, read: ANYBODY)'],
  ])('refuses a schema whose NORMAL %s', (_name, to) => {
    const { problems, policy } = problemsAfter({ file: 'policy', from: 'NORMAL @segment(bit: 0, read: ANYBODY)', to })
    expect(problems).toEqual(['schema:0 Segment.NORMAL: must be there, with bit 0'])
    expect(policy).toBeNull()
  })

  it('takes the last bit that a label holds', () => {
    const { problems, policy } = problemsAfter({ file: 'policy', from: hiv, to: 'HIV @segment(bit: 15, read: CARE)' })
    expect(problems).toEqual([])
    expect(policy?.segments.HIV).toEqual({ bit: 15, read: 'CARE', withoutConsent: null })
  })
})

describe('a basis of a proxy', () => {
  refuses([
    {
      it: 'a basis that does not say whether it outlasts childhood',
      file: 'policy',
      from: 'GUARDIAN @basis(untilAdult: false)',
      to: 'GUARDIAN',
      says: 'ProxyBasis.GUARDIAN: needs @basis(untilAdult:)',
    },
  ])
})

describe('a grant', () => {
  const feed = '{ role: SERVICE, when: TENANT, for: [HOPERAT] }])\n  "Clinical staff, whomever they treat."'
  const feedOf = (grant: string) => feed.replace('])', `, ${grant}])`)
  const grants = (it: string, grant: string, says: string) => ({
    it,
    file: 'policy',
    from: feed,
    to: feedOf(grant),
    at: '  FEED @grants',
    says: `Audience.FEED: ${says}`,
  })
  const written = 'BREAK_GLASS is for: [ETREAT], written out'
  refuses([
    grants('an emergency without its purpose', '{ role: DOCTOR, when: BREAK_GLASS }', written),
    grants('an emergency for treatment', '{ role: DOCTOR, when: BREAK_GLASS, for: [TREAT] }', written),
    grants('an emergency for more than itself', '{ role: DOCTOR, when: BREAK_GLASS, for: [ETREAT, TREAT] }', written),
    {
      it: 'an emergency that shows only parts',
      file: 'policy',
      from: 'NOBODY @grants(to: [])',
      to: 'NOBODY @grants(to: [{ role: DOCTOR, when: BREAK_GLASS, for: [ETREAT], masked: true }])',
      says: 'Audience.NOBODY: BREAK_GLASS is never masked',
    },
    grants(
      'ETREAT for the care team',
      '{ role: DOCTOR, when: CARE_TEAM, for: [ETREAT] }',
      'DOCTOR does not act for ETREAT',
    ),
    grants(
      'ETREAT for all of the tenant',
      '{ role: NURSE, when: TENANT, for: [TREAT, ETREAT] }',
      'NURSE does not act for ETREAT',
    ),
    grants('ETREAT for authors', '{ role: NURSE, when: AUTHOR, for: [ETREAT] }', 'NURSE does not act for ETREAT'),
    grants('ETREAT for patients', '{ role: PATIENT, when: SELF, for: [ETREAT] }', 'PATIENT does not act for ETREAT'),
    ...['DOCTOR', 'NURSE', 'SUPPORT', 'PRIVACY', 'ADMIN', 'SERVICE'].flatMap((role) =>
      ['SELF', 'PROXY'].map((when) =>
        grants(`${role} as ${when}`, `{ role: ${role}, when: ${when} }`, `${role} is never ${when}: only PATIENT is`),
      ),
    ),
    ...['CARE_TEAM', 'AUTHOR'].map((when) =>
      grants(`PATIENT as ${when}`, `{ role: PATIENT, when: ${when} }`, `PATIENT is never ${when}: only staff are`),
    ),
    grants(
      'PATIENT as BREAK_GLASS',
      '{ role: PATIENT, when: BREAK_GLASS, for: [ETREAT] }',
      'PATIENT is never BREAK_GLASS: only staff are',
    ),
  ])

  it.each([
    '{ role: PATIENT, when: PROXY }',
    '{ role: DOCTOR, when: BREAK_GLASS, for: [ETREAT] }',
    '{ role: DOCTOR, when: AUTHOR, for: [TREAT] }',
  ])('may be %s', (grant) => {
    expect(problemsAfter({ file: 'policy', from: feed, to: feedOf(grant) }).problems).toEqual([])
  })
})

describe('what decisions read off a patient', () => {
  const consents = 'consents: [Consent!] @data(class: CONSENT, write: CONSENT_WRITERS)'
  refuses([
    {
      it: 'a birth date that is none',
      file: 'patient',
      from: 'birthDate: Date @data',
      to: 'birthDate: DateTime @data',
      at: 'type Patient @record',
      says: 'Patient.birthDate: decisions read it: must be Date',
    },
    {
      it: 'consents that may be null one by one',
      file: 'patient',
      from: consents,
      to: consents.replace('[Consent!]', '[Consent]'),
      at: 'type Patient @record',
      says: 'Patient.consents: decisions read it: must be [Consent!]',
    },
    {
      it: 'consents of another type',
      file: 'patient',
      from: consents,
      to: consents.replace('[Consent!]', 'String'),
      at: 'type Patient @record',
      says: 'Patient.consents: decisions read it: must be [Consent!]',
    },
  ])

  it('refuses a patient without consents', () => {
    const { problems, policy } = problemsAfter({ file: 'patient', from: consents, to: '' })
    expect(problems.map((text) => text.replace(/:\d+ /, ' '))).toEqual([
      'schema/consent.graphql RecordConsentInput.rules: @of: no record has a field Patient.consents',
      'schema/patient.graphql Patient.consents: decisions read it: must be [Consent!]',
    ])
    expect(policy).toBeNull()
  })

  it('refuses another record that is its own patient', () => {
    const { problems, policy } = problemsAfter({
      file: 'organization',
      from: 'patient: null',
      to: 'patient: "id"',
    })
    expect(problems).toContain('schema/organization.graphql:2 Organization: patient: "id" is for Patient')
    expect(policy).toBeNull()
  })
})

describe('what decisions hold as bits', () => {
  const more = (count: number) =>
    Array.from({ length: count }, (_, n) => `  X${n} @class(id: ${100 + n}, read: NOBODY)`).join('\n')
  const from = 'enum DataClass @control {'

  it('refuses a 31st class', () => {
    const { problems, policy } = problemsAfter({ file: 'policy', from, to: `${from}\n${more(19)}` })
    expect(problems.map((text) => text.replace(/:\d+ /, ' '))).toEqual([
      'schema/policy.graphql DataClass.PROVENANCE: is one more than the 30 classes there can be',
    ])
    expect(policy).toBeNull()
  })

  it('takes 30 classes', () => {
    const { problems, policy } = problemsAfter({ file: 'policy', from, to: `${from}\n${more(18)}` })
    expect([problems, Object.keys(policy?.classes ?? {}).length]).toEqual([[], 30])
  })
})

describe('an argument that is an enum', () => {
  const family = 'family: String @of(field: "Patient.name")'

  it('is refused without @control, whether of a field or of an input', () => {
    for (const [name, coordinate] of [
      ['Segment', 'AssignProxyInput.segments'],
      ['DataClass', 'AssignProxyInput.classes'],
      ['ProxyBasis', 'AssignProxyInput.basis'],
    ] as const) {
      const { problems, policy } = problemsAfter({
        file: 'policy',
        from: `enum ${name} @control {`,
        to: `enum ${name} {`,
      })
      const said = problems.map((text) => text.replace(/^\S+ /, ''))
      expect(said).toContain(`${coordinate}: needs @of(field:) or a @control scalar or enum`)
      expect(policy).toBeNull()
    }
  })

  it('steers without carrying where it has it', () => {
    const to = `${family} only: Segment`
    expect(problemsAfter({ file: 'patient', from: family, to }).problems).toEqual([])
  })
})

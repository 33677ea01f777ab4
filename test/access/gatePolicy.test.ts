import { describe, expect, it } from 'vitest'
import { problemsAfter, refuses } from './gate.fixture.ts'

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
      from: '  SERVICE @acts(for: [HOPERAT])',
      to: '  SERVICE @acts(for: [HOPERAT])\n  GUEST @acts(for: [])',
      at: 'GUEST @acts',
      says: 'Role.GUEST: needs @acts(for:) with a purpose',
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
      from: 'OPAQUE @class(id: 8, read: NOBODY, export: EXPORTERS)',
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
      says: 'DataClass.OPAQUE: id must be 1 to 254',
    },
    {
      it: 'an id of zero',
      file: 'policy',
      from: '@class(id: 8,',
      to: '@class(id: 0,',
      says: 'DataClass.OPAQUE: id must be 1 to 254',
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
      to: 'enum Mask {\n  SHUFFLED',
      at: 'enum Mask {',
      says: 'Mask.SHUFFLED: is a mask that nothing carries out',
    },
    {
      it: 'another relation',
      file: 'policy',
      from: '  SELF\n',
      to: '  SELF\n  COUSIN\n',
      at: 'enum Relation',
      says: 'Relation: must be SELF PROXY CARE_TEAM TENANT BREAK_GLASS AUTHOR',
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

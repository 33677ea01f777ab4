import { compile, decideExport, diffRights, rightsOf } from '@wardgraph/access'
import { sdl } from '@wardgraph/schema/sdl'
import { buildSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import { problemsAfter, refuses } from './gate.fixture.ts'
import { as, policy, sources } from './policy.fixture.ts'

const EXPORTERS = '  EXPORTERS @grants(to: [{ role: SERVICE, when: TENANT, for: [HOPERAT] }])'
const of = (type: string) => ({ policy, type, id: 'r', patient: 'p' })

describe('a record leaves whole, or not at all', () => {
  test.each([
    ['Patient', ['CLINICAL', 'CONSENT', 'CONTACT', 'DEMOGRAPHIC', 'IDENTIFIER', 'NAME', 'OPAQUE', 'PROVENANCE']],
    ['Observation', ['CLINICAL', 'OPAQUE', 'PROVENANCE']],
    ['Encounter', ['CLINICAL', 'OPAQUE', 'PROVENANCE', 'VISIT']],
    ['Claim', ['OPAQUE']],
    ['constructor', ['OPAQUE']],
  ])('%s with all its parts', (type, classes) => {
    const decision = decideExport({ ...of(type), caller: as('SERVICE') })
    if (!decision.allow) return expect.fail(decision.class)
    expect([...decision.permit.classes].sort()).toEqual(classes)
    expect(decision.permit).toMatchObject({ type, id: 'r', patient: 'p', tenant: as('SERVICE').tenant })
  })

  test('to no other role, and to no other purpose', () => {
    const roles = ['ADMIN', 'DOCTOR', 'NURSE', 'PATIENT', 'SUPPORT', 'PRIVACY'] as const
    for (const caller of [...roles.map((role) => as(role)), { ...as('SERVICE'), purposeOfUse: 'TREAT' as const }])
      for (const type of [...Object.keys(policy.records), 'Claim'])
        expect(decideExport({ ...of(type), caller })).toMatchObject({ allow: false, reason: 'NOT_EXPORTED' })
  })

  test('nothing of which is a review', () => {
    const decision = decideExport({ ...of('Review'), caller: as('SERVICE') })
    expect(decision).toEqual({ allow: false, reason: 'NOT_EXPORTED', class: 'REVIEW' })
  })
})

test('who exports reads no more than before: a SERVICE has no way to what is a patient’s', () => {
  const roots = buildSchema(sdl).getQueryType()?.getFields() ?? {}
  const read = rightsOf(policy).filter(
    ({ role, action, path }) => role === 'SERVICE' && action === 'READ' && path !== null,
  )
  expect(Object.keys(roots)).not.toContain('export')
  const classes = new Set(read.filter(({ path }) => path !== 'export').map((right) => right.class))
  expect([...classes].filter((name) => name !== null && name !== 'STAFF')).toEqual([])
})

describe('a widened export', () => {
  test('is a change of the rights, wider, by its class', () => {
    const { policy: head } = problemsAfter({
      file: 'policy',
      from: 'REVIEW @class(id: 10, read: REVIEWERS)',
      to: 'REVIEW @class(id: 10, read: REVIEWERS, export: EXPORTERS)',
    })
    const changes = diffRights(policy, head ?? expect.fail())
    expect(changes).toMatchObject([
      {
        change: '+',
        wider: true,
        role: 'SERVICE',
        action: 'READ',
        coordinate: 'DataClass.REVIEW(export:)',
        path: 'export',
      },
    ])
    expect(diffRights(head ?? expect.fail(), policy)).toMatchObject([{ change: '-', wider: false }])
  })

  test('is seen by whom the audience admits, too', () => {
    const { policy: head } = problemsAfter({
      file: 'policy',
      from: EXPORTERS,
      to: EXPORTERS.replace('}])', '}, { role: ADMIN, when: TENANT, for: [HOPERAT] }])'),
    })
    const changes = diffRights(policy, head ?? expect.fail())
    expect(changes.every(({ role, wider }) => role === 'ADMIN' && wider)).toBe(true)
    expect(changes).toHaveLength(Object.values(policy.classes).filter((one) => one.export !== undefined).length)
  })

  test('is seen against a schema from before there were exports, which compiles', () => {
    const before = sources.map(({ name, text }) => ({
      name,
      text: text.replaceAll(', export: EXPORTERS)', ')').replace(', export: Audience)', ')'),
    }))
    const { policy: base, problems } = compile({ sources: before })
    expect(problems).toEqual([])
    const changes = diffRights(base ?? expect.fail(), policy)
    expect(changes.map(({ change, coordinate }) => `${change} ${coordinate}`)).toContain('+ DataClass.OPAQUE(export:)')
  })
})

describe('who exports', () => {
  refuses([
    {
      it: 'somebody who is tied to a patient',
      file: 'policy',
      from: 'OPAQUE @class(id: 8, read: NOBODY, export: EXPORTERS)',
      to: 'OPAQUE @class(id: 8, read: NOBODY, export: CLINICIANS)',
      says: 'DataClass.OPAQUE: export: CLINICIANS has grants that are masked, or of another relation than TENANT',
    },
    {
      it: 'somebody who sees in part',
      file: 'policy',
      from: 'OPAQUE @class(id: 8, read: NOBODY, export: EXPORTERS)',
      to: 'OPAQUE @class(id: 8, read: NOBODY, export: IDENTIFIERS)',
      says: 'DataClass.OPAQUE: export: IDENTIFIERS has grants that are masked, or of another relation than TENANT',
    },
  ])
})

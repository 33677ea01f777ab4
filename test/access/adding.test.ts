import { compile, type Fact, planOperation, Standing } from '@wardgraph/access'
import { buildSchema, Kind, parse } from 'graphql'
import { expect, test } from 'vitest'
import { as, NOW, RULES, sources } from './policy.fixture.ts'

/** The schema with one line more in one place of one file; says how many lines and files that touched. */
function edited(file: string, before: string, line: string) {
  const texts = sources.map(({ name, text }) => ({
    name,
    text: name === `schema/${file}` ? text.replace(before, `${line}\n${before}`) : text,
  }))
  const touched = texts.filter(({ text }, i) => text !== sources[i]?.text)
  const { policy, files, problems } = compile({ sources: texts })
  if (!policy) throw new Error(problems.join('\n'))
  return { policy, files, touched: touched.map(({ name }) => name) }
}
const IN_TEAM: Fact = { relation: 'CARE_TEAM', start: null, end: null, basis: 'manual' }

test('a role is one edit of the schema: it may act, and reads what an audience then grants it', () => {
  const { policy, touched } = edited(
    'policy.graphql',
    '  "The privacy officer."\n  PRIVACY @acts(for: [HOPERAT])',
    '  CHAPLAIN @acts(for: [TREAT])',
  )
  expect(touched).toEqual(['schema/policy.graphql'])
  expect(Object.keys(policy.roles)).toContain('CHAPLAIN')
  expect(Object.values(policy.audiences).some((cells) => 'CHAPLAIN TREAT' in cells)).toBe(false)
})

test('an audience is one edit of the schema', () => {
  const { policy, touched } = edited(
    'policy.graphql',
    '  "Nobody: kept for whole re-export',
    '  NIGHT_NURSES @grants(to: [{ role: NURSE, when: CARE_TEAM, for: [TREAT] }])',
  )
  expect(touched).toEqual(['schema/policy.graphql'])
  expect(policy.audiences.NIGHT_NURSES).toEqual({ 'NURSE TREAT': { full: policy.relations.CARE_TEAM, masked: 0 } })
})

test('a basis of a proxy is one edit of the schema, and decisions know it', () => {
  const { policy, files, touched } = edited(
    'policy.graphql',
    '  GUARDIAN @basis(untilAdult: false)',
    '  FOSTER_PARENT @basis(untilAdult: true)',
  )
  expect(touched).toEqual(['schema/policy.graphql'])
  expect(files['types.ts']).toContain("'FOSTER_PARENT'")
  const caller = { ...as('PATIENT'), patient: null }
  const proxy: Fact = {
    relation: 'PROXY',
    start: null,
    end: null,
    basis: 'FOSTER_PARENT',
    classes: null,
    segments: null,
  }
  const tie = (birthDate: string) =>
    new Standing({ policy, rules: RULES, caller, now: NOW }, 'bob', { facts: [proxy], birthDate }).tie
  expect(tie('2020-01-01').relation).toBe('PROXY')
  expect(tie('1990-01-01').relation).toBe('TENANT')
})

test('a segment is one edit of the schema: its records exist for its audience alone', () => {
  const { policy, files, touched } = edited(
    'policy.graphql',
    '  "A person, or a record, that everybody is curious about."\n  VIP @segment',
    '  GENETICS @segment(bit: 7, read: AUTHORS)',
  )
  expect(touched).toEqual(['schema/policy.graphql'])
  expect(files['types.ts']).toContain("'GENETICS'")
  const standing = new Standing({ policy, rules: RULES, caller: as('DOCTOR'), now: NOW }, 'ann', { facts: [IN_TEAM] })
  const reach = (author: boolean) => standing.reach({ segments: 1 << 7, author }, { head: false }).classes !== 0
  expect([reach(false), reach(true)]).toEqual([false, true])
})

test('a field is one line: it is planned with the rule of its class', () => {
  const { policy, files, touched } = edited(
    'patient.graphql',
    '  gender: String @data',
    '  bloodType: String @data(class: CLINICAL, write: FEED)',
  )
  expect(touched).toEqual(['schema/patient.graphql'])
  const text = /export const sdl = `([\s\S]*)`/.exec(files['sdl.ts'])?.[1] ?? ''
  const document = parse('{ patient(id: "x") { bloodType } }')
  const [operation] = document.definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
  const schema = buildSchema(text.replaceAll('\\`', '`'))
  const plan = planOperation({ policy, schema, document, operation, role: 'NURSE', purpose: 'TREAT' })
  expect(plan.roots.patient?.types.Patient?.bloodType?.rule).toMatchObject({ class: 'CLINICAL' })
})

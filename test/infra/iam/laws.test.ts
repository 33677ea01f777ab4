import fc from 'fast-check'
import { expect, test } from 'vitest'
import { may } from './may.ts'
import { type Elements, identity, request, resource, role, variable } from './policy.fixture.ts'
import type { Request } from './request.ts'

const NAMES = ['a', 'ab', 'b']
const arn = (name: string) => `arn:aws:s3:::${name}`
const patterns = fc.constantFrom('*', arn('*'), arn('a*'), arn('a'), arn('b'), arn(variable('aws:PrincipalTag/t')))
const actions = fc.constantFrom('*', 's3:*', 's3:Get*', 's3:GetObject', 's3:PutObject')
const operators = fc.constantFrom(
  ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringEqualsIfExists'],
  ...['ForAllValues:StringEquals', 'ForAnyValue:StringNotEquals'],
)
const values = fc.array(fc.constantFrom(...NAMES, 'a*', variable('aws:PrincipalTag/t')), { minLength: 1, maxLength: 2 })
const conditions = fc.oneof(
  fc.constant({}),
  fc.tuple(operators, values).map(([operator, wanted]) => ({ Condition: { [operator]: { 'test:k': wanted } } })),
  fc.boolean().map((absent) => ({ Condition: { Null: { 'test:k': absent } } })),
)

const statements = (effects: fc.Arbitrary<string>): fc.Arbitrary<Elements> =>
  fc
    .tuple(effects, actions, patterns, conditions, fc.boolean(), fc.boolean())
    .map(([Effect, action, pattern, condition, notAction, notResource]) => ({
      Effect,
      [notAction ? 'NotAction' : 'Action']: action,
      [notResource && !pattern.includes('$') ? 'NotResource' : 'Resource']: pattern,
      ...condition,
    }))

const either = statements(fc.constantFrom('Allow', 'Deny'))
const lists = fc.array(either, { maxLength: 4 })
const requests: fc.Arbitrary<Request> = fc
  .record({
    action: fc.constantFrom('s3:GetObject', 's3:PutObject', 'dynamodb:Scan'),
    resource: fc.constantFrom(...NAMES.map(arn)),
    context: fc.option(
      fc.constantFrom(...NAMES).map((k) => ({ 'test:k': k })),
      { nil: {} },
    ),
    principal: fc.constantFrom(role(), role({ t: 'a' }), role({ t: 'ab' })),
  })
  .map(request)

const allows = (all: readonly Elements[], asked: Request) => may({ identity: [identity(...all)] }, asked).allow
const everyone = (all: readonly Elements[]) => resource(...all.map((elements) => ({ ...elements, Principal: '*' })))

test('one more deny never allows more', () =>
  fc.assert(
    fc.property(lists, statements(fc.constant('Deny')), requests, (all, deny, asked) => {
      if (allows([...all, deny], asked)) expect(allows(all, asked)).toBe(true)
    }),
  ))

test('one more allow never allows less', () =>
  fc.assert(
    fc.property(lists, statements(fc.constant('Allow')), requests, (all, allow, asked) => {
      if (allows(all, asked)) expect(allows([...all, allow], asked)).toBe(true)
    }),
  ))

test('the order of statements, and in which document they stand, changes nothing', () =>
  fc.assert(
    fc.property(lists, requests, (all, asked) => {
      const expected = allows(all, asked)
      expect(allows(all.toReversed(), asked)).toBe(expected)
      const apart = all.map((elements) => identity(elements))
      expect(may({ identity: apart }, asked).allow).toBe(expected)
    }),
  ))

test('a boundary and a session policy never allow more, and one that is the identity itself allows the same', () =>
  fc.assert(
    fc.property(lists, lists, requests, (all, bounds, asked) => {
      const [own, bound] = [identity(...all), identity(...bounds)]
      const alone = may({ identity: [own] }, asked).allow
      for (const layer of [{ boundary: bound }, { session: [bound] }])
        if (may({ identity: [own], ...layer }, asked).allow) expect(alone).toBe(true)
      expect(may({ identity: [own], boundary: own, session: [own] }, asked).allow).toBe(alone)
    }),
  ))

test('what denies denies from every place', () =>
  fc.assert(
    fc.property(lists, statements(fc.constant('Deny')), requests, (all, deny, asked) => {
      const open = identity(
        { Effect: 'Allow', Action: '*', Resource: '*' },
        ...all.filter(({ Effect }) => Effect === 'Allow'),
      )
      const denying = identity({ Effect: 'Allow', Action: '*', Resource: '*' }, deny)
      const expected = may({ identity: [open, denying] }, asked).allow
      expect(may({ identity: [open], boundary: denying }, asked).allow).toBe(expected)
      expect(may({ identity: [open], session: [denying] }, asked).allow).toBe(expected)
      expect(may({ identity: [open], resource: everyone([deny]) }, asked).allow).toBe(expected)
    }),
  ))

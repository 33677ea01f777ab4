import { expect, test } from 'vitest'
import { asks, mayCall, names, TARGET } from './calls.fixture.ts'
import { requestsOf } from './calls.ts'
import { NotModelled } from './errors.ts'
import { identity, ROLE, trust } from './policy.fixture.ts'

// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, its sample request's form.
const plain = { Action: 'AssumeRole', RoleArn: 'tenant', RoleSessionName: 'abc', DurationSeconds: '900' }
const tagged = (...tags: (readonly [string, string])[]) => ({
  ...plain,
  ...Object.fromEntries(
    tags.flatMap(([name, value], i) => [
      [`Tags.member.${i + 1}.Key`, name],
      [`Tags.member.${i + 1}.Value`, value],
    ]),
  ),
})

test('a role is assumed with its tags, which are asked for by themselves', () => {
  const context = {
    'aws:RequestTag/tenant': 'abc',
    'aws:RequestTag/purpose': 'TREAT',
    'aws:TagKeys': ['tenant', 'purpose'],
    'sts:TransitiveTagKeys': ['tenant'],
    'sts:RoleSessionName': 'abc',
    'sts:ExternalId': 'Example987',
  }
  const form = { ...tagged(['tenant', 'abc'], ['purpose', 'TREAT']), 'TransitiveTagKeys.member.1': 'tenant' }
  const requests = asks('sts', 'AssumeRole', { ...form, ExternalId: 'Example987' })
  expect(requests.map(({ action }) => action)).toEqual(['sts:AssumeRole', 'sts:TagSession'])
  for (const request of requests) expect(request).toMatchObject({ resource: TARGET, context })
})

test('without tags there is nothing to tag', () =>
  expect(asks('sts', 'AssumeRole', plain).map(({ action }) => action)).toEqual(['sts:AssumeRole']))

test.each([
  ['an unknown operation', 'GetFederationToken', plain],
  ['an unknown role', 'AssumeRole', { ...plain, RoleArn: 'other' }],
  ['a tag without a value', 'AssumeRole', { ...plain, 'Tags.member.1.Key': 'tenant' }],
  ['a source identity', 'AssumeRole', { ...plain, SourceIdentity: 'ann' }],
])('%s is not modelled', (_, operation, form) => expect(() => asks('sts', operation, form)).toThrow(NotModelled))

test('a call by nobody is not modelled', () =>
  expect(() => requestsOf({ service: 'sts', operation: 'AssumeRole', input: plain, principal: null }, names)).toThrow(
    NotModelled,
  ))

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html: which tags a session may bring, and that it has to.
const trusting = (Condition: unknown, Action: unknown = ['sts:AssumeRole', 'sts:TagSession']) =>
  mayCall({ identity: [], resource: trust({ Effect: 'Allow', Principal: { AWS: ROLE }, Action, Condition }) })
const only = {
  StringLike: { 'aws:RequestTag/tenant': '*' },
  'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
}

test.each([
  ['its tag', only, tagged(['tenant', 'abc']), true],
  ['no tag', only, plain, false],
  ['another tag', only, tagged(['role', 'ADMIN']), false],
  ['one tag more', only, tagged(['tenant', 'abc'], ['role', 'ADMIN']), false],
  [
    'no tag, where only the keys are bounded',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] } },
    plain,
    true,
  ],
])('a role that trusts its caller with a tenant: %s', (_, condition, form, expected) =>
  expect(trusting(condition)('sts', 'AssumeRole', form)).toBe(expected),
)

test('a trust policy without TagSession lets no tags in', () => {
  expect(trusting({}, 'sts:AssumeRole')('sts', 'AssumeRole', plain)).toBe(true)
  expect(trusting({}, 'sts:AssumeRole')('sts', 'AssumeRole', tagged(['tenant', 'abc']))).toBe(false)
})

test('an identity policy that denies the action wins over the trust', () => {
  const denied = identity({ Effect: 'Deny', Action: 'sts:TagSession', Resource: '*' })
  const policy = trust({ Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sts:*' })
  expect(mayCall({ identity: [denied], resource: policy })('sts', 'AssumeRole', tagged(['tenant', 'abc']))).toBe(false)
})

import { expect, test } from 'vitest'
import { NotModelled } from './errors.ts'
import { identity, resource, trust, variable } from './policy.fixture.ts'
import { type PolicyKind, readPolicy } from './policy.ts'

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const TAG = variable('aws:PrincipalTag/team')
const condition =
  (operator: string, values: unknown, key = 'aws:TagKeys') =>
  () =>
    identity({ ...statement, Condition: { [operator]: { [key]: values } } })

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
test('a document is read from JSON too, with one statement and an Id', () => {
  const json = JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: { Sid: 'One', ...statement } })
  expect(readPolicy(json, 'identity').statements.map(({ sid }) => sid)).toEqual(['One'])
})

test.each([
  ['no version', { Statement: [statement] }],
  ['a version without variables', { Version: '2008-10-17', Statement: [statement] }],
  ['another element', { Version: '2012-10-17', Statement: [statement], Comment: '' }],
  ['no statement', { Version: '2012-10-17' }],
])('a document with %s is refused', (_, document) =>
  expect(() => readPolicy(document, 'identity')).toThrow(NotModelled),
)

test.each([
  ['another element', () => identity({ ...statement, Conditions: {} }), 'Conditions'],
  ['another effect', () => identity({ ...statement, Effect: 'allow' }), 'Effect'],
  ['Action and NotAction', () => identity({ ...statement, NotAction: 's3:*' }), 'Action'],
  ['no action', () => identity({ Effect: 'Allow', Resource: '*' }), 'Action'],
  ['an action of no service', () => identity({ ...statement, Action: 'GetObject' }), 'no action'],
  ['an action with a variable', () => identity({ ...statement, Action: `s3:${TAG}` }), 'no action'],
  ['a list of no actions', () => identity({ ...statement, Action: [] }), 'Action'],
  ['an action that is a number', () => identity({ ...statement, Action: ['s3:*', 1] }), 'Action'],
  ['no resource', () => identity({ Effect: 'Allow', Action: '*' }), 'Resource'],
  ['a resource that is no ARN', () => identity({ ...statement, Resource: 'bucket/*' }), 'no ARN'],
  ['a variable before the last part', () => identity({ ...statement, Resource: `arn:aws:s3:${TAG}::b` }), 'variable'],
  [
    'a variable in NotResource',
    () => identity({ Effect: 'Deny', Action: '*', NotResource: `arn:aws:s3:::${TAG}` }),
    'variable',
  ],
  ['an open variable', () => identity({ ...statement, Resource: 'arn:aws:s3:::${aws:username' }), 'cannot be read'],
  ['an empty variable', () => identity({ ...statement, Resource: `arn:aws:s3:::${variable('')}` }), 'cannot be read'],
  ['a principal in an identity policy', () => identity({ ...statement, Principal: '*' }), 'Principal'],
  ['no principal in a resource policy', () => resource(statement), 'Principal'],
  ['a resource in a trust policy', () => trust({ ...statement, Principal: '*' }), 'Resource'],
  ['NotPrincipal', () => resource({ ...statement, NotPrincipal: '*' }), 'NotPrincipal'],
])('a statement with %s is refused', (_, read, message) => expect(read).toThrow(message))

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
test.each([
  [{ AWS: 'arn:aws:iam::123456789012:role/*' }],
  [{ AWS: 'arn:aws:sts::123456789012:assumed-role/examplerole/session' }],
  [{ AWS: 'AROADBQP57FF2AEXAMPLE' }],
  [{ CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' }],
  [{ Service: '*' }],
  [{ AWS: [] }],
])('a principal %o is refused', (Principal) => expect(() => resource({ ...statement, Principal })).toThrow(NotModelled))

test.each([
  ['BinaryEquals', condition('BinaryEquals', 'QQ==')],
  ['an operator in other letters', condition('stringEquals', 'a')],
  ['an unknown operator', condition('StringMatches', 'a')],
  ['an operator of JavaScript', condition('toString', 'a')],
  ['an unknown set operator', condition('ForSomeValues:StringEquals', 'a')],
  ['NullIfExists', condition('NullIfExists', 'true')],
  ['a set of Null', condition('ForAllValues:Null', 'true')],
  ['no values', condition('StringEquals', [])],
  ['a key without a service', condition('StringEquals', 'a', 'TagKeys')],
  ['a variable for a key', condition('StringEquals', 'a', `aws:RequestTag/${TAG}`)],
  ['a variable for a number', condition('NumericEquals', TAG)],
  ['a variable for a truth', condition('Bool', TAG)],
  ['a variable in the front of an ARN', condition('ArnEquals', `arn:aws:s3:${TAG}::b`)],
  ['a number that is none', condition('NumericEquals', 'ten')],
  ['a date that is none', condition('DateEquals', 'today')],
  ['a truth that is none', condition('Bool', 'yes')],
  ['an address that is none', condition('IpAddress', '203.0.113')],
])('a condition with %s is refused', (_, read) => expect(read).toThrow(NotModelled))

test.each<[PolicyKind, unknown]>([
  ['identity', []],
  ['identity', null],
])('a %s policy that is %o is refused', (kind, document) =>
  expect(() => readPolicy(document, kind)).toThrow(NotModelled),
)

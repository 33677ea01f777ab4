import { expect, test } from 'vitest'
import { NotModelled } from './errors.ts'
import { answer, applies, type Elements, identity, role, variable } from './policy.fixture.ts'
import type { Context } from './request.ts'

const KEY = 'test:key'
const holds = (Condition: Elements, context: Context): boolean => applies({ Condition }, { context })
const one = (operator: string, values: unknown, given: string | readonly string[] | undefined): boolean =>
  holds({ [operator]: { [KEY]: values } }, given === undefined ? {} : { [KEY]: given })

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
test.each([
  ['StringEquals', 'iamuser-admin', 'iamuser-admin', true],
  ['StringEquals', 'iamuser-admin', 'IAMuser-admin', false],
  ['StringEquals', 'iamuser-*', 'iamuser-admin', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', ['a', 'b'], 'c', true],
  ['StringEqualsIgnoreCase', 'Admin', 'aDMIN', true],
  ['StringNotEqualsIgnoreCase', 'Admin', 'aDMIN', false],
  ['StringLike', ['', 'home/', 'home/*/'], 'home/adele/', true],
  ['StringLike', ['', 'home/', 'home/*/'], 'homes/adele/', false],
  ['StringLike', 't?.*', 't2.micro', true],
  ['StringNotLike', 't2.*', 't2.micro', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericLessThanEquals', 10, '11', false],
  ['NumericLessThan', '10', '9', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericGreaterThan', '10', '10.5', true],
  ['NumericGreaterThanEquals', '10', '9', false],
  ['NumericEquals', '10', '10.0', true],
  ['NumericNotEquals', '10', '10.0', false],
  ['DateGreaterThan', '2020-01-01T00:00:01Z', '2020-06-01T00:00:00Z', true],
  ['DateGreaterThan', '2020-01-01T00:00:01Z', '2020-01-01T00:00:01Z', false],
  ['DateEquals', '2020-01-01T00:00:00Z', '1577836800', true], // seconds since 1970
  ['DateNotEquals', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', false],
  ['DateLessThanEquals', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', true],
  ['Bool', 'false', 'false', true],
  ['Bool', false, 'true', false],
  ['IpAddress', '203.0.113.0/24', '203.0.113.255', true],
  ['IpAddress', '203.0.113.0/24', '203.0.114.1', false],
  ['IpAddress', '203.0.113.7', '203.0.113.8', false], // without a prefix: /32
  ['IpAddress', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678::1', true],
  ['NotIpAddress', '203.0.113.0/24', '203.0.113.1', false],
  ['ArnEquals', 'arn:aws:sns:*:123456789012:TOPIC-ID', 'arn:aws:sns:us-west-2:123456789012:TOPIC-ID', true],
  ['ArnLike', 'arn:aws:sns:*:123456789012:TOPIC-?', 'arn:aws:sns:us-west-2:123456789012:TOPIC-ID', false],
  ['ArnNotLike', 'arn:aws:sns:*:123456789012:*', 'arn:aws:sns:us-west-2:123456789012:TOPIC-ID', false],
  ['ArnLike', 'arn:aws:s3:*:*:*', 'arn:aws:s3', false],
  // the page's example of a pattern that StringLike matches and ArnLike does not
  [
    'StringLike',
    'arn:aws:s:*:111122223333:finance/*',
    'arn:aws:s:us-east-2:999999999999:store/abc:111122223333:finance/d',
    true,
  ],
  [
    'ArnLike',
    'arn:aws:s:*:111122223333:finance/*',
    'arn:aws:s:us-east-2:999999999999:store/abc:111122223333:finance/d',
    false,
  ],
  // a key that is not there: false, of a negated operator true, with IfExists true
  ['StringEquals', 'a', undefined, false],
  ['StringLike', '*', undefined, false],
  ['StringNotEquals', 'a', undefined, true],
  ['ArnNotLike', 'arn:aws:sns:*:*:*', undefined, true],
  ['NotIpAddress', '203.0.113.0/24', undefined, true],
  ['NumericNotEquals', '1', undefined, true],
  ['Bool', 'false', undefined, false],
  ['IpAddress', '203.0.113.0/24', undefined, false],
  ['StringLikeIfExists', ['t1.*', 't2.*', 'm3.*'], undefined, true],
  ['StringLikeIfExists', ['t1.*', 't2.*', 'm3.*'], 'm4.large', false],
  ['BoolIfExists', 'true', undefined, true],
  ['Null', 'true', undefined, true],
  ['Null', 'true', 'a', false],
  ['Null', 'false', undefined, false],
  ['Null', false, 'a', true],
  ['Null', 'false', [], false], // a list of nothing is no value
] as const)('%s %s of %s: %s', (operator, values, given, expected) =>
  expect(one(operator, values, given)).toBe(expected),
)

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
test.each([
  ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', ['a', 'b'], undefined, true],
  ['ForAllValues:StringEquals', ['a', 'b'], [], true],
  ['ForAllValues:StringNotEquals', ['a'], ['a', 'b'], false],
  ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c'], false],
  ['ForAnyValue:StringEquals', ['a', 'b'], undefined, false],
  ['ForAnyValue:StringEquals', ['a', 'b'], [], false],
  ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
  ['ForAnyValue:StringNotEquals', ['a'], undefined, false],
  ['ForAnyValue:StringLike', ['a*'], ['b', 'ab'], true],
  // repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w: IfExists changes nothing behind a set operator
  ['ForAnyValue:StringEqualsIfExists', ['team'], undefined, false],
  ['ForAllValues:StringEqualsIfExists', ['team'], undefined, true],
] as const)('%s %s of %s: %s', (operator, values, given, expected) =>
  expect(one(operator, values, given)).toBe(expected),
)

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
test('operators and keys are AND', () => {
  const both = { StringEquals: { 'test:a': '1', 'test:b': '2' }, Bool: { 'test:c': 'true' } }
  expect(holds(both, { 'test:a': '1', 'test:b': '2', 'test:c': 'true' })).toBe(true)
  expect(holds(both, { 'test:a': '1', 'test:b': '3', 'test:c': 'true' })).toBe(false)
  expect(holds(both, { 'test:a': '1', 'test:b': '2', 'test:c': 'false' })).toBe(false)
})

test.each([
  ['several values without a set operator', () => one('StringEquals', 'a', ['a'])],
  ['a key that the request says nothing of', () => applies({ Condition: { Null: { [KEY]: 'true' } } }, { absent: [] })],
  ['a number that is none', () => one('NumericEquals', '1', 'one')],
])('%s is not modelled', (_, ask) => expect(ask).toThrow(NotModelled))

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value, its example:
// a deny unless the tags are equal applies where the principal has none.
const TEAM = variable('aws:PrincipalTag/Team')
test.each([
  ['StringNotEquals', { Team: 'a' }, { [KEY]: 'a' }, false],
  ['StringNotEquals', { Team: 'b' }, { [KEY]: 'a' }, true],
  ['StringNotEquals', {}, { [KEY]: 'a' }, true],
  ['StringNotLike', {}, { [KEY]: 'a' }, true],
  ['StringEquals', { Team: 'a' }, { [KEY]: 'a' }, true],
  ['StringEquals', {}, { [KEY]: 'a' }, false],
  ['StringEquals', {}, {}, false],
  ['StringEqualsIfExists', {}, {}, true],
  ['StringLike', {}, { [KEY]: '' }, false],
  ['ForAllValues:StringEquals', {}, { [KEY]: ['a'] }, false],
])('%s the tag of a principal with %o, of %o: %s', (operator, tags, context, expected) =>
  expect(applies({ Condition: { [operator]: { [KEY]: TEAM } } }, { principal: role(tags), context })).toBe(expected),
)

// IfExists with a negated operator denies where the key is missing (…#Conditions_IfExists).
test.each([
  ['StringNotEqualsIfExists', {}, 'explicit deny identity #0'],
  ['StringNotEqualsIfExists', { [KEY]: 'a' }, 'no allow in identity'],
  ['StringEqualsIfExists', {}, 'explicit deny identity #0'],
  ['StringEqualsIfExists', { [KEY]: 'b' }, 'no allow in identity'],
  ['StringEquals', {}, 'no allow in identity'],
])('a deny with %s of %o: %s', (operator, context, expected) => {
  const deny = identity({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { [operator]: { [KEY]: 'a' } } })
  expect(answer({ identity: [deny] }, { context: context as Context })).toBe(expected)
})

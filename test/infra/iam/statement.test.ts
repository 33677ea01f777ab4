import { expect, test } from 'vitest'
import { answer, applies, identity, role, variable } from './policy.fixture.ts'

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
test.each([
  ['s3:GetObject', 's3:GetObject', true],
  ['S3:getobject', 's3:GetObject', true],
  ['iam:*AccessKey*', 'iam:CreateAccessKey', true],
  ['iam:*AccessKey*', 'iam:CreateUser', false],
  ['s3:Get?bject', 's3:GetObject', true],
  ['s3:Get', 's3:GetObject', false],
  ['s3:*', 's3express:GetObject', false],
  ['*', 's3:GetObject', true],
])('an action %s is about %s: %s', (pattern, action, expected) =>
  expect(applies({ Action: pattern }, { action })).toBe(expected),
)

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
const TABLE = 'arn:aws:dynamodb:us-west-2:123456789012:table/GameScores'
test.each([
  [TABLE, TABLE, true],
  [TABLE, `${TABLE}/index/byTime`, false], // the table alone is not its index
  [`${TABLE}/index/*`, `${TABLE}/index/byTime`, true],
  [`${TABLE}/index/*`, TABLE, false],
  [`${TABLE}*`, `${TABLE}2`, true],
  ['arn:aws:dynamodb:*:*:table/GameScores', TABLE, true],
  ['arn:aws:dynamodb:us-west-2:*:table/gamescores', TABLE, false],
  ['arn:aws:dynamodb:*', TABLE, true],
  ['arn:aws:dynamodb:us-west-2', TABLE, false],
  ['arn:aws:s3:::amzn-s3-demo-bucket/*/test/*', 'arn:aws:s3:::amzn-s3-demo-bucket/1/2/test/3.jpg', true],
  ['arn:aws:s3:::amzn-s3-demo-bucket/*/test/*', 'arn:aws:s3:::amzn-s3-demo-bucket/test/3.jpg', false],
  ['arn:aws:s3:::amzn-s3-demo-bucket/?', 'arn:aws:s3:::amzn-s3-demo-bucket/ab', false],
  // a wildcard stays within its part, reference_policies_elements_condition_operators#Conditions_ARN
  [
    'arn:aws:someservice:*:123456789012:finance/*',
    'arn:aws:someservice:us-east-2:123456789012:store/abc:123456789012:finance/document.txt',
    false,
  ],
])('a resource %s is about %s: %s', (pattern, resource, expected) =>
  expect(applies({ Resource: pattern }, { resource })).toBe(expected),
)

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html: NotAction with Allow grants
// all of every other service that its resources let in; with Deny it grants nothing.
test.each([
  ['iam:CreateUser', 'no allow in identity'],
  ['s3:GetObject', 'allow identity #0'],
  ['dynamodb:Scan', 'allow identity #0'],
])('an allow of all but IAM: %s', (action, expected) =>
  expect(answer({ identity: [identity({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })] }, { action })).toBe(
    expected,
  ),
)

test('a deny of all but S3 allows nothing of S3', () => {
  const document = identity({ Effect: 'Deny', NotAction: 's3:*', Resource: '*' })
  expect(answer({ identity: [document] }, { action: 's3:GetObject' })).toBe('no allow in identity')
  expect(answer({ identity: [document] }, { action: 'iam:CreateUser' })).toBe('explicit deny identity #0')
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
test('NotResource is about all other resources', () => {
  const { Action, ...not } = { Action: '*', NotResource: ['arn:aws:s3:::HRBucket', 'arn:aws:s3:::HRBucket/*'] }
  const deny = identity({ Effect: 'Deny', Action, ...not })
  expect(answer({ identity: [deny] }, { resource: 'arn:aws:s3:::HRBucket/payroll' })).toBe('no allow in identity')
  expect(answer({ identity: [deny] }, { resource: 'arn:aws:s3:::other' })).toBe('explicit deny identity #0')
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
const HOME = `arn:aws:s3:::amzn-s3-demo-bucket/${variable('aws:PrincipalTag/team')}/*`
const at = (path: string) => `arn:aws:s3:::amzn-s3-demo-bucket/${path}`
test.each([
  ['the value of the tag', HOME, 'yellow/a', { team: 'yellow' }, true],
  ['another value', HOME, 'blue/a', { team: 'yellow' }, false],
  ['no tag', HOME, '/a', {}, false],
  ['no tag, and the text of the variable', HOME, `${variable('aws:PrincipalTag/team')}/a`, {}, false],
  [
    'names of keys are not case-sensitive',
    HOME.replace('aws:PrincipalTag/team', 'AWS:principaltag/Team'),
    'yellow/a',
    { team: 'yellow' },
    true,
  ],
  ['a default', HOME.replace('team}', "team, 'company-wide'}"), 'company-wide/a', {}, true],
  [
    'a default that is not needed',
    HOME.replace('team}', "team, 'company-wide'}"),
    'company-wide/a',
    { team: 'yellow' },
    false,
  ],
  ['a star itself', at(`${variable('*')}/a`), '*/a', {}, true],
  ['a star itself is no wildcard', at(`${variable('*')}/a`), 'b/a', {}, false],
  ['a dollar itself', at(`${variable('$')}{x}`), variable('x'), {}, true],
  ['a value of an expression is only text', HOME, 'aXb/a', { team: 'a.b' }, false],
] as const)('a variable in a resource: %s', (_, Resource, path, tags, expected) =>
  expect(applies({ Resource }, { resource: at(path), principal: role(tags) })).toBe(expected),
)

test('a value with a wildcard is not modelled', () =>
  expect(() => applies({ Resource: HOME }, { principal: role({ team: '*' }), resource: at('a/a') })).toThrow(
    'wildcard',
  ))

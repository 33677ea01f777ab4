import { expect, test } from 'vitest'
import { NotModelled } from './errors.ts'
import { ACCOUNT, answer, identity, ROLE, resource, trust } from './policy.fixture.ts'

const allow = identity({ Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' })
const deny = identity({ Sid: 'Not', Effect: 'Deny', Action: 's3:*', Resource: '*' })
const other = identity({ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' })
const bucket = (Principal: unknown, Effect = 'Allow') =>
  resource({ Sid: 'Bucket', Effect, Principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::examplebucket/*' })
const byName = bucket({ AWS: ROLE })
const byAccount = bucket({ AWS: `arn:aws:iam::${ACCOUNT}:root` })

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html, with its
// table "Resource-based policies and implicit denies in other policy types (same account)".
test.each([
  ['nothing is allowed by itself', {}, 'no allow in identity'],
  ['an identity policy is enough', { identity: [allow] }, 'allow identity Read'],
  ['a second identity policy adds to the first', { identity: [other, allow] }, 'allow identity Read'],
  ['an explicit deny wins over an allow', { identity: [allow, deny] }, 'explicit deny identity Not'],
  ['a resource policy that names the role is enough', { resource: byName }, 'allow resource Bucket'],
  [
    'a resource policy that names the account leaves it to the identity',
    { resource: byAccount },
    'no allow in identity',
  ],
  ['and adds nothing to it', { identity: [allow], resource: byAccount }, 'allow identity Read'],
  [
    'a deny of the resource wins',
    { identity: [allow], resource: bucket('*', 'Deny') },
    'explicit deny resource Bucket',
  ],
  [
    'a deny to the account is one to its roles',
    { identity: [allow], resource: bucket({ AWS: ACCOUNT }, 'Deny') },
    'explicit deny resource Bucket',
  ],
  [
    'another account is another',
    { identity: [allow], resource: bucket({ AWS: '999999999999' }, 'Deny') },
    'allow identity Read',
  ],
  ['another role is another', { resource: bucket({ AWS: `${ROLE}2` }) }, 'no allow in identity'],
  [
    'a user is no role',
    { resource: bucket({ AWS: `arn:aws:iam::${ACCOUNT}:user/examplerole` }) },
    'no allow in identity',
  ],
  ['a service is no role', { resource: bucket({ Service: 'cloudfront.amazonaws.com' }) }, 'no allow in identity'],
  ['a boundary grants nothing', { boundary: allow }, 'no allow in identity'],
  ['a boundary bounds the identity', { identity: [allow], boundary: other }, 'no allow in boundary'],
  ['both allow', { identity: [allow], boundary: allow }, 'allow identity Read'],
  ['a deny of the boundary is one', { identity: [allow], boundary: deny }, 'explicit deny boundary Not'],
  ['a boundary bounds a role that a resource names', { resource: byName, boundary: other }, 'no allow in boundary'],
  ['but not everyone', { resource: bucket('*'), boundary: other, session: [other] }, 'allow resource Bucket'],
  ['a session policy grants nothing', { session: [allow] }, 'no allow in identity'],
  ['a session policy bounds the identity', { identity: [allow], session: [other] }, 'no allow in session'],
  ['one of several session policies is enough', { identity: [allow], session: [other, allow] }, 'allow identity Read'],
  ['an empty list of session policies allows nothing', { identity: [allow], session: [] }, 'no allow in session'],
  [
    'a session policy bounds a role that a resource names',
    { resource: byName, session: [other] },
    'no allow in session',
  ],
])('%s', (_, policies, expected) => expect(answer(policies, {})).toBe(expected))

// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
const KEY = `arn:aws:kms:us-west-2:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const decrypt = { action: 'kms:Decrypt', resource: KEY }
const mayDecrypt = identity({ Sid: 'Decrypt', Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY })
const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` }
const keyPolicy = (Principal: unknown, Action = 'kms:*') =>
  resource({ Sid: 'Key', Effect: 'Allow', Principal, Action, Resource: '*' })

test.each([
  ['its account has to be let in', [mayDecrypt], keyPolicy({ AWS: `${ROLE}2` }), 'no allow in resource'],
  ['then identity policies count', [mayDecrypt], keyPolicy(root), 'allow identity Decrypt'],
  ['which are needed then', [], keyPolicy(root), 'no allow in identity'],
  ['a role that it names needs none', [], keyPolicy({ AWS: ROLE }), 'allow resource Key'],
  [
    'the account is let in for what is named only',
    [mayDecrypt],
    keyPolicy(root, 'kms:Describe*'),
    'no allow in resource',
  ],
])('a KMS key: %s', (_, policies, key, expected) =>
  expect(answer({ identity: policies, resource: key }, decrypt)).toBe(expected),
)

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html: a trust policy allows both actions or fails.
const TARGET = `arn:aws:iam::${ACCOUNT}:role/target`
const assume = identity({ Sid: 'Assume', Effect: 'Allow', Action: 'sts:*', Resource: TARGET })
const trusting = (Principal: unknown, Action: unknown = ['sts:AssumeRole', 'sts:TagSession']) =>
  trust({ Sid: 'Trust', Effect: 'Allow', Principal, Action })

test.each([
  ['its trust policy has to trust', [assume], trusting({ AWS: `${ROLE}2` }), 'sts:AssumeRole', 'no allow in resource'],
  ['one that names the caller is enough', [], trusting({ AWS: ROLE }), 'sts:AssumeRole', 'allow resource Trust'],
  ['one that names the account is not', [], trusting(root), 'sts:AssumeRole', 'no allow in identity'],
  ['it is with an identity policy', [assume], trusting(root), 'sts:AssumeRole', 'allow identity Assume'],
  [
    'tags are asked for by themselves',
    [],
    trusting({ AWS: ROLE }, 'sts:AssumeRole'),
    'sts:TagSession',
    'no allow in resource',
  ],
  [
    'a service that is trusted is no role',
    [assume],
    trusting({ Service: 'lambda.amazonaws.com' }),
    'sts:AssumeRole',
    'no allow in resource',
  ],
  [
    'nor is who comes from elsewhere',
    [assume],
    trusting({ Federated: 'accounts.google.com' }),
    'sts:AssumeRole',
    'no allow in resource',
  ],
])('a role to assume: %s', (_, policies, role, action, expected) =>
  expect(answer({ identity: policies, resource: role }, { action, resource: TARGET })).toBe(expected),
)

const lambda = { type: 'Service', service: 'lambda.amazonaws.com' } as const
test.each([
  ['that is trusted may assume the role', trusting({ Service: 'lambda.amazonaws.com' }), 'allow resource Trust'],
  ['of another name may not', trusting({ Service: 'ec2.amazonaws.com' }), 'no allow in resource'],
  ['is not of the account', trusting(root), 'no allow in resource'],
])('a service %s', (_, policy, expected) =>
  expect(answer({ resource: policy }, { principal: lambda, action: 'sts:AssumeRole', resource: TARGET })).toBe(
    expected,
  ),
)

test.each([
  ['a key without its policy', {}, decrypt],
  ['a role to assume without its trust policy', {}, { action: 'sts:AssumeRole', resource: TARGET }],
  ['a resource of another account', {}, { resource: 'arn:aws:dynamodb:us-west-2:999999999999:table/T' }],
  ['a service with identity policies', { identity: [allow], resource: bucket('*') }, { principal: lambda }],
  [
    'a caller that is a user',
    {},
    { principal: { type: 'AWS', arn: `arn:aws:iam::${ACCOUNT}:user/u`, account: ACCOUNT, tags: {} } as const },
  ],
  ['a bucket policy for one of the identity', { identity: [byName] }, {}],
  ['a trust policy for one of the bucket', { resource: trusting('*') }, {}],
  ['a bucket policy for a trust policy', { resource: byName }, { action: 'sts:AssumeRole', resource: TARGET }],
  ['a policy of the identity for one of the bucket', { resource: allow }, {}],
])('%s is not modelled', (_, policies, asked) => expect(() => answer(policies, asked)).toThrow(NotModelled))

import { expect, test } from 'vitest'
import { asks, KEY, mayCall } from './calls.fixture.ts'
import { NotModelled } from './errors.ts'
import { ACCOUNT, identity, ROLE, resource, variable } from './policy.fixture.ts'

const EncryptionContext = { deployment: 'prod', tenant: 'abc', purpose: 'root' }
const decrypt = { KeyId: 'alias/envelope', CiphertextBlob: 'AQ==', EncryptionContext }
const sign = { KeyId: 'envelope', Message: 'AQ==', MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' }

// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
test.each([
  [
    'Decrypt',
    decrypt,
    {
      'kms:EncryptionContext:deployment': 'prod',
      'kms:EncryptionContext:tenant': 'abc',
      'kms:EncryptionContext:purpose': 'root',
      'kms:EncryptionContextKeys': ['deployment', 'tenant', 'purpose'],
      'kms:RequestAlias': 'alias/envelope',
    },
  ],
  ['GenerateDataKey', { KeyId: 'envelope', KeySpec: 'AES_256' }, { 'kms:EncryptionContextKeys': [] }],
  ['Sign', sign, { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' }],
  ['Sign', { ...sign, MessageType: undefined }, { 'kms:MessageType': 'RAW' }],
  ['GetPublicKey', { KeyId: 'envelope' }, {}],
  ['DescribeKey', { KeyId: 'alias/envelope' }, { 'kms:RequestAlias': 'alias/envelope' }],
])('%s is about its key, with what %o tells', (operation, input, context) => {
  const [request, ...more] = asks('kms', operation, input)
  expect(more).toEqual([])
  expect(request).toMatchObject({ action: `kms:${operation}`, resource: KEY, context })
})

test.each([
  ['an unknown operation', 'ReEncrypt', decrypt],
  ['an unknown key', 'Decrypt', { ...decrypt, KeyId: 'other' }],
  ['a key that the ciphertext names', 'Decrypt', { CiphertextBlob: 'AQ==' }],
])('%s is not modelled', (_, operation, input) => expect(() => asks('kms', operation, input)).toThrow(NotModelled))

const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }
const withKey = (Condition: unknown, key = resource(root)) =>
  mayCall(
    { identity: [identity({ Effect: 'Allow', Action: 'kms:*', Resource: KEY, Condition })], resource: key },
    { tenant: 'abc' },
  )
const ofTenant = { StringEquals: { 'kms:EncryptionContext:tenant': variable('aws:PrincipalTag/tenant') } }

test.each([
  ['its own context', EncryptionContext, true],
  ["another's", { ...EncryptionContext, tenant: 'xyz' }, false],
  ['no context', {}, false],
])('a key for the context of the tenant: %s', (_, context, expected) =>
  expect(withKey(ofTenant)('kms', 'Decrypt', { ...decrypt, EncryptionContext: context })).toBe(expected),
)

// conditions-kms, kms:EncryptionContextKeys: ForAllValues bounds the keys, and is true of none.
const bounded = { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': Object.keys(EncryptionContext) } }
test.each([
  ['these keys', bounded, EncryptionContext, true],
  ['one more', bounded, { ...EncryptionContext, patient: '1' }, false],
  ['none', bounded, {}, true],
  ['none, where Null asks for one', { ...bounded, Null: { 'kms:EncryptionContextKeys': 'false' } }, {}, false],
])('a key for a context of some keys: %s', (_, condition, context, expected) =>
  expect(withKey(condition)('kms', 'Decrypt', { ...decrypt, EncryptionContext: context })).toBe(expected),
)

test('a key for what comes through S3 does not open by itself', () =>
  expect(withKey({ StringEquals: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' } })('kms', 'Decrypt', decrypt)).toBe(
    false,
  ))

test('a key without its account does not open through identity policies', () => {
  const admin = resource({ ...root, Principal: { AWS: `${ROLE}-admin` } })
  expect(withKey({})('kms', 'Decrypt', decrypt)).toBe(true)
  expect(withKey({}, admin)('kms', 'Decrypt', decrypt)).toBe(false)
})

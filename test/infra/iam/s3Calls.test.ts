import { expect, test } from 'vitest'
import { asked, asks, LOGS, LOGS_KEY, mayCall } from './calls.fixture.ts'
import { NotModelled } from './errors.ts'
import { may } from './may.ts'
import { ACCOUNT, type Elements, identity, resource } from './policy.fixture.ts'

const KMS = 'x-amz-server-side-encryption'
const at = (bucket: string, headers: Readonly<Record<string, string>> = {}) => ({ bucket, key: '2026/a.json', headers })
const OBJECT = 'arn:aws:s3:::prod-plain/2026/a.json'
const IN_LOGS = `${LOGS}/2026/a.json`

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
test.each([
  ['PutObject', at('plain'), [`s3:PutObject ${OBJECT}`]],
  ['GetObject', at('plain'), [`s3:GetObject ${OBJECT}`]],
  ['GetObject', { ...at('plain'), versionId: '3' }, [`s3:GetObjectVersion ${OBJECT}`]],
  ['HeadObject', at('plain'), [`s3:GetObject ${OBJECT}`]],
  ['DeleteObject', at('plain'), [`s3:DeleteObject ${OBJECT}`]],
  ['DeleteObject', { ...at('plain'), versionId: '3' }, [`s3:DeleteObjectVersion ${OBJECT}`]],
  ['UploadPart', at('plain'), [`s3:PutObject ${OBJECT}`]],
  ['AbortMultipartUpload', at('plain'), [`s3:AbortMultipartUpload ${OBJECT}`]],
  ['ListObjectsV2', { bucket: 'logs', headers: {} }, [`s3:ListBucket ${LOGS}`]],
  ['ListObjectVersions', { bucket: 'logs', headers: {} }, [`s3:ListBucketVersions ${LOGS}`]],
  ['HeadBucket', { bucket: 'logs', headers: {} }, [`s3:ListBucket ${LOGS}`]],
  [
    'PutObject',
    at('plain', {
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': '2030-01-01T00:00:00Z',
    }),
    [`s3:PutObject ${OBJECT}`, `s3:PutObjectRetention ${OBJECT}`],
  ],
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html and mpuoverview.html
  ['PutObject', at('logs'), [`s3:PutObject ${IN_LOGS}`, `kms:GenerateDataKey ${LOGS_KEY}`]],
  ['PutObject', at('logs', { [KMS]: 'aws:kms' }), [`s3:PutObject ${IN_LOGS}`, `kms:GenerateDataKey ${LOGS_KEY}`]],
  ['PutObject', at('logs', { [KMS]: 'AES256' }), [`s3:PutObject ${IN_LOGS}`]],
  [
    'PutObject',
    at('plain', { [KMS]: 'aws:kms', [`${KMS}-aws-kms-key-id`]: 'logs' }),
    [`s3:PutObject ${OBJECT}`, `kms:GenerateDataKey ${LOGS_KEY}`],
  ],
  ['CompleteMultipartUpload', at('logs'), [`s3:PutObject ${IN_LOGS}`, `kms:Decrypt ${LOGS_KEY}`]],
  ['GetObject', at('logs'), [`s3:GetObject ${IN_LOGS}`, `kms:Decrypt ${LOGS_KEY}`]],
  ['HeadObject', at('logs'), [`s3:GetObject ${IN_LOGS}`]],
  [
    'HeadObject',
    at('logs', { 'x-amz-checksum-mode': 'ENABLED' }),
    [`s3:GetObject ${IN_LOGS}`, `kms:Decrypt ${LOGS_KEY}`],
  ],
])('%s of %o asks for %o', (operation, input, expected) => expect(asked('s3', operation, input)).toEqual(expected))

test.each([
  ['an unknown operation', 'PutBucketPolicy', at('logs')],
  ['an unknown bucket', 'GetObject', at('other')],
  ['an object without a key', 'GetObject', { bucket: 'logs', headers: {} }],
  ['a version of what has none', 'PutObject', { ...at('logs'), versionId: '3' }],
  ['a write on condition of what is there', 'PutObject', at('plain', { 'if-match': '"etag"' })],
  ['the key that AWS manages', 'PutObject', at('plain', { [KMS]: 'aws:kms' })],
  ['an unknown key', 'PutObject', at('plain', { [KMS]: 'aws:kms', [`${KMS}-aws-kms-key-id`]: 'other' })],
])('%s is not modelled', (_, operation, input) => expect(() => asked('s3', operation, input)).toThrow(NotModelled))

test.each([
  ['logs', IN_LOGS],
  ['shared', 'arn:aws:s3:::prod-shared'], // with a bucket key KMS is told the bucket (bucket-key.html)
])('S3 tells KMS for whom it asks: %s', (bucket, about) =>
  expect(asks('s3', 'GetObject', at(bucket))[1]?.context).toMatchObject({
    'kms:ViaService': 's3.us-west-2.amazonaws.com',
    'kms:EncryptionContext:aws:s3:arn': about,
    'kms:EncryptionContextKeys': ['aws:s3:arn'],
  }),
)

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms: a bucket that refuses what
// does not name encryption by KMS; and one that is open to the default, refusing only what names another.
const bucketPolicy = (statement: Elements) =>
  resource({ Effect: 'Deny', Principal: '*', Resource: `${LOGS}/*`, ...statement })
const putting = (Condition: unknown, headers: Readonly<Record<string, string>>) => {
  const policies = { identity: [identity({ Effect: 'Allow', Action: 's3:*', Resource: '*' })] }
  const [put] = asks('s3', 'PutObject', at('logs', headers))
  return put && may({ ...policies, resource: bucketPolicy({ Action: 's3:PutObject', Condition }) }, put).allow
}
const notKms = (operator: string) => ({ [operator]: { [`s3:${KMS}`]: 'aws:kms' } })

test.each([
  ['refuses what does not say', notKms('StringNotEquals'), {}, false],
  ['refuses another encryption', notKms('StringNotEquals'), { [KMS]: 'AES256' }, false],
  ['takes KMS', notKms('StringNotEquals'), { [KMS]: 'aws:kms' }, true],
  ['refuses what does not say, with IfExists too', notKms('StringNotEqualsIfExists'), {}, false],
  ['takes the default', { ...notKms('StringNotEquals'), Null: { [`s3:${KMS}`]: 'false' } }, {}, true],
  ['which is no other', { ...notKms('StringNotEquals'), Null: { [`s3:${KMS}`]: 'false' } }, { [KMS]: 'AES256' }, false],
])('a bucket %s', (_, condition, headers, expected) => expect(putting(condition, headers)).toBe(expected))

test('a bucket that asks how the part of an upload is encrypted is not modelled', () => {
  const bucket = bucketPolicy({ Action: 's3:PutObject', Condition: notKms('StringNotEquals') })
  expect(() => mayCall({ identity: [], resource: bucket })('s3', 'UploadPart', at('logs'))).toThrow(NotModelled)
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html: all calls come over TLS.
test('a bucket that refuses calls without TLS takes ours', () =>
  expect(putting({ Bool: { 'aws:SecureTransport': 'false' } }, {})).toBe(true))

test('who may read the bucket reads nothing that its key does not open', () => {
  const read = identity({ Effect: 'Allow', Action: 's3:GetObject', Resource: `${LOGS}/*` })
  const open = identity({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: LOGS_KEY,
    Condition: { StringEquals: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' } },
  })
  const key = resource({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:*', Resource: '*' })
  const decrypt = { KeyId: 'logs', EncryptionContext: { 'aws:s3:arn': IN_LOGS } }
  expect(mayCall({ identity: [read], resource: key })('s3', 'GetObject', at('logs'))).toBe(false)
  expect(mayCall({ identity: [read, open], resource: key })('s3', 'GetObject', at('logs'))).toBe(true)
  expect(mayCall({ identity: [read, open], resource: key })('kms', 'Decrypt', decrypt)).toBe(false)
})

import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms'
import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { startLocalAws } from '@wardgraph/local-aws'
import { expect, onTestFinished, test, vi } from 'vitest'
import { s3Client } from './s3Fixture.ts'

const Role = 'arn:aws:iam::123456789012:role/wall/tenant-role'
const asked = { RoleArn: Role, RoleSessionName: 'wardgraph-abc', DurationSeconds: 900 }
const Tags = [
  { Key: 'tenant', Value: 'a2 b+c=d/e@f' },
  { Key: 'Räume', Value: '' },
]

/** All four services, a clock to turn, and an unmodified STS client that finds its endpoint in the environment. */
async function localSts({ recordInputs = false } = {}) {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const services = ['dynamodb', 'kms', 's3', 'sts'] as const
  const aws = await startLocalAws({ folder: undefined, now: () => clock.now, services, recordInputs })
  vi.stubEnv('AWS_ENDPOINT_URL_STS', aws.endpoints.sts)
  const local = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  }
  const sts = new STSClient(local)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await aws.close()
  })
  const endpoint = aws.endpoints.sts ?? ''
  /** Clients with the credentials of a session. */
  async function session(of: object = {}) {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ ...asked, ...of }))
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
    const client = { ...local, endpoint, credentials }
    return {
      dynamodb: new DynamoDBClient(client),
      kms: new KMSClient(client),
      s3: new S3Client({ ...client, forcePathStyle: true }),
    }
  }
  return { aws, clock, endpoint, local, sts, session }
}

test('a role that is assumed is a session with credentials that end by the clock', async () => {
  const { sts, clock } = await localSts()
  const { Credentials, AssumedRoleUser } = await sts.send(new AssumeRoleCommand({ ...asked, Tags }))
  expect(Credentials).toEqual({
    AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
    SecretAccessKey: expect.stringMatching(/^[\w+/]{40}$/),
    SessionToken: expect.stringMatching(/^[\w+/]{128}$/),
    Expiration: new Date(clock.now + 900_000),
  })
  expect(AssumedRoleUser).toEqual({
    Arn: 'arn:aws:sts::123456789012:assumed-role/tenant-role/wardgraph-abc',
    AssumedRoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}:wardgraph-abc$/),
  })
  const hour = await sts.send(new AssumeRoleCommand({ RoleArn: Role, RoleSessionName: 'ab' }))
  expect(hour.Credentials?.Expiration).toEqual(new Date(clock.now + 3_600_000))
})

test.each([
  ['no role', { RoleArn: 'arn:aws:iam::123456789012:user/ann-with-a-long-name' }],
  ['a short name', { RoleSessionName: 'a' }],
  ['a name with a space', { RoleSessionName: 'a b' }],
  ['too short', { DurationSeconds: 899 }],
  ['too long', { DurationSeconds: 3_601 }],
  ['one tag twice', { Tags: [...Tags, { Key: 'Tenant', Value: 'x' }] }],
  ['a tag without a key', { Tags: [{ Key: '', Value: 'x' }] }],
  ['a tag that AWS has no characters for', { Tags: [{ Key: 'a', Value: 'x&y' }] }],
  ['a tag that is too long', { Tags: [{ Key: 'a', Value: 'x'.repeat(257) }] }],
  ['transitive tags', { Tags, TransitiveTagKeys: ['tenant'] }],
  ['a session policy', { Policy: '{}' }],
])('a request for %s is a ValidationError', async (_, wrong) => {
  const { sts } = await localSts()
  await expect(sts.send(new AssumeRoleCommand({ ...asked, ...wrong }))).rejects.toMatchObject({
    name: 'ValidationError',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  })
})

test('another action is an InvalidAction, and faults are as AWS says them', async () => {
  const { aws, sts } = await localSts()
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidAction' })
  const assume = () => sts.send(new AssumeRoleCommand(asked))
  aws.faults.add({ service: 'sts', operation: 'AssumeRole', kind: 'refuse', nth: 1 })
  await expect(assume()).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
  aws.faults.add({ service: 'sts', kind: 'throttle', nth: 1 })
  await expect(assume()).rejects.toMatchObject({ name: 'Throttling', $metadata: { httpStatusCode: 400 } })
  aws.faults.add({ service: 'sts', kind: 'drop', nth: 1 })
  await expect(assume()).rejects.toMatchObject({ code: 'ECONNRESET' })
  aws.faults.add({ service: 'sts', kind: 'lose', nth: 1 })
  await expect(assume()).rejects.toMatchObject({ code: 'ECONNRESET' })
  await assume()
})

test('a call is known by the session whose credentials it bears, and others go on as before', async () => {
  const { aws, session, local, endpoint } = await localSts()
  const { dynamodb, kms, s3 } = await session({ Tags })
  aws.calls.clear()
  await dynamodb.send(new ListTablesCommand({}))
  await expect(kms.send(new ListAliasesCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' })
  await expect(s3.send(new ListObjectsV2Command({ Bucket: 'none' }))).rejects.toMatchObject({ name: 'NoSuchBucket' })
  await new DynamoDBClient({ ...local, endpoint }).send(new ListTablesCommand({}))
  const principal = { role: Role, tags: { tenant: 'a2 b+c=d/e@f', Räume: '' } }
  const known = aws.calls.list().map((call) => [call.operation, call.principal])
  expect(known).toEqual([
    ['ListTables', principal],
    ['ListAliases', principal],
    ['ListObjectsV2', principal],
    ['ListTables', null],
  ])
})

test('credentials that have expired are refused by every service, and local ones never', async () => {
  const { clock, session, local, endpoint } = await localSts()
  const { dynamodb, kms, s3 } = await session()
  const all = () => [
    dynamodb.send(new ListTablesCommand({})),
    kms.send(new ListAliasesCommand({})),
    s3.send(new ListObjectsV2Command({ Bucket: 'none' })),
  ]
  const names = async () => (await Promise.allSettled(all())).map((it) => it.status === 'rejected' && it.reason.name)
  clock.now += 899_999
  expect(await names()).toEqual([false, 'UnknownOperationException', 'NoSuchBucket'])
  clock.now += 1
  expect(await names()).toEqual(['ExpiredTokenException', 'ExpiredTokenException', 'ExpiredToken'])
  await new DynamoDBClient({ ...local, endpoint }).send(new ListTablesCommand({}))
})

test('what was sent is recorded where it is asked for', async () => {
  const { aws, sts, session } = await localSts({ recordInputs: true })
  await sts.send(new AssumeRoleCommand({ ...asked, Tags: Tags.slice(0, 1) }))
  const { dynamodb, s3 } = await session()
  const of = { TableName: 'none', Key: { pk: { S: 'a' } } }
  await expect(dynamodb.send(new GetItemCommand(of))).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await expect(s3.send(new ListObjectsV2Command({ Bucket: 'none' }))).rejects.toMatchObject({ name: 'NoSuchBucket' })
  const inputs = aws.calls.list().map(({ input }) => input)
  expect(inputs).toEqual([
    expect.objectContaining({ RoleArn: Role, 'Tags.member.1.Key': 'tenant', 'Tags.member.1.Value': 'a2 b+c=d/e@f' }),
    expect.objectContaining({ Action: 'AssumeRole', DurationSeconds: '900' }),
    of,
    { method: 'GET', bucket: 'none', key: '', headers: expect.objectContaining({ host: expect.any(String) }) },
  ])
})

test("S3 keeps its POSTs, and a web page's form reaches nobody", async () => {
  const { aws, endpoint } = await localSts()
  const s3 = s3Client(endpoint)
  const Delete = { Objects: [{ Key: 'a' }] }
  await expect(s3.send(new DeleteObjectsCommand({ Bucket: 'none', Delete }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  })
  aws.calls.clear()
  const body = new URLSearchParams({ Action: 'AssumeRole', RoleArn: Role, RoleSessionName: 'page' })
  expect((await fetch(endpoint, { method: 'POST', body })).status).toBe(403)
  expect(aws.calls.list()).toEqual([])
})

test('STS that was not asked for has no endpoint and answers nothing', async () => {
  const aws = await startLocalAws({ folder: undefined, services: ['dynamodb'] })
  onTestFinished(() => aws.close())
  expect(Object.keys(aws.endpoints)).toEqual(['dynamodb'])
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const sts = new STSClient({
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    endpoint: aws.endpoints.dynamodb ?? '',
  })
  await expect(sts.send(new AssumeRoleCommand(asked))).rejects.toThrow()
  expect(aws.calls.list()).toEqual([])
})

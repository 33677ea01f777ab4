import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import {
  CopyObjectCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectTaggingCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { startLocalAws } from '@wardgraph/local-aws'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Bucket, localBucket } from './s3Fixture.ts'

test('S3 shares its port with the services that name a target', async () => {
  const aws = await startLocalAws({ folder: undefined, services: ['dynamodb', 's3'] })
  onTestFinished(() => aws.close())
  expect(aws.endpoints.s3).toBe(aws.endpoints.dynamodb)
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const dynamodb = new DynamoDBClient({ endpoint: aws.endpoints.dynamodb ?? '', region: 'us-east-1', credentials })
  expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([])
  const unsigned = await fetch(`${aws.endpoints.s3}/${Bucket}`)
  expect([unsigned.status, unsigned.headers.get('content-type')]).toEqual([403, 'application/xml'])
})

test('without being asked for, S3 is not there', async () => {
  const aws = await startLocalAws({ folder: undefined })
  onTestFinished(() => aws.close())
  expect(Object.keys(aws.endpoints)).toEqual(['dynamodb', 'kms'])
  const reply = await fetch(`${aws.endpoints.dynamodb}/${Bucket}`, { method: 'PUT' })
  expect(await reply.json()).toMatchObject({ __type: 'UnknownOperationException' })
})

test('operations, parameters and headers that are not honoured are refused', async () => {
  const { s3, put, head, raw, versions } = await localBucket()
  const notImplemented = { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } }
  const Tagging = { TagSet: [] }
  for (const call of [
    () => s3.send(new ListBucketsCommand({})),
    () => s3.send(new DeleteBucketCommand({ Bucket })),
    () => s3.send(new CopyObjectCommand({ Bucket, Key: 'a', CopySource: `${Bucket}/b` })),
    () => s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging })),
    () => s3.send(new GetObjectCommand({ Bucket, Key: 'a', IfNoneMatch: '"x"' })),
    () => s3.send(new GetObjectCommand({ Bucket, Key: 'a', ResponseContentType: 'text/plain' })),
    () => put('a', 'x', { ACL: 'public-read' }),
    () => put('a', 'x', { Tagging: 'a=b' }),
    () => put('a', 'x', { StorageClass: 'GLACIER' }),
    () => put('a', 'x', { ObjectLockLegalHoldStatus: 'ON' }),
    () => put('a', 'x', { ServerSideEncryption: 'aws:kms:dsse' }),
    () => put('a', 'x', { IfNoneMatch: '"x"' }),
    () => put('a', 'x', { ExpectedBucketOwner: '000000000000' }),
    () => put('a\u0001', 'x'),
  ]) {
    await expect(call()).rejects.toMatchObject(notImplemented)
  }
  await expect(head('a', { PartNumber: 1 })).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } })
  expect(await raw('PATCH', `/${Bucket}/a`)).toEqual([501, 'NotImplemented'])
  expect(await raw('GET', `/${Bucket}?list-type=2&encoding-type=url`)).toEqual([501, 'NotImplemented'])
  expect(await versions()).toEqual([])
})

test('requests that cannot be read are refused', async () => {
  const { put, raw } = await localBucket()
  await expect(put('k'.repeat(1025), 'x')).rejects.toMatchObject({ name: 'KeyTooLongError' })
  await expect(put('k', 'x', { Metadata: { a: 'x'.repeat(2048) } })).rejects.toMatchObject({ name: 'MetadataTooLarge' })
  expect(await raw('GET', `/${Bucket}/%ff`)).toEqual([400, 'InvalidURI'])
  expect(await raw('GET', `/${Bucket}?list-type=2&prefix=a&prefix=b`)).toEqual([400, 'InvalidArgument'])
  expect(await raw('GET', `/${Bucket}?list-type=2&continuation-token=x`)).toEqual([400, 'InvalidArgument'])
  expect(await raw('GET', `/none?list-type=2`)).toEqual([404, 'NoSuchBucket'])
})

test.each([
  '',
  'text',
  '<VersioningConfiguration>',
  '<Other><Status>Enabled</Status></Other>',
  '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration><a/>',
  '<VersioningConfiguration><Status>Enabled</Other></VersioningConfiguration>',
  '<VersioningConfiguration><Status>Enabled</Status><Status>Enabled</Status></VersioningConfiguration>',
  '<VersioningConfiguration>text<Status>Enabled</Status></VersioningConfiguration>',
  '<VersioningConfiguration><Status a="b">Enabled</Status></VersioningConfiguration>',
  '<VersioningConfiguration><Status>&enabled;</Status></VersioningConfiguration>',
  '<VersioningConfiguration><Status>&#0;</Status></VersioningConfiguration>',
  '<VersioningConfiguration><Status>&#x110000;</Status></VersioningConfiguration>',
  '<!DOCTYPE a [<!ENTITY b "Enabled">]><VersioningConfiguration><Status>&b;</Status></VersioningConfiguration>',
  '<VersioningConfiguration><!-- a --><Status>Enabled</Status></VersioningConfiguration>',
  '<VersioningConfiguration/>',
])('%j is no document that S3 is sent', async (body) => {
  const { raw } = await localBucket()
  expect(await raw('PUT', `/${Bucket}?versioning`, { body })).toEqual([400, 'MalformedXML'])
})

test('documents are read as XML allows them to be written', async () => {
  const { raw, put } = await localBucket()
  const body = `<?xml version='1.0'?>
    <VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/" >
      <Status>&#69;nable&#x64;</Status>
    </VersioningConfiguration>`
  expect(await raw('PUT', `/${Bucket}?versioning`, { body })).toEqual([200, undefined])
  expect((await put('a', 'x')).VersionId).toHaveLength(32)
})

test('a page of another origin and another host reach nothing', async () => {
  const { endpoint, put, versions, aws } = await localBucket()
  await put('a', 'x')
  aws.calls.clear()
  for (const [method, path] of [
    ['GET', `/${Bucket}/a`],
    ['POST', `/${Bucket}?delete`],
    ['PUT', `/${Bucket}/b`],
  ]) {
    const init = { method: method ?? '', ...(method === 'GET' ? {} : { body: '<Delete/>' }) }
    expect((await fetch(`${endpoint}${path}`, init)).status).toBe(403)
  }
  const { port } = new URL(endpoint)
  const headers = { host: `${Bucket}.s3.amazonaws.com`, authorization: 'AWS4-HMAC-SHA256 Credential=local' }
  const request = httpRequest({ port, host: '127.0.0.1', path: '/a', headers }).end()
  const [response] = await once(request, 'response')
  response.resume()
  expect(response.statusCode).toBe(403)
  expect(aws.calls.list()).toEqual([])
  expect(await versions()).toHaveLength(1)
})

test('a refusal reaches a client that sends a large body', async () => {
  const { aws, put, endpoint } = await localBucket()
  const body = Buffer.alloc(20 * 1024 * 1024)
  await put('a', body)
  await expect(put('a', body, { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  await expect(put('a', body, { Bucket: 'none' })).rejects.toMatchObject({ name: 'NoSuchBucket' })
  await expect(put('a', body, { ACL: 'private' })).rejects.toMatchObject({ name: 'NotImplemented' })
  aws.faults.add({ service: 's3', operation: 'PutObject', kind: 'refuse' })
  await expect(put('a', body)).rejects.toMatchObject({ name: 'AccessDenied' })
  expect((await fetch(`${endpoint}/${Bucket}/a`, { method: 'PUT', body: new Uint8Array(body) })).status).toBe(403)
})

test('refused, throttled and dropped calls have no effect', async () => {
  const { aws, put, head, versions } = await localBucket()
  aws.faults.add({ service: 's3', operation: 'PutObject', kind: 'refuse', nth: 1 })
  await expect(put('a', 'x')).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
  aws.faults.add({ service: 's3', operation: 'PutObject', kind: 'throttle', nth: 1 })
  const throttled = await put('a', 'x').catch((error) => error)
  expect(throttled).toBeInstanceOf(S3ServiceException)
  expect(throttled).toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } })
  aws.faults.add({ service: 's3', operation: 'PutObject', kind: 'drop', nth: 1 })
  await expect(put('a', 'x')).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await versions()).toEqual([])
  aws.faults.add({ service: 's3', operation: 'HeadObject', kind: 'throttle' })
  await expect(head('a')).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } })
})

test('a lost reply is an error to the client although the object is there', async () => {
  const { aws, put, text } = await localBucket()
  aws.faults.add({ service: 's3', operation: 'PutObject', kind: 'lose', nth: 1 })
  await expect(put('a', 'x', { IfNoneMatch: '*' })).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await text('a')).toBe('x')
  aws.faults.add({ service: 's3', operation: 'GetObject', kind: 'lose', nth: 1 })
  await expect(text('a')).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await text('a')).toBe('x')
})

test('a delayed object is the one that was there when it was asked for', async () => {
  const { aws, put, text } = await localBucket()
  await put('a', 'old')
  aws.calls.clear()
  aws.faults.add({ service: 's3', operation: 'GetObject', kind: 'delay', ms: 1000, nth: 1 })
  const first = text('a')
  await vi.waitUntil(() => aws.calls.list().length === 1)
  await put('a', 'new')
  expect(await text('a')).toBe('new')
  expect(await first).toBe('old')
})

test('faults are set beside S3, and its calls are counted by operation', async () => {
  const { aws, clock, endpoint, put, text, raw } = await localBucket()
  aws.calls.clear()
  const rule = { service: 's3', operation: 'GetObject', kind: 'throttle', nth: 2 }
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rule) }
  expect((await fetch(`${endpoint}/_local/faults`, init)).status).toBe(200)
  await put('a', 'x')
  expect(await text('a')).toBe('x')
  await expect(text('a')).rejects.toMatchObject({ name: 'SlowDown' })
  await raw('PUT', `/${Bucket}/a?x-id=CopyObject`)
  const operations = ['PutObject', 'GetObject', 'GetObject', 'CopyObject']
  const call = { service: 's3', at: clock.now, principal: null, input: null }
  expect(aws.calls.list()).toEqual(operations.map((operation) => ({ ...call, operation })))
})

import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { createIssuer, startGateway, startLocalAws } from '@wardgraph/local-aws'
import { afterEach, expect, test, vi } from 'vitest'
import { localAws } from './fixture.ts'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['AWS_LAMBDA_FUNCTION_NAME', 'api'],
  ['NODE_ENV', 'production'],
])('nothing starts where %s is %s', async (name, value) => {
  vi.stubEnv(name, value)
  const refusal = { code: 'NOT_LOCAL' }
  await expect(startLocalAws({ folder: undefined })).rejects.toMatchObject(refusal)
  await expect(startGateway({ port: 0, handler: async () => ({}) })).rejects.toMatchObject(refusal)
  const pool = { region: 'us-east-1', userPoolId: 'us-east-1_x', clientId: 'x' }
  expect(() => createIssuer({ folder: undefined, ...pool })).toThrowError(expect.objectContaining(refusal))
})

test('only the services asked for have an endpoint and answer', async () => {
  const aws = await startLocalAws({ folder: undefined, services: ['kms'] })
  expect(Object.keys(aws.endpoints)).toEqual(['kms'])
  const headers = { 'x-amz-target': 'DynamoDB_20120810.ListTables' }
  const reply = await fetch(aws.endpoints.kms ?? '', { method: 'POST', headers, body: '{}' })
  expect(await reply.json()).toMatchObject({ __type: 'UnknownOperationException' })
  await aws.close()
})

test('the endpoints are of this machine only', async () => {
  const { endpoint } = await localAws()
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const { port } = new URL(endpoint)
  const request = httpRequest({ port, host: '127.0.0.1', headers: { host: 'attacker.example' } }).end()
  const [response] = await once(request, 'response')
  response.resume()
  expect(response.statusCode).toBe(403)
})

test('a request that is not JSON, has no target or is too large is answered with an error, and the next one works', async () => {
  const { endpoint } = await localAws()
  const post = async (target: string, body: string | Uint8Array<ArrayBuffer>) => {
    const reply = await fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': target }, body })
    return [reply.status, Object(await reply.json()).__type]
  }
  const list = 'DynamoDB_20120810.ListTables'
  expect(await post(list, '{')).toEqual([400, 'SerializationException'])
  expect(await post(list, '[]')).toEqual([400, 'SerializationException'])
  expect(await post(list, `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)).toEqual([400, 'ValidationException'])
  expect(await post(list, new Uint8Array(16 * 1024 * 1024 + 1))).toEqual([413, 'RequestEntityTooLarge'])
  expect(await post('', '{}')).toEqual([400, 'UnknownOperationException'])
  expect(await post('DynamoDB_20120810.constructor', '{}')).toEqual([400, 'UnknownOperationException'])
  expect(await post(list, '{}')).toEqual([200, undefined])
})

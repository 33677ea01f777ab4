import { STSClient } from '@aws-sdk/client-sts'
import { startLocalAws } from '@wardgraph/local-aws'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { readWallConfig, wallVariables } from '../../packages/api/src/config.ts'
import { environmentCredentials } from '../../packages/api/src/environmentCredentials.ts'
import { tenantSessions } from '../../packages/api/src/tenantSessions.ts'

afterEach(() => vi.unstubAllEnvs())

const role = 'arn:aws:iam::000000000000:role/test-tenant'

async function sessions() {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const aws = await startLocalAws({ folder: undefined, services: ['sts'], now: () => clock.now })
  onTestFinished(() => aws.close())
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const sts = new STSClient({ endpoint: aws.endpoints.sts ?? '', region: 'us-east-1', credentials, maxAttempts: 1 })
  const session = tenantSessions({ role, sts, now: () => clock.now, open: ({ accessKeyId }) => accessKeyId })
  const asked = () => {
    const count = aws.calls.list().length
    aws.calls.clear()
    return count
  }
  return { aws, clock, session, asked }
}

test('a tenant has a session of its own, and those who ask at once share it', async () => {
  const { session, asked } = await sessions()
  const got = await Promise.all(['a', 'b', 'a', 'b', 'a'].map((name) => session(name.repeat(12))))
  expect(new Set(got).size).toBe(2)
  expect([got[2], got[4], got[3]]).toEqual([got[0], got[0], got[1]])
  expect(asked()).toBe(2)
})

test('a session is renewed at ten minutes of age, by one of those who find it so old', async () => {
  const { session, asked, clock } = await sessions()
  const first = await session('a'.repeat(12))
  clock.now += 599_999
  expect(await session('a'.repeat(12))).toBe(first)
  clock.now += 1
  const next = await Promise.all(Array.from({ length: 5 }, () => session('a'.repeat(12))))
  expect(new Set(next)).toEqual(new Set([next[0]]))
  expect(next[0]).not.toBe(first)
  expect(asked()).toBe(2)
})

test('after the clock was set back no session counts as young', async () => {
  const { session, asked, clock } = await sessions()
  const first = await session('a'.repeat(12))
  clock.now -= 1
  expect(await session('a'.repeat(12))).not.toBe(first)
  expect(asked()).toBe(2)
})

test('what STS refuses is told to all who wait, and asked again by whoever comes later', async () => {
  const { aws, session, asked } = await sessions()
  aws.faults.add({ service: 'sts', kind: 'refuse', nth: 1 })
  const waiting = await Promise.allSettled([session('a'.repeat(12)), session('a'.repeat(12))])
  const unavailable = { status: 'rejected', reason: { name: 'TableError', code: 'UNAVAILABLE' } }
  expect(waiting).toMatchObject([unavailable, unavailable])
  expect(asked()).toBe(1)
  expect(await session('a'.repeat(12))).toMatch(/^ASIA/)
  expect(asked()).toBe(1)
})

test('the sessions of five hundred tenants are kept, and the one longest unrenewed makes place', async () => {
  const { session, asked } = await sessions()
  for (let i = 0; i < 500; i += 1) await session(`tenant${i}`)
  asked()
  await session('tenant0')
  expect(asked()).toBe(0)
  await session('another')
  await session('tenant1')
  expect(asked()).toBe(1)
  await session('tenant0')
  expect(asked()).toBe(1)
})

test('the credentials of a function are those of its environment, and nothing else is looked for', async () => {
  vi.stubEnv('AWS_PROFILE', 'somebody')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined)
  await expect(environmentCredentials()).rejects.toThrow('CONFIG: AWS_SECRET_ACCESS_KEY is not set')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_SESSION_TOKEN', undefined)
  expect(await environmentCredentials()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' })
  vi.stubEnv('AWS_SESSION_TOKEN', 'token')
  expect(await environmentCredentials()).toEqual({
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  })
  vi.stubEnv('AWS_ACCESS_KEY_ID', '')
  await expect(environmentCredentials()).rejects.toThrow('CONFIG: AWS_ACCESS_KEY_ID is not set')
})

test('a function that acts for tenants does not start without the name of their role', () => {
  expect(() => readWallConfig({})).toThrow('CONFIG: WARDGRAPH_TENANT_ROLE is not set')
  expect(wallVariables(readWallConfig({ WARDGRAPH_TENANT_ROLE: role }))).toEqual({ WARDGRAPH_TENANT_ROLE: role })
})

import { provision, provisionArchive } from '@wardgraph/api'
import { createIssuer, type Issuer, startLocalAws } from '@wardgraph/local-aws'
import { personId } from '@wardgraph/records'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { configVariables, documentsVariables, signerVariables, wallVariables } from '../../packages/api/src/config.ts'
import { handler as erasures } from '../../packages/api/src/erasures.lambda.ts'
import { handler as graphql } from '../../packages/api/src/graphql.lambda.ts'
import { handler as operator } from '../../packages/api/src/operator.lambda.ts'
import { handler as preToken } from '../../packages/api/src/preToken.lambda.ts'
import { handler as signer } from '../../packages/api/src/signer.lambda.ts'
import { handler as trailCheck } from '../../packages/api/src/trailCheck.lambda.ts'
import { send } from '../fixtures/clinic.ts'
import { tokenEvent } from '../fixtures/tokenEvent.ts'

const POOL = { userPoolId: 'us-east-1_Local', clientId: 'local' }
/** FIPS 180-4's example of SHA-256. */
const ORIGIN = { secret: 'abc', sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' }

let aws: Awaited<ReturnType<typeof startLocalAws>>
let issuer: Issuer
const context = { awsRequestId: 'here', getRemainingTimeInMillis: () => 10_000 }

beforeAll(async () => {
  aws = await startLocalAws({ folder: undefined, services: ['dynamodb', 'kms', 's3', 'sts'] })
  issuer = createIssuer({ folder: undefined, region: 'us-east-1', ...POOL, now: Date.now })
  const config = {
    ...POOL,
    deployment: 'test',
    tables: 'test',
    envelopeKeys: ['alias/test-envelope'] as const,
    jwks: JSON.stringify(issuer.jwks),
    introspection: false,
    origins: [ORIGIN.sha256],
  }
  const archive = { bucket: 'test-audit', digestKey: 'alias/test-digest', digestKeyBefore: null }
  const variables = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'k',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_ENDPOINT_URL_DYNAMODB: aws.endpoints.dynamodb,
    AWS_ENDPOINT_URL_KMS: aws.endpoints.kms,
    AWS_ENDPOINT_URL_S3: aws.endpoints.s3,
    AWS_ENDPOINT_URL_STS: aws.endpoints.sts,
    ...configVariables(config),
    ...signerVariables(archive),
    ...documentsVariables({ documents: 'test-documents' }),
    ...wallVariables({ tenantRole: 'arn:aws:iam::000000000000:role/test-tenant' }),
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  await provision(config, archive)
  await provisionArchive(archive)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await aws.close()
})

async function signIn(userName: string): Promise<string> {
  const { response } = await preToken(tokenEvent(userName), context)
  const claims = response.claimsAndScopeOverrideDetails.accessTokenGeneration?.claimsToAddOrOverride ?? {}
  return issuer.token({ subject: personId(userName), username: userName, claims, ttl: 60 })
}

async function ask(token: string, more: Readonly<Record<string, string>> = { 'x-origin-secret': ORIGIN.secret }) {
  const body = JSON.stringify({ query: '{ me { username } }' })
  return send(graphql, { headers: { authorization: `Bearer ${token}`, ...more }, body })
}

test('a stage that was just deployed is prepared, given a user, asked by that user, signed and checked', async () => {
  // A pool is made after its trigger.
  vi.stubEnv('WARDGRAPH_USER_POOL_ID', '')
  await expect(signIn('ada')).rejects.toThrow(/^NO_MEMBERSHIP: /)
  vi.stubEnv('WARDGRAPH_USER_POOL_ID', POOL.userPoolId)
  expect(await operator({ do: 'prepare' }, context)).toEqual({ ok: true })
  expect(await operator({ do: 'prepare' }, context)).toEqual({ ok: true })
  const ada = { do: 'addUser', username: 'ada', tenant: 'north', role: 'ADMIN' }
  expect(await operator(ada, context)).toMatchObject({ ok: true, made: true, newTenant: true })
  const token = await signIn('ada')
  expect(await ask(token)).toMatchObject({ status: 200, body: { data: { me: { username: 'ada' } } } })
  expect((await ask(token, {})).status).toBe(401)
  expect(await erasures()).toEqual({ patients: 0, rows: 0, unbound: 0 })
  expect(await signer()).toMatchObject({ digests: 1, anomalies: 0 })
  expect(await trailCheck()).toMatchObject({ digests: 1, damaged: 0 })
  expect(await operator({ do: 'endUser', username: 'ada' }, context)).toEqual({ ok: true })
  await expect(signIn('ada')).rejects.toThrow(/^NO_MEMBERSHIP: /)
})

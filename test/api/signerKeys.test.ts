import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  compose,
  composeArchive,
  composeSigner,
  ensureDeployment,
  kmsSigners,
  provision,
  provisionArchive,
  type SignerConfig,
} from '@wardgraph/api'
import { archivedFiles, digestSignersOf } from '@wardgraph/audit'
import { startLocalAws } from '@wardgraph/local-aws'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readSignerConfig, signerVariables } from '../../packages/api/src/config.ts'
import { verifyFiles } from '../audit/fixture.ts'

const names = {
  deployment: 'test',
  tables: 'test',
  envelopeKeys: ['alias/test-envelope'] as const,
  introspection: false,
  origins: null,
}
const config = { ...names, userPoolId: 'us-east-1_Local', clientId: 'local', jwks: '{"keys":[]}' }
const bucket = 'test-audit'
let aws: Awaited<ReturnType<typeof startLocalAws>>

const alarms = vi.spyOn(process.stderr, 'write').mockReturnValue(true)

beforeAll(async () => {
  aws = await startLocalAws({ folder: undefined, services: ['dynamodb', 'kms', 's3'] })
  for (const service of ['dynamodb', 'kms', 's3'] as const)
    vi.stubEnv(`AWS_ENDPOINT_URL_${service.toUpperCase()}`, aws.endpoints[service])
  for (const [name, value] of Object.entries({ REGION: 'us-east-1', ACCESS_KEY_ID: 'k', SECRET_ACCESS_KEY: 's' }))
    vi.stubEnv(`AWS_${name}`, value)
  await provision(config, { digestKey: 'alias/first' })
  await provisionArchive({ bucket })
  await ensureDeployment(compose(config))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await aws.close()
})

const asked = (operation: string) => aws.calls.list().filter((call) => call.operation === operation).length

/** What whoever has the archive and this key says of it. */
async function verified(of: SignerConfig, pem: string) {
  const files = new Map<string, Uint8Array>()
  const signers = await digestSignersOf(kmsSigners(of))
  for await (const { path, bytes } of archivedFiles({ find: composeArchive(of).find, signers })) files.set(path, bytes)
  const { whole, first } = await verifyFiles(files, pem)
  return { whole, first }
}

test('the settings name the key and, where there is one, the key that it replaces', () => {
  const env = { WARDGRAPH_AUDIT_BUCKET: 'b', WARDGRAPH_DIGEST_KEY: 'new', WARDGRAPH_DIGEST_KEY_BEFORE: 'old' }
  expect(readSignerConfig(env)).toEqual({ bucket: 'b', digestKey: 'new', digestKeyBefore: 'old' })
  expect(signerVariables(readSignerConfig(env))).toEqual(env)
  const { WARDGRAPH_DIGEST_KEY_BEFORE: _, ...alone } = env
  expect(readSignerConfig(alone).digestKeyBefore).toBeNull()
  expect(readSignerConfig({ ...env, WARDGRAPH_DIGEST_KEY_BEFORE: '' }).digestKeyBefore).toBeNull()
  expect(signerVariables(readSignerConfig(alone))).toEqual(alone)
})

test('a key of KMS is replaced by another, and may be disabled once that one has signed', async () => {
  const kms = new KMSClient({})
  const { KeyMetadata: made } = await kms.send(
    new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
  )
  const old = { bucket, digestKey: 'alias/first', digestKeyBefore: null }
  const both = { bucket, digestKey: String(made?.KeyId), digestKeyBefore: 'alias/first' }
  const young = { ...both, digestKeyBefore: null }
  const pems = await Promise.all([old, young].map((of) => kmsSigners(of).signer.publicKey()))
  const run = composeSigner(config, old)
  for (let n = 0; n < 3; n += 1) expect(await run()).toMatchObject({ digests: 1, anomalies: 0 })
  await composeSigner(config, both)()
  expect(await verified(both, pems[1] ?? '')).toEqual({
    whole: false,
    first: { chain: null, seq: 0, kind: 'signature' },
  })
  await expect(run()).rejects.toMatchObject({ code: 'ERR_AUDIT_DIGEST_KEY' })
  await expect(composeSigner(config, young)()).rejects.toMatchObject({ code: 'ERR_AUDIT_DIGEST_KEY' })
  expect(alarms.mock.calls).toEqual([1, 2].map(() => ['{"level":"alarm","code":"DIGEST_KEY"}\n']))
  await Promise.all([composeSigner(config, both), composeSigner(config, both)].map((sign) => sign()))
  await kms.send(new DisableKeyCommand({ KeyId: 'alias/first' }))
  await composeSigner(config, young)()
  for (const pem of pems) expect(await verified(young, pem)).toEqual({ whole: true, first: null })
})

test('a signer asks for its public keys once, and again where there was no answer', async () => {
  const run = composeSigner(config, { bucket, digestKey: 'alias/later', digestKeyBefore: null })
  await expect(run()).rejects.toMatchObject({ code: 'ERR_VAULT_UNAVAILABLE' })
  await provision(config, { digestKey: 'alias/later' })
  aws.calls.clear()
  for (let n = 0; n < 3; n += 1) await expect(run()).rejects.toMatchObject({ code: 'ERR_AUDIT_DIGEST_KEY' })
  expect([asked('GetPublicKey'), asked('Sign')]).toEqual([1, 0])
})

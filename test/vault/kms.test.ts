import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { startLocalAws } from '@wardgraph/local-aws'
import { createVault, kmsKeyProvider, kmsSigner } from '@wardgraph/vault'
import { afterAll, describe, expect, test } from 'vitest'
import { keyProviderContract, signerContract } from './keyProvider.contract.ts'

const aws = await startLocalAws({ folder: undefined, services: ['kms'] })
const client = new KMSClient({
  endpoint: aws.endpoints.kms ?? '',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
})

afterAll(async () => {
  client.destroy()
  await aws.close()
})

async function createKey(kind: 'seal' | 'sign'): Promise<string> {
  const input = kind === 'seal' ? {} : ({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' } as const)
  const { KeyMetadata } = await client.send(new CreateKeyCommand(input))
  return KeyMetadata?.KeyId ?? ''
}

const keyId = await createKey('seal')
const provider = kmsKeyProvider({ client, keyIds: [keyId] })
const signer = kmsSigner({ client, keyId: await createKey('sign') })
keyProviderContract('KMS', () => provider)
signerContract('KMS', () => signer)

describe('a vault over KMS', () => {
  const unavailable = expect.objectContaining({ code: 'ERR_VAULT_UNAVAILABLE', cause: expect.any(Error) })

  test('opens a cold tenant with one KMS call and a warm one with none', async () => {
    const { rows } = await createVault({ keysTable: async () => 'keys', provider, deployment: 'test' }).createTenant(
      'clinicclinic',
    )
    const vault = createVault({ keysTable: async () => 'keys', provider, deployment: 'test' })
    aws.calls.clear()
    const requests = Array.from({ length: 20 }, () => vault.tenant('clinicclinic', async () => rows))
    await Promise.all(requests)
    await vault.tenant('clinicclinic', async () => rows)
    expect(aws.calls.list().map(({ operation }) => operation)).toEqual(['Decrypt'])
  })

  test('does not open a root that another KMS key wrapped', async () => {
    const { rows } = await createVault({ keysTable: async () => 'keys', provider, deployment: 'test' }).createTenant(
      'clinicclinic',
    )
    const other = kmsKeyProvider({ client, keyIds: [await createKey('seal')] })
    await expect(
      createVault({ keysTable: async () => 'keys', provider: other, deployment: 'test' }).openTenant(
        'clinicclinic',
        rows,
      ),
    ).rejects.toThrow(expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' }))
  })

  test('opens what is under each of its keys, makes new keys under the first, and under no key that is not its own', async () => {
    const [older, newer] = [await createKey('seal'), await createKey('seal')]
    const vaultOf = (...keyIds: [string, ...string[]]) =>
      createVault({ keysTable: async () => 'keys', provider: kmsKeyProvider({ client, keyIds }), deployment: 'test' })
    const { rows } = await vaultOf(older).createTenant('clinicclinic')
    const both = vaultOf(newer, older)
    await both.openTenant('clinicclinic', rows)
    const second = await both.createRoot('clinicclinic', { version: 2, from: 1 })
    expect(second.kms).toBe(newer)
    const own = await both.createRoot('clinicclinic', { version: 2, from: 1, under: older })
    await vaultOf(older).openTenant('clinicclinic', [...rows, own])
    const integrity = expect.objectContaining({ code: 'ERR_VAULT_INTEGRITY' })
    await expect(vaultOf(older).openTenant('clinicclinic', [...rows, second])).rejects.toThrow(integrity)
    const unknown = both.createRoot('clinicclinic', { version: 2, from: 1, under: await createKey('seal') })
    await expect(unknown).rejects.toThrow(expect.objectContaining({ code: 'ERR_VAULT_INPUT' }))
  })

  test('is unavailable while the key is disabled and opens again after', async () => {
    const vault = createVault({ keysTable: async () => 'keys', provider, deployment: 'test' })
    const { rows } = await vault.createTenant('clinicclinic')
    await client.send(new DisableKeyCommand({ KeyId: keyId }))
    await expect(vault.openTenant('clinicclinic', rows)).rejects.toThrow(unavailable)
    await expect(vault.createTenant('otherotherot')).rejects.toThrow(unavailable)
    await client.send(new EnableKeyCommand({ KeyId: keyId }))
    expect((await vault.openTenant('clinicclinic', rows)).tenant).toBe('clinicclinic')
  })

  test('is unavailable when KMS throttles, refuses, drops or loses the reply, and opens again after', async () => {
    const vault = createVault({ keysTable: async () => 'keys', provider, deployment: 'test' })
    const { rows } = await vault.createTenant('clinicclinic')
    for (const kind of ['throttle', 'refuse', 'drop', 'lose'] as const) {
      aws.faults.add({ service: 'kms', operation: 'Decrypt', kind, times: 1 })
      await expect(
        vault.tenant('clinicclinic', async () => rows),
        kind,
      ).rejects.toThrow(unavailable)
      expect((await vault.openTenant('clinicclinic', rows)).tenant).toBe('clinicclinic')
    }
  })

  test('is unavailable when the key does not exist', async () => {
    const lost = kmsKeyProvider({ client, keyIds: ['alias/none'] })
    await expect(
      createVault({ keysTable: async () => 'keys', provider: lost, deployment: 'test' }).createTenant('clinicclinic'),
    ).rejects.toThrow(unavailable)
    await expect(kmsSigner({ client, keyId: 'alias/none' }).sign(Buffer.alloc(1))).rejects.toThrow(unavailable)
  })
})

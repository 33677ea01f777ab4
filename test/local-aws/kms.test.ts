import { createHash, createPublicKey, verify } from 'node:crypto'
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  ListKeysCommand,
  type MessageType,
  ScheduleKeyDeletionCommand,
  SignCommand,
} from '@aws-sdk/client-kms'
import { expect, test } from 'vitest'
import { localAws } from './fixture.ts'

async function withKeys() {
  const { kms } = await localAws()
  const sealing = (await kms.send(new CreateKeyCommand({ Description: 'to seal' }))).KeyMetadata
  const signing = (await kms.send(new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })))
    .KeyMetadata
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/seal', TargetKeyId: sealing?.KeyId }))
  return { kms, sealing, signing, KeyId: sealing?.KeyId, SignKeyId: signing?.KeyId }
}

const Plaintext = Buffer.from('a tenant root')
const EncryptionContext = { tenant: 'north', purpose: 'root' }

test('a key is found by id, ARN, alias and alias ARN', async () => {
  const { kms, sealing, signing, SignKeyId } = await withKeys()
  const aliasArn = sealing?.Arn?.replace(/key\/.*/, 'alias/seal')
  for (const KeyId of [sealing?.KeyId, sealing?.Arn, 'alias/seal', aliasArn]) {
    expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata).toEqual(sealing)
  }
  expect(sealing).toMatchObject({ KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', KeyState: 'Enabled' })
  expect(sealing).toMatchObject({ Description: 'to seal', CreationDate: new Date('2026-01-01T00:00:00Z') })
  expect(signing).toMatchObject({ KeyId: SignKeyId, KeySpec: 'ECC_NIST_P256', SigningAlgorithms: ['ECDSA_SHA_256'] })
})

test('missing keys, taken aliases and other kinds of keys are refused', async () => {
  const { kms, KeyId } = await withKeys()
  for (const missing of ['alias/none', '6f5f0a52-7f0e-4d0f-9e0c-000000000000']) {
    const described = kms.send(new DescribeKeyCommand({ KeyId: missing }))
    await expect(described).rejects.toMatchObject({ name: 'NotFoundException' })
  }
  const taken = new CreateAliasCommand({ AliasName: 'alias/seal', TargetKeyId: KeyId })
  await expect(kms.send(taken)).rejects.toMatchObject({ name: 'AlreadyExistsException' })
  const rsa = new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })
  await expect(kms.send(rsa)).rejects.toMatchObject({ name: 'ValidationException' })
  await expect(kms.send(new ListKeysCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' })
})

test('what is encrypted is decrypted under the same context in any order', async () => {
  const { kms, sealing, KeyId } = await withKeys()
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }))
  expect(Buffer.from(CiphertextBlob ?? []).includes(Plaintext)).toBe(false)
  const reordered = { purpose: 'root', tenant: 'north' }
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: reordered }))
  expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext)
  expect(opened.KeyId).toBe(sealing?.Arn)
})

test('another context, another blob and another key do not open', async () => {
  const { kms, KeyId } = await withKeys()
  const sealed = await kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }))
  const blob = Buffer.from(sealed.CiphertextBlob ?? [])
  const decrypt = (CiphertextBlob: Uint8Array, context: Record<string, string> | undefined, keyId = KeyId) =>
    kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context, KeyId: keyId }))
  await decrypt(blob, EncryptionContext)
  for (const context of [undefined, { tenant: 'north' }, { ...EncryptionContext, tenant: 'south' }]) {
    await expect(decrypt(blob, context)).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
  }
  for (let at = 0; at < blob.length; at += 1) {
    const tampered = Buffer.from(blob)
    tampered.writeUInt8(tampered.readUInt8(at) ^ 1, at)
    const opened = kms.send(new DecryptCommand({ CiphertextBlob: tampered, EncryptionContext }))
    await expect(opened).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
  }
  await expect(decrypt(blob.subarray(0, -1), EncryptionContext)).rejects.toMatchObject({
    name: 'InvalidCiphertextException',
  })
  const other = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId
  await expect(decrypt(blob, EncryptionContext, other)).rejects.toMatchObject({ name: 'IncorrectKeyException' })
})

test('a data key comes in clear and sealed, in the length asked for', async () => {
  const { kms } = await withKeys()
  const generate = (input: object) => kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/seal', ...input }))
  const key = await generate({ KeySpec: 'AES_256', EncryptionContext })
  expect(key.Plaintext).toHaveLength(32)
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob: key.CiphertextBlob, EncryptionContext }))
  expect(opened.Plaintext).toEqual(key.Plaintext)
  expect((await generate({ NumberOfBytes: 64 })).Plaintext).toHaveLength(64)
  for (const input of [
    {},
    { KeySpec: 'AES_256', NumberOfBytes: 32 },
    { NumberOfBytes: 1025 },
    { KeySpec: 'AES_128' },
  ]) {
    await expect(generate(input)).rejects.toMatchObject({ name: 'ValidationException' })
  }
})

test('signatures over messages and digests verify under the public key', async () => {
  const { kms, SignKeyId } = await withKeys()
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: SignKeyId }))
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' })
  const message = Buffer.from('all chain heads')
  const digest = createHash('sha256').update(message).digest()
  const sign = async (Message: Uint8Array, MessageType: MessageType) => {
    const request = { KeyId: SignKeyId, Message, MessageType, SigningAlgorithm: 'ECDSA_SHA_256' as const }
    return (await kms.send(new SignCommand(request))).Signature ?? new Uint8Array()
  }
  for (let round = 0; round < 20; round += 1) {
    expect(verify('sha256', message, publicKey, await sign(message, 'RAW'))).toBe(true)
    expect(verify('sha256', message, publicKey, await sign(digest, 'DIGEST'))).toBe(true)
  }
  expect(verify('sha256', Buffer.from('other'), publicKey, await sign(message, 'RAW'))).toBe(false)
  await expect(sign(message, 'DIGEST')).rejects.toMatchObject({ name: 'ValidationException' })
  await expect(sign(Buffer.alloc(4097), 'RAW')).rejects.toMatchObject({ name: 'ValidationException' })
})

test('a key serves its own usage only', async () => {
  const { kms, KeyId, SignKeyId } = await withKeys()
  const sealed = kms.send(new EncryptCommand({ KeyId: SignKeyId, Plaintext }))
  await expect(sealed).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
  const signed = kms.send(new SignCommand({ KeyId, Message: Plaintext, SigningAlgorithm: 'ECDSA_SHA_256' }))
  await expect(signed).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
})

test('a disabled key neither seals nor opens until it is enabled', async () => {
  const { kms, KeyId } = await withKeys()
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }))
  await kms.send(new DisableKeyCommand({ KeyId }))
  expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState).toBe('Disabled')
  await expect(kms.send(new EncryptCommand({ KeyId, Plaintext }))).rejects.toMatchObject({ name: 'DisabledException' })
  const opened = kms.send(new DecryptCommand({ CiphertextBlob }))
  await expect(opened).rejects.toMatchObject({ name: 'DisabledException' })
  await kms.send(new EnableKeyCommand({ KeyId }))
  expect(Buffer.from((await kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext ?? [])).toEqual(Plaintext)
})

test('a key whose deletion is scheduled does nothing until that is cancelled, and is disabled then', async () => {
  const { kms, sealing, KeyId, SignKeyId } = await withKeys()
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }))
  const schedule = (days?: number) => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: days }))
  for (const days of [6, 31]) await expect(schedule(days)).rejects.toMatchObject({ name: 'ValidationException' })
  const invalidState = { name: 'KMSInvalidStateException' }
  const cancel = () => kms.send(new CancelKeyDeletionCommand({ KeyId }))
  await expect(cancel()).rejects.toMatchObject(invalidState)
  const DeletionDate = new Date('2026-01-08T00:00:00Z')
  expect(await schedule(7)).toMatchObject({ KeyId: sealing?.Arn, KeyState: 'PendingDeletion', DeletionDate })
  const state = async () => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata
  expect(await state()).toMatchObject({ KeyState: 'PendingDeletion', Enabled: false, DeletionDate })
  for (const command of [
    new DecryptCommand({ CiphertextBlob }),
    new EncryptCommand({ KeyId, Plaintext }),
    new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }),
    new EnableKeyCommand({ KeyId }),
    new DisableKeyCommand({ KeyId }),
    new ScheduleKeyDeletionCommand({ KeyId }),
  ])
    await expect(kms.send(command as EncryptCommand), command.constructor.name).rejects.toMatchObject(invalidState)
  expect((await cancel()).KeyId).toBe(sealing?.Arn)
  expect(await state()).toEqual({ ...sealing, KeyState: 'Disabled', Enabled: false })
  await kms.send(new EnableKeyCommand({ KeyId }))
  expect(Buffer.from((await kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext ?? [])).toEqual(Plaintext)
  const signing = await kms.send(new ScheduleKeyDeletionCommand({ KeyId: SignKeyId }))
  expect([signing.PendingWindowInDays, signing.DeletionDate]).toEqual([30, new Date('2026-01-31T00:00:00Z')])
  await expect(kms.send(new GetPublicKeyCommand({ KeyId: SignKeyId }))).rejects.toMatchObject(invalidState)
})

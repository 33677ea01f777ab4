import { createPublicKey, randomBytes } from 'node:crypto'
import { invalid } from '../serviceException.ts'
import { assertOnly, findCount, findShape, findString, getBytes, getString, type Shape } from '../shape.ts'
import { openStore } from '../store.ts'
import type { Operation, Service } from '../wire.ts'
import { contextOf, decrypt, encrypt } from './ciphertext.ts'
import { arnOf, assertUsable, Keys, type KmsKey, keysSchema } from './keys.ts'
import { signDigest, signMessage } from './sign.ts'

const maxBytes = 4096
const day = 86_400_000
const signing = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ['ECDSA_SHA_256'] }
const encrypting = {
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
}

/** Opens the local KMS of a folder: keys of a development machine. @throws LocalAwsError FOLDER_UNUSABLE */
export function createKms({ folder, now }: { folder: string | undefined; now: () => number }): Service {
  const store = openStore({ folder, file: 'kms.sqlite', schema: keysSchema })
  const keys = new Keys(store)
  const operations: Readonly<Record<string, Operation>> = {
    CreateKey: (request) => ({ KeyMetadata: describe(createKey(keys, request, now())) }),
    CreateAlias: (request) => {
      assertOnly(request, ['AliasName', 'TargetKeyId'])
      keys.alias(getString(request, 'AliasName'), keys.get(getString(request, 'TargetKeyId')))
      return {}
    },
    DescribeKey: (request) => ({ KeyMetadata: describe(keyOf(keys, request)) }),
    EnableKey: (request) => {
      keys.setEnabled(keyOf(keys, request), 1)
      return {}
    },
    DisableKey: (request) => {
      keys.setEnabled(keyOf(keys, request), 0)
      return {}
    },
    ScheduleKeyDeletion: (request) => scheduleDeletion(keys, request, now()),
    CancelKeyDeletion: (request) => {
      const key = keyOf(keys, request)
      keys.cancelDeletion(key)
      return { KeyId: arnOf(key) }
    },
    GenerateDataKey: (request) => generateDataKey(keys, request),
    Encrypt: (request) => encryptRequest(keys, request),
    Decrypt: (request) => decryptRequest(keys, request),
    Sign: (request) => sign(keys, request),
    GetPublicKey: (request) => publicKey(keyOf(keys, request)),
  }
  return {
    name: 'kms',
    target: 'TrentService',
    contentType: 'application/x-amz-json-1.1',
    throttled: 'ThrottlingException',
    failed: 'KMSInternalException',
    operations: new Map(Object.entries(operations)),
    close: () => store.close(),
  }
}

function createKey(keys: Keys, request: Shape, created: number): KmsKey {
  assertOnly(request, ['KeySpec', 'KeyUsage', 'Description'])
  const spec = findString(request, 'KeySpec') ?? 'SYMMETRIC_DEFAULT'
  const usage = findString(request, 'KeyUsage') ?? 'ENCRYPT_DECRYPT'
  const description = findString(request, 'Description') ?? ''
  if (spec === 'SYMMETRIC_DEFAULT' && usage === encrypting.KeyUsage) return keys.create(spec, { created, description })
  if (spec === 'ECC_NIST_P256' && usage === signing.KeyUsage) return keys.create(spec, { created, description })
  throw invalid('The local endpoint makes SYMMETRIC_DEFAULT keys to encrypt and ECC_NIST_P256 keys to sign')
}

function keyOf(keys: Keys, request: Shape): KmsKey {
  assertOnly(request, ['KeyId'])
  return keys.get(getString(request, 'KeyId'))
}

function scheduleDeletion(keys: Keys, request: Shape, now: number): Shape {
  assertOnly(request, ['KeyId', 'PendingWindowInDays'])
  const key = keys.get(getString(request, 'KeyId'))
  const days = findCount(request, 'PendingWindowInDays') ?? 30
  if (days < 7 || days > 30) throw invalid('PendingWindowInDays must be between 7 and 30')
  const due = now + days * day
  keys.scheduleDeletion(key, due)
  const KeyState = 'PendingDeletion'
  return { KeyId: arnOf(key), DeletionDate: due / 1000, KeyState, PendingWindowInDays: days }
}

function describe(key: KmsKey): Shape {
  return {
    KeyId: key.id,
    Arn: arnOf(key),
    AWSAccountId: '000000000000',
    CreationDate: key.created / 1000,
    Description: key.description,
    Enabled: key.enabled,
    ...(key.deletion === undefined
      ? { KeyState: key.enabled ? 'Enabled' : 'Disabled' }
      : { KeyState: 'PendingDeletion', DeletionDate: key.deletion / 1000 }),
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    ...(key.spec === 'ECC_NIST_P256' ? signing : encrypting),
  }
}

function generateDataKey(keys: Keys, request: Shape): Shape {
  assertOnly(request, ['KeyId', 'KeySpec', 'NumberOfBytes', 'EncryptionContext'])
  const key = keys.get(getString(request, 'KeyId'))
  const spec = findString(request, 'KeySpec')
  const length = findCount(request, 'NumberOfBytes')
  if ((spec === undefined) === (length === undefined)) throw invalid('Specify either KeySpec or NumberOfBytes')
  if (spec !== undefined && spec !== 'AES_256') throw invalid('The local endpoint supports KeySpec AES_256 only')
  if (length !== undefined && length > 1024) throw invalid('NumberOfBytes must be at most 1024')
  assertUsable(key, 'SYMMETRIC_DEFAULT')
  const plaintext = randomBytes(length ?? 32)
  const blob = encrypt(key, plaintext, contextOf(findShape(request, 'EncryptionContext')))
  return { KeyId: arnOf(key), Plaintext: plaintext.toString('base64'), CiphertextBlob: blob.toString('base64') }
}

function encryptRequest(keys: Keys, request: Shape): Shape {
  assertOnly(request, ['KeyId', 'Plaintext', 'EncryptionContext'])
  const key = keys.get(getString(request, 'KeyId'))
  const plaintext = bounded(getBytes(request, 'Plaintext'))
  assertUsable(key, 'SYMMETRIC_DEFAULT')
  const blob = encrypt(key, plaintext, contextOf(findShape(request, 'EncryptionContext')))
  return { KeyId: arnOf(key), CiphertextBlob: blob.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
}

function decryptRequest(keys: Keys, request: Shape): Shape {
  assertOnly(request, ['KeyId', 'CiphertextBlob', 'EncryptionContext'])
  const reference = findString(request, 'KeyId')
  const { keyArn, plaintext } = decrypt(keys, getBytes(request, 'CiphertextBlob'), {
    context: contextOf(findShape(request, 'EncryptionContext')),
    expected: reference === undefined ? undefined : keys.get(reference),
  })
  return { KeyId: keyArn, Plaintext: plaintext.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
}

function sign(keys: Keys, request: Shape): Shape {
  assertOnly(request, ['KeyId', 'Message', 'MessageType', 'SigningAlgorithm'])
  const key = keys.get(getString(request, 'KeyId'))
  const message = bounded(getBytes(request, 'Message'))
  const type = findString(request, 'MessageType') ?? 'RAW'
  if (getString(request, 'SigningAlgorithm') !== 'ECDSA_SHA_256')
    throw invalid('The key does not support this algorithm')
  if (type !== 'RAW' && type !== 'DIGEST') throw invalid('MessageType must be RAW or DIGEST')
  if (type === 'DIGEST' && message.length !== 32) throw invalid('Digest is invalid length for algorithm ECDSA_SHA_256')
  assertUsable(key, 'ECC_NIST_P256')
  const signature = type === 'DIGEST' ? signDigest(key.key, message) : signMessage(key.key, message)
  return { KeyId: arnOf(key), Signature: signature.toString('base64'), SigningAlgorithm: 'ECDSA_SHA_256' }
}

function publicKey(key: KmsKey): Shape {
  assertUsable(key, 'ECC_NIST_P256')
  const spki = createPublicKey(key.key).export({ format: 'der', type: 'spki' })
  return { KeyId: arnOf(key), PublicKey: spki.toString('base64'), ...signing }
}

function bounded(bytes: Buffer): Buffer {
  if (bytes.length < 1 || bytes.length > maxBytes) throw invalid('Member must have length between 1 and 4096')
  return bytes
}

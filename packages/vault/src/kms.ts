import { createHash, createPublicKey } from 'node:crypto'
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  type KMSClient,
  NotFoundException,
  SignCommand,
} from '@aws-sdk/client-kms'
import { VaultError } from './errors.ts'
import type { KeyProvider, Signer } from './providers.ts'

interface KmsKey {
  readonly client: KMSClient
  readonly keyId: string
}

/**
 * Data keys of symmetric KMS keys: of the first, or of the one that is named. The key id goes with every call, so a blob of
 * another key does not open; and a stored name that is not among these is refused, whoever's key it is.
 */
export function kmsKeyProvider(of: {
  readonly client: KMSClient
  readonly keyIds: readonly [string, ...string[]]
}): KeyProvider {
  const { client, keyIds } = of
  return {
    async generate(context, under = keyIds[0]) {
      if (!keyIds.includes(under)) throw new VaultError('ERR_VAULT_INPUT')
      const command = new GenerateDataKeyCommand({
        KeyId: under,
        KeySpec: 'AES_256',
        EncryptionContext: { ...context },
      })
      const { Plaintext: key, CiphertextBlob: blob } = await ask(() => client.send(command))
      return { key: answered(key), blob: answered(blob), under }
    },
    async decrypt(blob, context, under = keyIds[0]) {
      if (!keyIds.includes(under)) throw new VaultError('ERR_VAULT_INTEGRITY')
      const command = new DecryptCommand({ KeyId: under, CiphertextBlob: blob, EncryptionContext: { ...context } })
      const { Plaintext: key } = await ask(() => client.send(command))
      return answered(key)
    },
  }
}

/** Signatures of an ECC_NIST_P256 KMS key; only the digest travels, so length does not matter. */
export function kmsSigner({ client, keyId }: KmsKey): Signer {
  return {
    async sign(bytes) {
      const command = new SignCommand({
        KeyId: keyId,
        Message: createHash('sha256').update(bytes).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      })
      const { Signature: signature } = await ask(() => client.send(command))
      return answered(signature)
    },
    async publicKey() {
      const { PublicKey: der } = await ask(() => client.send(new GetPublicKeyCommand({ KeyId: keyId })))
      const key = createPublicKey({ key: Buffer.from(answered(der)), format: 'der', type: 'spki' })
      return key.export({ type: 'spki', format: 'pem' }).toString()
    },
  }
}

const SPECS = {
  envelope: { KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' },
  digest: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
} as const

/**
 * Makes the key behind an alias if there is none: for local use, stages are deployed.
 * @throws ERR_VAULT_UNAVAILABLE
 */
export async function ensureKmsKey({
  client,
  keyId,
  use,
}: KmsKey & { readonly use: 'envelope' | 'digest' }): Promise<void> {
  await ask(async () => {
    try {
      await client.send(new DescribeKeyCommand({ KeyId: keyId }))
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error
      const { KeyMetadata: made } = await client.send(new CreateKeyCommand(SPECS[use]))
      await client.send(new CreateAliasCommand({ AliasName: keyId, TargetKeyId: made?.KeyId }))
    }
  })
}
function answered(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes) return bytes
  throw new VaultError('ERR_VAULT_UNAVAILABLE')
}

async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question()
  } catch (cause) {
    // Every other refusal (throttled, disabled, denied, not found, no network) can pass without the blob changing.
    const damaged = cause instanceof InvalidCiphertextException || cause instanceof IncorrectKeyException
    throw new VaultError(damaged ? 'ERR_VAULT_INTEGRITY' : 'ERR_VAULT_UNAVAILABLE', { cause })
  }
}

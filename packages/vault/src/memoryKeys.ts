import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { openKey, seal } from './aesGcm.ts'
import { importKey } from './derive.ts'
import { frame } from './frame.ts'
import type { EncryptionContext, KeyProvider, Signer } from './providers.ts'

const head = new Uint8Array(0)

/** A key provider whose wrapping key lives and dies with this process. */
export function memoryKeyProvider(): KeyProvider {
  const wrapping = importKey(randomBytes(32))
  return {
    async generate(context) {
      const key = randomBytes(32)
      return { key, blob: seal({ key: wrapping, head, plaintext: key, aad: aad(context) }) }
    },
    async decrypt(blob, context) {
      return openKey({ key: wrapping, sealed: blob, aad: aad(context) })
    },
  }
}

/** A signer whose private key lives and dies with this process. */
export function memorySigner(): Signer {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  return {
    async sign(bytes) {
      return sign('sha256', bytes, { key: privateKey, dsaEncoding: 'der' })
    },
    async publicKey() {
      return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
    },
  }
}

function aad(context: EncryptionContext): Buffer {
  return frame(
    'wg.memory',
    Object.entries(context)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flat(),
  )
}

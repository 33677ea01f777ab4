import type { KeyObject } from 'node:crypto'
import { openKey, seal } from './aesGcm.ts'
import { derive, importKey } from './derive.ts'
import { VaultError } from './errors.ts'
import { frame, u16 } from './frame.ts'
import type { EncryptionContext } from './providers.ts'
import type { Wrapper } from './subjectKey.ts'

const format = 0x32
const headLength = 4
const keyLength = 32

/** The only version of a tenant root until keys rotate. */
export const rootVersion = 1

/** The only version of a lasting key: another would change every id, order and token made under it. */
const lastingVersion = 1

/** Keys that outlive a rotation of the root: stored in rows of their own, wrapped by `kek`. */
export type LastingKey = 'id' | 'shift' | 'ix'

/** A deployment and the tenant in it. */
export interface TenantOf {
  readonly deployment: string
  readonly tenant: string
}

/** What HKDF makes of the opened root. */
export interface TenantRoot extends Wrapper {
  readonly kek: KeyObject
  readonly tmac: KeyObject
  readonly cursor: KeyObject
  /** The key that chains one audit lane. */
  audit(chain: string): KeyObject
}

/** What KMS binds the root to. */
export function rootContext({ deployment, tenant }: TenantOf): EncryptionContext {
  return { deployment, tenant, purpose: 'root', version: String(rootVersion) }
}

/** Takes the 32 bytes of a root over, zeroes them, and derives its keys. @throws ERR_VAULT_INTEGRITY for another length */
export function importRoot(bytes: Uint8Array): TenantRoot {
  if (bytes.length !== keyLength) throw new VaultError('ERR_VAULT_INTEGRITY')
  const root = importKey(bytes)
  return {
    rootVersion,
    kek: derive(root, 'kek'),
    tmac: derive(root, 'tmac'),
    cursor: derive(root, 'cursor'),
    audit: (chain) => derive(root, `audit${chain}`),
  }
}

/** `0x32 | flags | u16 root version | nonce 12 | 32 | tag 16`; takes the plaintext over and zeroes it. */
export function wrapLasting(of: TenantOf & { name: LastingKey }, { kek }: Wrapper, plaintext: Uint8Array): Buffer {
  const wrapped = seal({ key: kek, head: head(), plaintext, aad: aad(of) })
  plaintext.fill(0)
  return wrapped
}

/** Opens what `wrapLasting` wrapped. @throws ERR_VAULT_INTEGRITY */
export function openLasting(of: TenantOf & { name: LastingKey }, { kek }: Wrapper, wrapped: Uint8Array): KeyObject {
  if (!head().equals(wrapped.subarray(0, headLength))) {
    throw new VaultError('ERR_VAULT_INTEGRITY')
  }
  return importKey(openKey({ key: kek, sealed: wrapped.subarray(headLength), aad: aad(of) }))
}

function head(): Buffer {
  return Buffer.concat([Uint8Array.of(format, 0), u16(rootVersion)])
}

function aad({ deployment, tenant, name }: TenantOf & { name: LastingKey }): Buffer {
  return frame('wg.root', [deployment, tenant, name, u16(lastingVersion)])
}

import type { KeyObject } from 'node:crypto'
import { openKey, seal } from './aesGcm.ts'
import { derive, importKey } from './derive.ts'
import { VaultError } from './errors.ts'
import { frame, u16 } from './frame.ts'
import type { EncryptionContext } from './providers.ts'
import type { Versions } from './versions.ts'

const format = 0x32
const headLength = 4
const keyLength = 32

/** Keys that outlive the root under which they were made: stored in rows of their own, wrapped by `kek`. */
export interface LastingOf extends TenantOf {
  /** `root`: one that is replaced, kept for what its audit keys have bound. */
  readonly name: 'id' | 'shift' | 'ix' | 'root'
  readonly version: number
}

/** A deployment and the tenant in it. */
export interface TenantOf {
  readonly deployment: string
  readonly tenant: string
}

/** What HKDF makes of the opened root. */
export interface TenantRoot {
  readonly kek: KeyObject
  readonly tmac: KeyObject
  readonly cursor: KeyObject
  /** The key that chains one audit lane. */
  audit(chain: string): KeyObject
  /** The root itself, to be wrapped by the one that replaces it. */
  readonly itself: KeyObject
}

/** What KMS binds a root to. */
export function rootContext({ deployment, tenant }: TenantOf, version: number): EncryptionContext {
  return { deployment, tenant, purpose: 'root', version: String(version) }
}

/** Takes the 32 bytes of a root over, zeroes them, and derives its keys. @throws ERR_VAULT_INTEGRITY for another length */
export function importRoot(bytes: Uint8Array): TenantRoot {
  if (bytes.length !== keyLength) throw new VaultError('ERR_VAULT_INTEGRITY')
  return rootOf(importKey(bytes))
}

/** The keys of a root. */
export function rootOf(root: KeyObject): TenantRoot {
  return {
    kek: derive(root, 'kek'),
    tmac: derive(root, 'tmac'),
    cursor: derive(root, 'cursor'),
    audit: (chain) => derive(root, `audit${chain}`),
    itself: root,
  }
}

/** `0x32 | flags | u16 root version | nonce 12 | 32 | tag 16` under the newest root; takes the plaintext over and zeroes it. */
export function wrapLasting(of: LastingOf, roots: Versions<TenantRoot>, plaintext: Uint8Array): Buffer {
  const { key: root, version } = roots.newest
  const wrapped = seal({ key: root.kek, head: head(version), plaintext, aad: aad(of) })
  plaintext.fill(0)
  return wrapped
}

/** Opens what `wrapLasting` wrapped. @throws ERR_VAULT_INTEGRITY */
export function openLasting(of: LastingOf, roots: Versions<TenantRoot>, wrapped: Uint8Array): KeyObject {
  const version = wrappedUnder(wrapped)
  if (!head(version).equals(wrapped.subarray(0, headLength))) throw new VaultError('ERR_VAULT_INTEGRITY')
  const { kek } = roots.at(version)
  return importKey(openKey({ key: kek, sealed: wrapped.subarray(headLength), aad: aad(of) }))
}

/** The version of the root that wrapped a key, as its bytes say. */
export function wrappedUnder(wrapped: Uint8Array): number {
  return ((wrapped[2] ?? 0) << 8) | (wrapped[3] ?? 0)
}

function head(version: number): Buffer {
  return Buffer.concat([Uint8Array.of(format, 0), u16(version)])
}

function aad({ deployment, tenant, name, version }: LastingOf): Buffer {
  return frame('wg.root', [deployment, tenant, name, u16(version)])
}

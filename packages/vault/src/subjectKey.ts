import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { openKey, seal } from './aesGcm.ts'
import { VaultError } from './errors.ts'
import { frame, u16 } from './frame.ts'
import type { MacContext } from './itemMac.ts'
import { type TenantRoot, wrappedUnder } from './tenantRoot.ts'
import { type Version, Versions } from './versions.ts'

const format = 0x31
const headLength = 4
const half = 32

/** Who a subject key belongs to. */
export interface SubjectOf {
  readonly deployment: string
  readonly tenant: string
  /** A patient's id, or one of the words `staff` and `tenant`. */
  readonly subject: string
}

interface Halves {
  readonly seal: KeyObject
  readonly mac: KeyObject
}

let placeBytes: (key: SubjectKey) => Uint8Array
let sealHalf: (key: SubjectKey) => Versions<KeyObject>
let macHalf: (key: SubjectKey) => Versions<KeyObject>

/** A subject's opened key, all versions of it: opaque, one half seals parts and the other binds rows. */
export class SubjectKey implements SubjectOf {
  readonly deployment: string
  readonly tenant: string
  readonly subject: string
  readonly #place: Uint8Array
  readonly #seal: Versions<KeyObject>
  readonly #mac: Versions<KeyObject>

  static {
    placeBytes = (key) => key.#place
    sealHalf = (key) => key.#seal
    macHalf = (key) => key.#mac
  }

  /** Takes 64 bytes a version over and zeroes them. @throws ERR_VAULT_KEYS_MISSING of none */
  constructor({ deployment, tenant, subject }: SubjectOf, material: readonly Version<Uint8Array>[], now: () => number) {
    this.deployment = deployment
    this.tenant = tenant
    this.subject = subject
    this.#place = frame('', [deployment, tenant, subject])
    const halves = material.map((one) => ({ ...one, key: halvesOf(one.key) }))
    this.#seal = new Versions(
      halves.map((one) => ({ ...one, key: one.key.seal })),
      now,
    )
    this.#mac = new Versions(
      halves.map((one) => ({ ...one, key: one.key.mac })),
      now,
    )
  }
}

function halvesOf(material: Uint8Array): Halves {
  const halves = {
    seal: createSecretKey(material.subarray(0, half)),
    mac: createSecretKey(material.subarray(half)),
  }
  material.fill(0)
  return halves
}

/** LP of deployment, tenant and subject, to which every part of the subject is bound; inside the package only. */
export function placeOf(key: SubjectKey): Uint8Array {
  return placeBytes(key)
}

/** The half that seals; inside the package only. */
export function sealKeysOf(key: SubjectKey): Versions<KeyObject> {
  return sealHalf(key)
}

/** The context in which rows of `table` are bound to this subject; inside the package only. */
export function macContextOf(key: SubjectKey, table: string): MacContext {
  return { deployment: key.deployment, table, keys: macHalf(key) }
}

/** 64 random bytes. */
export function newMaterial(): Uint8Array {
  return randomBytes(2 * half)
}

/** A version's 96 bytes wrapped by the newest root, `0x31 | flags | u16 root version | nonce | 64 | tag`; the 64 stay as they are. */
export function wrapSubjectKey(
  of: SubjectOf & { readonly version: number },
  roots: Versions<TenantRoot>,
  plaintext: Uint8Array,
): Buffer {
  const { key: root, version } = roots.newest
  return seal({ key: root.kek, head: head(version), plaintext, aad: aad(of) })
}

/** Opens what `wrapSubjectKey` wrapped. @throws ERR_VAULT_INTEGRITY */
export function openSubjectKey(
  of: SubjectOf & { readonly version: number },
  roots: Versions<TenantRoot>,
  wrapped: Uint8Array,
): Uint8Array {
  const version = wrappedUnder(wrapped)
  if (!head(version).equals(wrapped.subarray(0, headLength))) throw new VaultError('ERR_VAULT_INTEGRITY')
  const material = openKey({ key: roots.at(version).kek, sealed: wrapped.subarray(headLength), aad: aad(of) })
  if (material.length !== 2 * half) throw new VaultError('ERR_VAULT_INTEGRITY')
  return material
}

function head(rootVersion: number): Buffer {
  return Buffer.concat([Uint8Array.of(format, 0), u16(rootVersion)])
}

function aad({ deployment, tenant, subject, version }: SubjectOf & { readonly version: number }): Buffer {
  return frame('wg.key', [deployment, tenant, subject, u16(version)])
}

import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { openKey, seal } from './aesGcm.ts'
import { VaultError } from './errors.ts'
import { frame, u16 } from './frame.ts'
import type { MacContext } from './itemMac.ts'

const format = 0x31
const headLength = 4
const half = 32

/** The only version of a subject key until keys rotate. */
export const subjectKeyVersion = 1

/** Who a subject key belongs to. */
export interface SubjectOf {
  readonly deployment: string
  readonly tenant: string
  /** A patient's id, or one of the words `staff` and `tenant`. */
  readonly subject: string
}

/** The key that wraps, and the version of the tenant root it comes from. */
export interface Wrapper {
  readonly kek: KeyObject
  readonly rootVersion: number
}

let sealHalf: (key: SubjectKey) => KeyObject
let macHalf: (key: SubjectKey) => KeyObject

/** A subject's opened key: opaque, one half seals parts and the other binds rows. */
export class SubjectKey implements SubjectOf {
  readonly deployment: string
  readonly tenant: string
  readonly subject: string
  readonly version = subjectKeyVersion
  readonly #seal: KeyObject
  readonly #mac: KeyObject

  static {
    sealHalf = (key) => key.#seal
    macHalf = (key) => key.#mac
  }

  /** Takes the 64 bytes over and zeroes them. */
  constructor({ deployment, tenant, subject }: SubjectOf, material: Uint8Array) {
    this.deployment = deployment
    this.tenant = tenant
    this.subject = subject
    this.#seal = createSecretKey(material.subarray(0, half))
    this.#mac = createSecretKey(material.subarray(half))
    material.fill(0)
  }
}

/** The half that seals; inside the package only. */
export function sealKeyOf(key: SubjectKey): KeyObject {
  return sealHalf(key)
}

/** The context in which rows of `table` are bound to this subject; inside the package only. */
export function macContextOf(key: SubjectKey, table: string): MacContext {
  return { deployment: key.deployment, table, key: macHalf(key), version: key.version }
}

/** A new random subject key and its 96 bytes wrapped: `0x31 | flags | u16 root version | nonce | 64 | tag`. */
export function createSubjectKey(of: SubjectOf, wrapper: Wrapper): { key: SubjectKey; wrapped: Buffer } {
  const plaintext = randomBytes(2 * half)
  const wrapped = seal({ key: wrapper.kek, head: head(wrapper), plaintext, aad: aad(of) })
  return { key: new SubjectKey(of, plaintext), wrapped }
}

/** Opens what `createSubjectKey` wrapped. @throws ERR_VAULT_INTEGRITY */
export function openSubjectKey(of: SubjectOf, wrapper: Wrapper, wrapped: Uint8Array): SubjectKey {
  if (!head(wrapper).equals(wrapped.subarray(0, headLength))) throw new VaultError('ERR_VAULT_INTEGRITY')
  return new SubjectKey(of, openKey({ key: wrapper.kek, sealed: wrapped.subarray(headLength), aad: aad(of) }))
}

function head({ rootVersion }: Wrapper): Buffer {
  return Buffer.concat([Uint8Array.of(format, 0), u16(rootVersion)])
}

function aad({ deployment, tenant, subject }: SubjectOf): Buffer {
  return frame('wg.key', [deployment, tenant, subject, u16(subjectKeyVersion)])
}

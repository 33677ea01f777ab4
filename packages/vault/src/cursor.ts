import type { KeyObject } from 'node:crypto'
import { open, seal } from './aesGcm.ts'
import { VaultError } from './errors.ts'
import { frame } from './frame.ts'

const head = Uint8Array.of(0x51)
const longest = 2048

/** What a cursor is good for. */
export interface CursorOf {
  readonly key: KeyObject
  readonly deployment: string
  readonly tenant: string
  /** Subject, operation and arguments, as the caller frames them. */
  readonly aad: string
}

/** Seals a place in a list: base64url of `0x51 | nonce 12 | ciphertext | tag 16`. @throws ERR_VAULT_INPUT if too long */
export function sealCursor(of: CursorOf, plaintext: string): string {
  const bound = aad(of)
  const text = seal({ key: of.key, head, plaintext: Buffer.from(plaintext), aad: bound }).toString('base64url')
  // What was searched for is among the arguments, and small buffers are slices of Node's pool, which lives on.
  bound.fill(0)
  if (text.length > longest) throw new VaultError('ERR_VAULT_INPUT')
  return text
}

/** The place, or undefined for anything that was not sealed here for the same `aad`. */
export function openCursor(of: CursorOf, text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64url')
  // Node decodes many spellings to one value; only the one that was given out counts.
  if (bytes[0] !== head[0] || bytes.toString('base64url') !== text) return undefined
  const bound = aad(of)
  try {
    return open({ key: of.key, sealed: bytes.subarray(1), aad: bound }).toString()
  } catch (error) {
    if (error instanceof VaultError) return undefined
    throw error
  } finally {
    bound.fill(0)
  }
}

function aad(of: CursorOf): Buffer {
  return frame('wg.cursor', [of.deployment, of.tenant, of.aad])
}

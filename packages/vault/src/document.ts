import { hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Permit, WritePermit } from '@wardgraph/access'
import { authTagLength, decrypt, encrypt } from './aesGcm.ts'
import { piecesOf } from './chunks.ts'
import { importKey } from './derive.ts'
import { VaultError } from './errors.ts'
import { frame, u16 } from './frame.ts'
import { assertPermitted } from './openItem.ts'
import type { PartOf } from './part.ts'
import { sealKeysOf } from './subjectKey.ts'

const format = 0x41
const suite = 0x01
const prefixLength = 7
const commitmentLength = 32
/** Format, suite, key version, commitment and prefix: what a document is known by. */
export const headLength = 4 + commitmentLength + prefixLength
const chunkLength = 1024 * 1024
const noAad = new Uint8Array()

/** The record whose document it is, and the class under which it opens. */
export interface DocumentOf extends PartOf {
  readonly class: { readonly name: string; readonly id: number }
}

/**
 * Seals a document of any length as it comes: the head
 * `0x41 | suite 0x01 | u16 subject-key version | commitment 32 | prefix 7`, then chunks of 1 MiB, each with a tag, the last
 * one shorter or as long. STREAM (Hoang, Reyhanitabar, Rogaway, Vizar, CRYPTO 2015): the nonce of a chunk is
 * `prefix | u32 number | 1 for the last`, so that none is moved, left out or cut off. Two chunks are in memory.
 * @throws ERR_VAULT_INPUT for a class id outside 1..255, or more than 2^32 chunks
 */
export async function* sealDocument(
  of: DocumentOf,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  const start = startOf(of, sealKeysOf(of.key).newest, randomBytes(prefixLength))
  yield Buffer.concat([start.head, start.commitment, start.prefix])
  for await (const { bytes, number, isLast } of piecesOf(content, chunkLength)) {
    if (number > 0xffffffff) throw new VaultError('ERR_VAULT_INPUT')
    const nonce = nonceOf(start.prefix, { number, isLast })
    const chunk = Buffer.concat(encrypt({ key: start.key, nonce, plaintext: bytes, aad: noAad }))
    bytes.fill(0)
    yield chunk
  }
}

/**
 * Opens a document chunk by chunk; each is given once it verifies. That all of it was there is known at the end alone: who
 * acts on a part of it acts on a document that may be cut off.
 * @throws ERR_VAULT_PERMIT before anything is read; ERR_VAULT_INTEGRITY where the next chunk is not the one that was sealed
 */
export async function* openDocument(
  of: DocumentOf & { readonly permit: Permit | WritePermit },
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  const { permit, key, type, id } = of
  // What was permitted is what is opened, whatever becomes of the caller's object meanwhile.
  const asked: DocumentOf = { key, type, id, class: { ...of.class } }
  assertPermitted(permit, asked)
  if (!permit.classes.has(asked.class.name)) throw new VaultError('ERR_VAULT_PERMIT')
  yield* openChunks(asked, sealed)
}

/** What `openDocument` gives, under no permit; inside the package only. @throws ERR_VAULT_INTEGRITY */
export async function* openChunks(
  of: DocumentOf,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  let start: Start | undefined
  const pieces = piecesOf(sealed, chunkLength + authTagLength, headLength)
  for await (const { bytes, number, isLast } of pieces) {
    if (start === undefined) {
      start = readHead(of, bytes)
      if (isLast) throw new VaultError('ERR_VAULT_INTEGRITY')
      continue
    }
    const nonce = nonceOf(start.prefix, { number: number - 1, isLast })
    yield decrypt({ key: start.key, nonce, sealed: bytes, aad: noAad })
  }
}

interface Start {
  readonly head: Uint8Array
  readonly prefix: Uint8Array
  readonly commitment: Uint8Array
  readonly key: KeyObject
}

/**
 * HKDF-SHA256 of the subject's sealing half: 32 bytes are the document's own key, 32 commit to it. All that the document
 * belongs to is in what they are derived for, so no chunk has data beside it.
 */
function startOf(of: DocumentOf, half: { version: number; key: KeyObject }, prefix: Uint8Array): Start {
  const { key, type, id } = of
  const { name, id: classId } = of.class
  if (!Number.isInteger(classId) || classId < 1 || classId > 255) throw new VaultError('ERR_VAULT_INPUT')
  const head = Buffer.concat([Uint8Array.of(format, suite), u16(half.version)])
  // The name too: it is what the permit names, and nothing else ties it to the id.
  const context = [key.deployment, key.tenant, key.subject, type, id, name, Uint8Array.of(classId), prefix]
  const bytes = new Uint8Array(hkdfSync('sha256', half.key, '', frame('wg.document', context, head), 64))
  const commitment = bytes.slice(32)
  return { head, prefix, commitment, key: importKey(bytes.subarray(0, 32)) }
}

/** The key version that a head names. @throws ERR_VAULT_INTEGRITY for what is no head */
export function headVersion(bytes: Uint8Array): number {
  if (bytes.length !== headLength) throw new VaultError('ERR_VAULT_INTEGRITY')
  return ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)
}

/** The key of a document by its head, which is of this record and class; inside the package only. @throws ERR_VAULT_INTEGRITY */
export function readHead(of: DocumentOf, bytes: Uint8Array): Start {
  const version = headVersion(bytes)
  const half = { version, key: sealKeysOf(of.key).at(version) }
  const start = startOf(of, half, bytes.slice(headLength - prefixLength))
  const expected = Buffer.concat([start.head, start.commitment])
  if (!timingSafeEqual(expected, bytes.subarray(0, expected.length))) throw new VaultError('ERR_VAULT_INTEGRITY')
  return start
}

function nonceOf(prefix: Uint8Array, { number, isLast }: { readonly number: number; readonly isLast: boolean }) {
  const nonce = Buffer.alloc(prefixLength + 5)
  nonce.set(prefix)
  nonce.writeUInt32BE(number, prefixLength)
  nonce[prefixLength + 4] = isLast ? 1 : 0
  return nonce
}

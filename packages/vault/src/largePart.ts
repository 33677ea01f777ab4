import type { Permit, WritePermit } from '@wardgraph/access'
import { dictionary } from './dictionary.ts'
import {
  type DocumentOf,
  headLength,
  headVersion,
  openChunks,
  openDocument,
  readHead,
  sealDocument,
} from './document.ts'
import { VaultError } from './errors.ts'
import { subjectsWithoutPatient } from './openItem.ts'
import { deflate, inflate, maxPlaintext } from './part.ts'
import { type SubjectKey, sealKeysOf } from './subjectKey.ts'

/**
 * A part deflates to so many bytes at most to stay in its row: 90 of them, as many as a transaction of an import has, are
 * below the 4 MB that DynamoDB takes in one (Developer Guide, "Amazon DynamoDB Transactions").
 */
const MOST_IN_ROW = 32 * 1024
/** Bytes of JSON: several times what FHIR servers take of one resource, and no strain for whoever holds 80 of them. */
const MOST = 16 * 1024 * 1024

/** A part that is too large for its row: a sealed document, and the name by which the row has it. */
export interface LargePart {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Seals a part as a document of its deflated JSON, named `tenant/patient/HEAD` (`-` for no patient), HEAD its first 43
 * bytes in base64url: the row that names it, under its MAC, so has this document and no other, not even of the same
 * record. Undefined where it is short enough for the row. @throws ERR_VAULT_INPUT above 16 MiB of JSON
 */
export async function sealLargePart(
  of: DocumentOf,
  value: Readonly<Record<string, unknown>>,
): Promise<LargePart | undefined> {
  const json = Buffer.from(JSON.stringify(value))
  if (json.length > MOST) throw new VaultError('ERR_VAULT_INPUT')
  if (json.length <= MOST_IN_ROW) return undefined
  const content = deflate(json)
  json.fill(0)
  const fits = content.length <= MOST_IN_ROW && json.length <= maxPlaintext
  return fits ? undefined : named(of, sealDocument(of, once(content)))
}

/**
 * The value of a part from its document, all of which is verified before any of it is given; inside the package only.
 * @throws ERR_VAULT_PERMIT; ERR_VAULT_INTEGRITY where it is not the one that is named, or not whole
 */
export async function openLargePart(
  of: DocumentOf & { readonly permit: Permit | WritePermit; readonly name: string },
  sealed: Uint8Array,
): Promise<unknown> {
  assertNamed(of, sealed)
  const content = await whole(openDocument(of, once(sealed)))
  const json = inflate(content, { dictionary, maxOutputLength: MOST })
  const value: unknown = JSON.parse(json.toString())
  content.fill(0)
  json.fill(0)
  return value
}

/** The same document under the newest key; nothing that is opened for it leaves the vault. @throws ERR_VAULT_INTEGRITY */
export async function renewLargePart(
  of: DocumentOf & { readonly name: string },
  sealed: Uint8Array,
): Promise<LargePart> {
  assertNamed(of, sealed)
  return named(of, sealDocument(of, openChunks(of, once(sealed))))
}

/** Whether a document is under an older key than its subject has. @throws ERR_VAULT_INTEGRITY for what is no name */
export function isOutdated(key: SubjectKey, name: string): boolean {
  return headVersion(headOf(name)) !== sealKeysOf(key).newest.version
}

/** Whether a name is that of a document of this record and class. */
export function isNamedFor(of: DocumentOf, name: string): boolean {
  try {
    readHead(of, headOf(name))
    return true
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_INTEGRITY') return false
    throw error
  }
}

function headOf(name: string): Uint8Array {
  return Buffer.from(name.split('/')[2] ?? '', 'base64url')
}

function nameOf({ key }: DocumentOf, sealed: Uint8Array): string {
  const patient = subjectsWithoutPatient.has(key.subject) ? '-' : key.subject
  return [key.tenant, patient, Buffer.from(sealed.subarray(0, headLength)).toString('base64url')].join('/')
}

function assertNamed(of: DocumentOf & { readonly name: string }, sealed: Uint8Array): void {
  if (nameOf(of, sealed) !== of.name) throw new VaultError('ERR_VAULT_INTEGRITY')
}

async function named(of: DocumentOf, sealed: AsyncIterable<Uint8Array>): Promise<LargePart> {
  const bytes = await whole(sealed)
  return { name: nameOf(of, bytes), bytes }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const one of stream) all.push(one)
  return Buffer.concat(all)
}

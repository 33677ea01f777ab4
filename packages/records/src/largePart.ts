import type { Permit, Policy, WritePermit } from '@wardgraph/access'
import { type LargePart, openWholeItem, type Row, type SubjectKey, sealLargePart, VaultError } from '@wardgraph/vault'
import type { Place } from './keys.ts'
import type { Content } from './kind.ts'
import type { Stored } from './reader.ts'

/** The class of FHIR without a field of its own: of all, it alone may be in a document. */
export const OPAQUE = 'OPAQUE'

/** Brings a sealed document by its name, undefined where there is none. */
export type FindDocument = (name: string) => Promise<Uint8Array | undefined>

/** What a part of a record is sealed for as a document. @throws VaultError ERR_VAULT_INPUT for a class that there is not */
export function documentOf(
  policy: Policy,
  { key, type, id }: Pick<Place, 'type' | 'id'> & { readonly key: SubjectKey },
  name: string = OPAQUE,
) {
  const known = policy.classes[name]
  if (known === undefined) throw new VaultError('ERR_VAULT_INPUT')
  return { key, type, id, class: { name, id: known.id } }
}

/** Seals what has no field of its own as a document, where it is too large for a row. @throws VaultError ERR_VAULT_INPUT */
export function sealOpaque(
  policy: Policy,
  of: Pick<Place, 'type' | 'id'> & { readonly key: SubjectKey; readonly opaque: Readonly<Record<string, unknown>> },
): Promise<LargePart | undefined> {
  return sealLargePart(documentOf(policy, of), of.opaque)
}

/** The documents that a row names, by class. */
export function documentsOf(policy: Policy, row: Row): Readonly<Record<string, string>> {
  const named = Object.entries(row).filter(
    ([name, value]) => Object.hasOwn(policy.classes, name) && typeof value === 'string',
  )
  return Object.fromEntries(named) as Record<string, string>
}

/** A record as an import wrote it and others changed it since: what has fields, flat, and the FHIR content without one. */
export interface Whole {
  readonly content: Content
  readonly rest: Readonly<Record<string, unknown>>
}

/**
 * The permitted classes of a record: what `Reader.open` opens, and OPAQUE wherever it is, in the row or in the document that
 * the row names. Nothing is given before all of it is verified.
 * @throws VaultError ERR_VAULT_INTEGRITY also where the document is not there, is another or is not whole; ERR_VAULT_PERMIT
 */
export async function openWhole(of: {
  readonly policy: Policy
  readonly permit: Permit | WritePermit
  readonly stored: Stored
  readonly find: FindDocument
}): Promise<Whole> {
  const { policy, permit, stored, find } = of
  const { key, row, type, id } = stored
  const opened = openWholeItem({ permit, key, table: 'records', row, type, id, classes: policy.classes, find })
  const { [OPAQUE]: rest, ...classes } = await opened
  // One that was made here and by no import has no such part.
  return { content: Object.assign({}, ...Object.values(classes)), rest: Object.assign({}, rest) }
}

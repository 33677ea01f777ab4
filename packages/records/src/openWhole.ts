import type { Permit } from '@wardgraph/access'
import { openItem } from '@wardgraph/vault'
import type { Content } from './kind.ts'
import type { Stored } from './reader.ts'

/** A record as an import wrote it and others changed it since: what has fields, flat, and the FHIR content without one. */
export interface Whole {
  readonly content: Content
  readonly rest: Readonly<Record<string, unknown>>
}

/** All of a record, under a permit for all of it. @throws VaultError ERR_VAULT_INTEGRITY, ERR_VAULT_PERMIT */
export function openWhole(permit: Permit, { key, row, type, id }: Stored): Whole {
  const { OPAQUE: rest, ...classes } = openItem({ permit, key, table: 'records', row, type, id })
  // One that was made here and by no import has no such part.
  return { content: Object.assign({}, ...Object.values(classes)), rest: Object.assign({}, rest) }
}

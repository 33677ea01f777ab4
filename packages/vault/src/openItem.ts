import type { Permit, WritePermit } from '@wardgraph/access'
import { VaultError } from './errors.ts'
import { checkItemMac } from './itemMac.ts'
import { openPart, type PartOf } from './part.ts'
import type { Row } from './row.ts'
import { macContextOf, type SubjectKey } from './subjectKey.ts'

/** The keys of records that belong to no patient; inside the package only. */
export const subjectsWithoutPatient: ReadonlySet<string> = new Set(['staff', 'tenant'])

/** A record's row, and the permit to open it. */
export interface Opening extends PartOf {
  readonly permit: Permit | WritePermit
  readonly table: string
  readonly row: Row
}

/**
 * The only way to open anything: checks `m`, then that the permit is for this very record, then opens
 * the classes that the permit names and the row has. No other part is decrypted.
 * @throws ERR_VAULT_INTEGRITY also where one of them is in a document, which `openWholeItem` brings; ERR_VAULT_PERMIT
 */
export function openItem(options: Opening): Record<string, unknown> {
  const { parts, documents } = openParts(options)
  // It must not be taken for what is not there.
  if (Object.keys(documents).length > 0) throw new VaultError('ERR_VAULT_INTEGRITY')
  return parts
}

/** What `openItem` opens, and the names of the documents that hold the rest; inside the package only. @throws ERR_VAULT_INTEGRITY, ERR_VAULT_PERMIT */
export function openParts(options: Opening): {
  readonly parts: Record<string, unknown>
  readonly documents: Readonly<Record<string, string>>
} {
  const { permit, row } = options
  verifyItem(options)
  assertPermitted(permit, options)
  const parts: Record<string, unknown> = {}
  const documents: Record<string, string> = {}
  for (const name of permit.classes) {
    if (!Object.hasOwn(row, name)) continue
    const part = row[name]
    if (typeof part === 'string') documents[name] = part
    else if (part instanceof Uint8Array) parts[name] = JSON.parse(openPart(options, part))
    else throw new VaultError('ERR_VAULT_INTEGRITY')
  }
  return { parts, documents }
}

/** Checks the item MAC of a record's row and opens nothing. @throws ERR_VAULT_INTEGRITY */
export function verifyItem({ key, table, row }: { key: SubjectKey; table: string; row: Row }): void {
  checkItemMac(macContextOf(key, table), row)
}

/** Refuses a permit for another record; inside the package only. @throws ERR_VAULT_PERMIT */
export function assertPermitted(permit: Permit | WritePermit, { key, type, id }: PartOf): void {
  const subject = permit.patient === null ? subjectsWithoutPatient.has(key.subject) : permit.patient === key.subject
  if (!subject || permit.tenant !== key.tenant || permit.type !== type || permit.id !== id)
    throw new VaultError('ERR_VAULT_PERMIT')
}

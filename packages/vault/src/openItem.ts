import type { Permit, WritePermit } from '@wardgraph/access'
import { VaultError } from './errors.ts'
import { checkItemMac } from './itemMac.ts'
import { openPart, type PartOf } from './part.ts'
import type { Row } from './row.ts'
import { macContextOf, type SubjectKey } from './subjectKey.ts'

/** The keys of records that belong to no patient. */
const subjectsWithoutPatient: ReadonlySet<string> = new Set(['staff', 'tenant'])

/**
 * The only way to open anything: checks `m`, then that the permit is for this very record, then opens
 * the classes that the permit names and the row has. No other part is decrypted.
 * @throws ERR_VAULT_INTEGRITY, ERR_VAULT_PERMIT
 */
export function openItem(
  options: PartOf & { permit: Permit | WritePermit; table: string; row: Row },
): Record<string, unknown> {
  const { permit, row } = options
  verifyItem(options)
  assertPermitted(permit, options)
  const opened: Record<string, unknown> = {}
  for (const name of permit.classes) {
    if (!Object.hasOwn(row, name)) continue
    const part = row[name]
    if (!(part instanceof Uint8Array)) throw new VaultError('ERR_VAULT_INTEGRITY')
    opened[name] = JSON.parse(openPart(options, part))
  }
  return opened
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

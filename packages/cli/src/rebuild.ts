import { disclosureRows, type Services, writeRows } from '@wardgraph/api'
import { AuditError, type AuditRecord, isVouchedFor, readRecords, registryKey } from '@wardgraph/audit'
import { openTenant } from '@wardgraph/records'
import { VaultError } from '@wardgraph/vault'
import { CliError, EXIT } from './command.ts'
import { exportFolder, verifyAudit } from './verifyAudit.ts'

/** What a rebuild came to. */
export interface Rebuilt {
  readonly records: number
  /** Rows that were written, also over themselves. */
  readonly rows: number
}

type Stores = Pick<Services, 'table' | 'vault'>

/** Records whose rows are written together. */
const AT_ONCE = 200

/**
 * Makes the disclosures again, row by row as the stream made them, of an export that is whole and covered by the key.
 * What is there already is written over with the same; stopped, it is run again.
 * @throws CliError UNREADABLE, NOT_WHOLE, FOREIGN_EXPORT; TableError, VaultError
 */
export async function rebuildDisclosures(
  stores: Stores,
  { dir, key }: { readonly dir: string; readonly key: string },
): Promise<Rebuilt> {
  const found = await verifyAudit({ dir, key })
  if (!isVouchedFor(found))
    throw new CliError('NOT_WHOLE', 'the export is not whole: audit verify says what is wrong; nothing is written.', {
      exit: EXIT.no,
    })
  const known = new Set<string>()
  const done = { records: 0, rows: 0 }
  const write = async (some: readonly AuditRecord[]) => {
    for (const record of some) await isOurs(stores, record, known)
    const rows = (await Promise.all(some.map((record) => disclosureRows(stores, record)))).flat()
    await writeRows(stores, rows)
    done.records += some.length
    done.rows += rows.length
  }
  try {
    let some: AuditRecord[] = []
    for await (const record of readRecords({ files: exportFolder(dir), found })) {
      some.push(record)
      if (some.length < AT_ONCE) continue
      await write(some)
      some = []
    }
    await write(some)
  } catch (error) {
    if (!(error instanceof AuditError)) throw error
    throw new CliError('UNREADABLE', 'the export changed while it was read.', { cause: error })
  }
  return done
}

/** Tenants of the same name in two deployments have the same id: only a chain that is registered here is from here. */
async function isOurs(stores: Stores, { tenant, chain }: AuditRecord, known: Set<string>): Promise<void> {
  if (known.has(chain)) return
  const foreign = (cause?: unknown) =>
    new CliError('FOREIGN_EXPORT', 'the export is of another deployment: it has a chain that is not registered here.', {
      exit: EXIT.no,
      cause,
    })
  const keys = await openTenant(stores, tenant).catch((error: unknown) => {
    throw error instanceof VaultError && error.code === 'ERR_VAULT_KEYS_MISSING' ? foreign(error) : error
  })
  const [row] = await stores.table.get([{ table: 'directory', ...registryKey({ tenant, chain }) }])
  if (row === undefined) throw foreign()
  keys.verify({ table: 'directory', row })
  known.add(chain)
}

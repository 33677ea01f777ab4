import { findChainOf, findLines } from './chainFile.ts'
import { AuditError } from './errors.ts'
import { type ExportFiles, readable } from './exportFiles.ts'
import type { AuditRecord } from './record.ts'
import { findRecord } from './recordLine.ts'

/**
 * The records of an export, chain by chain and file by file in order. It verifies nothing: whoever reads has had
 * `verifyExport` say that these very files are whole. @throws AuditError ERR_AUDIT_UNREADABLE
 */
export async function* exportedRecords(of: ExportFiles): AsyncGenerator<readonly AuditRecord[], void, void> {
  const files = readable(of)
  for (const path of [...(await files.list())].sort()) {
    if (findChainOf(path) === undefined) continue
    const lines = findLines(await files.read(path))
    const records = lines?.map((line) => findRecord(line.toString()))
    if (records === undefined || records.includes(undefined)) throw new AuditError('ERR_AUDIT_UNREADABLE')
    yield records.filter((record) => record !== undefined)
  }
}

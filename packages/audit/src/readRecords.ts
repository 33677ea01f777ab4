import { sha256 } from './chain.ts'
import { findLines } from './chainFile.ts'
import { AuditError } from './errors.ts'
import { type ExportFiles, readable } from './exportFiles.ts'
import type { AuditRecord } from './record.ts'
import { findRecord } from './recordLine.ts'
import type { Examination } from './verify.ts'

/** True where every record of the export is as it was signed, and a digest vouches for each. */
export const isVouchedFor = ({ verification }: Pick<Examination, 'verification'>): boolean =>
  verification.whole && verification.uncovered === 0

/** What can be read of an export that was examined, vouched for or not: for who says that it is not. */
export async function* foundRecords(options: {
  readonly files: ExportFiles
  readonly found: Pick<Examination, 'files'>
}): AsyncGenerator<AuditRecord, void, void> {
  const files = readable(options.files)
  for (const { path } of options.found.files)
    for (const line of findLines(await files.read(path)) ?? []) {
      const record = findRecord(line.toString())
      if (record !== undefined) yield record
    }
}

/**
 * The records of an export that was examined, chain by chain in the order of their sequence; a file is read when the
 * one before it has been walked, so that one file (17 MiB at most) is in memory.
 * @throws AuditError ERR_AUDIT_DAMAGED before the first record where the export is not vouched for;
 * ERR_AUDIT_UNREADABLE where a file is not, or no longer, the one that was examined
 */
export async function* readRecords(options: {
  readonly files: ExportFiles
  readonly found: Pick<Examination, 'verification' | 'files'>
}): AsyncGenerator<AuditRecord, void, void> {
  if (!isVouchedFor(options.found)) throw new AuditError('ERR_AUDIT_DAMAGED')
  const files = readable(options.files)
  for (const listed of options.found.files) {
    const bytes = await files.read(listed.path)
    const lines = sha256(bytes) === listed.sha256 ? findLines(bytes) : undefined
    if (lines === undefined) throw new AuditError('ERR_AUDIT_UNREADABLE')
    for (const line of lines) {
      const record = findRecord(line.toString())
      if (record === undefined) throw new AuditError('ERR_AUDIT_UNREADABLE')
      yield record
    }
  }
}

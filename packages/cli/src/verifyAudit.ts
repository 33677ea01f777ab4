import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AuditError, type Examination, type ExportFiles, verifyExport } from '@wardgraph/audit'
import { CliError } from './command.ts'

/** The files of an export that lies in a folder. */
export const exportFolder = (dir: string): ExportFiles => ({
  list: async () => {
    const found = await readdir(dir, { recursive: true, withFileTypes: true })
    return found
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
  },
  read: (path) => readFile(join(dir, path)),
})

/** Checks an export offline with the public key alone. @throws CliError UNREADABLE */
export async function verifyAudit({ dir, key }: { readonly dir: string; readonly key: string }): Promise<Examination> {
  try {
    return await verifyExport({ files: exportFolder(dir), publicKey: await readFile(key, 'utf8') })
  } catch (cause) {
    const sentence = cause instanceof AuditError ? cause.message : 'the export or the key cannot be read.'
    throw new CliError('UNREADABLE', sentence, { cause })
  }
}

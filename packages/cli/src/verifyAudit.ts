import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AuditError, type Examination, type ExportFiles, verifyExport } from '@wardgraph/audit'
import { CliError } from './command.ts'

/** Checks an export offline with the public key alone. @throws CliError UNREADABLE */
export async function verifyAudit({
  dir,
  key,
  files = folderFiles(dir),
}: {
  readonly dir: string
  readonly key: string
  readonly files?: ExportFiles
}): Promise<Examination> {
  try {
    return await verifyExport({ files, publicKey: await readFile(key, 'utf8') })
  } catch (cause) {
    throw unreadable(cause)
  }
}

/** The files of an export in a folder. */
export function folderFiles(dir: string): ExportFiles {
  return {
    list: async () => {
      const found = await readdir(dir, { recursive: true, withFileTypes: true })
      return found
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    },
    read: (path) => readFile(join(dir, path)),
  }
}

/** What is said where an export, or a key, cannot be read. */
export function unreadable(cause: unknown): CliError {
  const sentence = cause instanceof AuditError ? cause.message : 'the export or the key cannot be read.'
  return new CliError('UNREADABLE', sentence, { cause })
}

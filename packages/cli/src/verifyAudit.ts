import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AuditError, type Examination, verifyExport } from '@wardgraph/audit'
import { CliError } from './command.ts'

/** Checks an export offline with the public key alone. @throws CliError UNREADABLE */
export async function verifyAudit({ dir, key }: { readonly dir: string; readonly key: string }): Promise<Examination> {
  try {
    const files = {
      list: async () => {
        const found = await readdir(dir, { recursive: true, withFileTypes: true })
        return found
          .filter((entry) => !entry.isDirectory())
          .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
      },
      read: (path: string) => readFile(join(dir, path)),
    }
    return await verifyExport({ files, publicKey: await readFile(key, 'utf8') })
  } catch (cause) {
    const sentence = cause instanceof AuditError ? cause.message : 'the export or the key cannot be read.'
    throw new CliError('UNREADABLE', sentence, { cause })
  }
}

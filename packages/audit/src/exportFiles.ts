import { AuditError } from './errors.ts'

/** The files of an export, wherever they are: `list` gives every relative path with `/`, `read` one file's bytes. */
export interface ExportFiles {
  list(): Promise<readonly string[]>
  read(path: string): Promise<Uint8Array>
}

/** The same files; whatever goes wrong in reaching them is ERR_AUDIT_UNREADABLE. */
export function readable(files: ExportFiles): ExportFiles {
  const orUnreadable = async <T>(reading: () => Promise<T>): Promise<T> => {
    try {
      return await reading()
    } catch (cause) {
      throw new AuditError('ERR_AUDIT_UNREADABLE', { cause })
    }
  }
  return {
    list: () => orUnreadable(() => files.list()),
    read: (path) => orUnreadable(() => files.read(path)),
  }
}

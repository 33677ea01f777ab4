/** Every code an import, or an upcast, ends with before its report; the list is closed. */
export type ImportErrorCode =
  | 'NO_SUCH_PATH'
  | 'NO_FILES'
  | 'UNREADABLE'
  | 'FILE_CHANGED'
  | 'INTEGRITY'
  | 'MEMBERSHIP_ENDED'
  | 'UNAVAILABLE'

const sentences: Readonly<Record<ImportErrorCode, string>> = {
  NO_SUCH_PATH: 'A path to import does not exist.',
  NO_FILES: 'There is no .json, .ndjson or .gz file to import.',
  UNREADABLE: 'A file or folder to import cannot be read.',
  FILE_CHANGED: 'A file changed while it was imported; run the import again.',
  INTEGRITY: 'A stored row is not what was written; nothing more was written.',
  MEMBERSHIP_ENDED: 'The membership under which imports run has ended in this tenant.',
  UNAVAILABLE: 'The store does not answer; run this again to go on.',
}

/** Ends an import with a code and a fixed sentence; what was written before stays, and running it again goes on. */
export class ImportError extends Error {
  readonly code: ImportErrorCode

  constructor(code: ImportErrorCode, options?: ErrorOptions) {
    super(sentences[code], options)
    this.name = 'ImportError'
    this.code = code
  }
}

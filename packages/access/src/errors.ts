/** Why access refused to go on: a mistake of the calling code, never of a client. */
export type AccessErrorCode =
  | 'ERR_ACCESS_POLICY'
  | 'ERR_ACCESS_PLAN'
  | 'ERR_ACCESS_PATH'
  | 'ERR_ACCESS_UNRELATED'
  | 'ERR_ACCESS_PERMIT'
  | 'ERR_ACCESS_LEAK'
  | 'ERR_ACCESS_VIEW'
  | 'ERR_ACCESS_REVIEWER'

const SENTENCES: Readonly<Record<AccessErrorCode, string>> = {
  ERR_ACCESS_POLICY: 'This is not a compiled policy.',
  ERR_ACCESS_PLAN: 'The plan was made for another role, purpose or schema.',
  ERR_ACCESS_PATH: 'The plan has no such place.',
  ERR_ACCESS_UNRELATED: 'The relation to this patient was not established before it was relied on.',
  ERR_ACCESS_PERMIT: 'The permit was not issued by this request, or does not cover what is viewed.',
  ERR_ACCESS_LEAK: 'A refused place holds data.',
  ERR_ACCESS_VIEW: 'This is not a view.',
  ERR_ACCESS_REVIEWER: 'Whoever asks who may read what is no reviewer.',
}

/** An invariant of access that does not hold; the request ends without data. */
export class AccessError extends Error {
  readonly code: AccessErrorCode

  constructor(code: AccessErrorCode, options?: ErrorOptions) {
    super(SENTENCES[code], options)
    this.name = 'AccessError'
    this.code = code
  }
}

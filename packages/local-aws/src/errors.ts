/** Every code this package fails with when it is started or configured. */
export type LocalAwsErrorCode =
  | 'FOLDER_UNUSABLE'
  | 'INVALID_FAULT'
  | 'INVALID_SCHEDULE'
  | 'INVALID_SOURCE'
  | 'NOT_LOCAL'
  | 'PORT_TAKEN'
  | 'SOURCE_CLOSED'

const sentences: Readonly<Record<LocalAwsErrorCode, string>> = {
  FOLDER_UNUSABLE: 'The state folder cannot be opened or written.',
  INVALID_FAULT: 'The fault rule is not one that the local AWS can follow.',
  INVALID_SCHEDULE: 'The schedule is not one that EventBridge could keep, or its name is taken.',
  INVALID_SOURCE:
    'The event source is not one that Lambda could have: its limits, its name or the stream of its table.',
  NOT_LOCAL: 'The local AWS does not start in production or inside AWS Lambda.',
  PORT_TAKEN: 'The port is already in use on this machine.',
  SOURCE_CLOSED: 'The event source was closed before everything was delivered.',
}

/** A refusal to start or to be configured; requests are answered by service exceptions instead. */
export class LocalAwsError extends Error {
  readonly code: LocalAwsErrorCode

  constructor(code: LocalAwsErrorCode, options?: ErrorOptions) {
    super(sentences[code], options)
    this.name = 'LocalAwsError'
    this.code = code
  }
}

/**
 * Refuses to go on where the local services would stand in for real ones.
 * @throws LocalAwsError NOT_LOCAL
 */
export function assertLocal(): void {
  if (process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined || process.env.NODE_ENV === 'production') {
    throw new LocalAwsError('NOT_LOCAL')
  }
}

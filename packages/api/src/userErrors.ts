/** Everything that giving, ending and finding memberships refuses with, and its sentence. The list is closed. */
const SENTENCES = {
  AUDIT_UNAVAILABLE: 'the audit record could not be written, so nothing was changed; try again.',
  BAD_DATE: 'a membership ends after it begins.',
  BAD_NAME: 'usernames and tenants are 1 to 40 of a-z, 0-9 and inner hyphens.',
  INTERNAL: 'a user is listed without membership.',
  NEEDS_PATIENT: 'the role PATIENT needs a patient.',
  SEVERAL_MEMBERSHIPS: 'this user has several memberships: say which by role or tenant.',
  UNKNOWN_PATIENT: 'this tenant has no Patient with this id.',
  UNKNOWN_PRACTITIONER: 'this tenant has no Practitioner with this id.',
  UNKNOWN_USER: 'there is no such user.',
  USER_EXISTS: 'this user has this role here with another record.',
  WRONG_USAGE: 'only the role PATIENT takes a patient.',
} as const

/** A code of the closed list. */
export type UserErrorCode = keyof typeof SENTENCES

/** The only error of what is done with memberships; `detail` is a fixed sentence of ours and never holds input. */
export class UserError extends Error {
  readonly code: UserErrorCode

  constructor(code: UserErrorCode, options: { readonly detail?: string; readonly cause?: unknown } = {}) {
    super(options.detail ?? SENTENCES[code], { cause: options.cause })
    this.name = 'UserError'
    this.code = code
  }
}

import * as api from '@wardgraph/api'
import { listTenants } from '@wardgraph/records'
import { CliError, EXIT } from './command.ts'

/** What to say here, where an option or another command would help. */
const WITH_OPTIONS: Partial<Record<api.UserErrorCode, string>> = {
  NEEDS_PATIENT: 'the role PATIENT needs --patient ID, or --without-chart for a mere proxy.',
  SEVERAL_MEMBERSHIPS: 'this user has several memberships: say which with --role, or --tenant.',
  UNKNOWN_USER: 'there is no such user; `npx wardgraph users` lists them.',
  WRONG_USAGE: 'only the role PATIENT takes --patient.',
}

/** Where it is not wrong usage. */
const EXITS: Partial<Record<api.UserErrorCode, number>> = {
  AUDIT_UNAVAILABLE: EXIT.unavailable,
  INTERNAL: EXIT.unavailable,
  USER_EXISTS: EXIT.no,
}

/** The same, whose refusal is the command's. @throws CliError */
function told<Args extends readonly unknown[], Answer>(
  work: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  return async (...args) => {
    try {
      return await work(...args)
    } catch (cause) {
      if (!(cause instanceof api.UserError)) throw cause
      const { code, message } = cause
      throw new CliError(code, WITH_OPTIONS[code] ?? message, { exit: EXITS[code] ?? EXIT.usage, cause })
    }
  }
}

/** Adds a membership. @throws CliError of the same codes as `addUser` of the API */
export const addUser = told(api.addUser)
/** Ends a membership now. @throws CliError of the same codes as `endUser` of the API */
export const endUser = told(api.endUser)
/** The one membership that a username and a hat name. @throws CliError UNKNOWN_USER, SEVERAL_MEMBERSHIPS */
export const findMember = told(api.findMember)
/** Every membership that one can sign in under here. @throws CliError INTERNAL */
export const listUsers = told(api.listUsers)
/** The memberships of a username, or of everybody. @throws CliError INTERNAL */
export const membersOf = told(api.membersOf)
/** The record behind an id. @throws CliError UNKNOWN_PATIENT, UNKNOWN_PRACTITIONER */
export const recordOf = told(api.recordOf)

/** Whether there is any tenant yet. */
export async function isEmpty({ table, vault }: api.Services): Promise<boolean> {
  return (await listTenants({ table, vault })).length === 0
}

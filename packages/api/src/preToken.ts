import { live } from '@wardgraph/access'
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda'
import { codeOf } from './errors.ts'
import type { Invocation } from './handler.ts'
import { logFailure } from './log.ts'
import { type Directory, membersOf } from './members.ts'

/** Why no token is issued; Cognito tells the client these very words. The list is closed. */
const SENTENCES = {
  BAD_EVENT: 'this is no event that a token is issued on.',
  NO_MEMBERSHIP: 'this user has no such membership now.',
  SEVERAL_MEMBERSHIPS: 'this user has several memberships: name one as membership in the client metadata.',
  UNAVAILABLE: 'a service that this needs does not answer.',
  INTERNAL: 'something went wrong.',
} as const

/** Refuses a token: `CODE: sentence`, fixed words without a value or a cause. */
export class PreTokenError extends Error {
  readonly code: keyof typeof SENTENCES

  constructor(code: keyof typeof SENTENCES) {
    super(`${code}: ${SENTENCES[code]}`)
    this.name = 'PreTokenError'
    this.code = code
  }
}

/** The trigger of the user pool. */
export type PreTokenHandler = (
  event: PreTokenGenerationV2TriggerEvent,
  context: Invocation,
) => Promise<PreTokenGenerationV2TriggerEvent>

/**
 * Cognito Developer Guide, "Pre token generation Lambda trigger sources": whenever somebody has shown who it is. All are alike:
 * a refreshed token too says a membership that holds now.
 */
const SOURCES: ReadonlySet<string> = new Set([
  'TokenGeneration_HostedAuth',
  'TokenGeneration_Authentication',
  'TokenGeneration_NewPasswordChallenge',
  'TokenGeneration_AuthenticateDevice',
  'TokenGeneration_RefreshTokens',
])

/**
 * Makes the trigger that puts a user's membership into the access token, and nothing else into any. Roles and groups stay
 * in the directory, where they are read at each request.
 */
export function createPreToken(directory: Directory): PreTokenHandler {
  return async (event, { awsRequestId = crypto.randomUUID() }) => {
    try {
      const membership = await membershipOf(directory, event)
      const accessTokenGeneration = { claimsToAddOrOverride: { 'wardgraph:membership': membership } }
      return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } }
    } catch (error) {
      if (error instanceof PreTokenError) throw error
      const code = codeOf(error) === 'UNAVAILABLE' ? 'UNAVAILABLE' : 'INTERNAL'
      logFailure({ request: awsRequestId }, { code, cause: error })
      throw new PreTokenError(code)
    }
  }
}

/**
 * The one membership that holds now, or the one of several that is named; one that is named must be it. Cognito hands on the
 * client metadata of RespondToAuthChallenge and GetTokensFromRefreshToken, and not that of InitiateAuth. @throws PreTokenError
 */
async function membershipOf(
  directory: Directory,
  { version, triggerSource, userName, request }: PreTokenGenerationV2TriggerEvent,
): Promise<string> {
  if (version !== '2' || !SOURCES.has(triggerSource) || typeof userName !== 'string' || userName === '')
    throw new PreTokenError('BAD_EVENT')
  const named = request.clientMetadata?.membership
  const members = (await membersOf(directory, userName)).filter(
    (one) => live(one, directory.now()) && (named === undefined || one.membership === named),
  )
  const [member, ...others] = members
  if (member === undefined) throw new PreTokenError('NO_MEMBERSHIP')
  if (others.length > 0) throw new PreTokenError('SEVERAL_MEMBERSHIPS')
  return `${member.tenant}.${member.person}.${member.membership}`
}

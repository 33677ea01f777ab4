import type { Policy } from '@wardgraph/access'
import type { Role } from '@wardgraph/schema/types'
import { ensureDeployment } from './ensureTenant.ts'
import { codeOf, REPLIES } from './errors.ts'
import type { Invocation } from './handler.ts'
import { logFailure } from './log.ts'
import { listUsers } from './members.ts'
import type { Services } from './services.ts'
import { UserError, type UserErrorCode } from './userErrors.ts'
import { addUser, endUser } from './users.ts'

/** What an operator may have done; the list is closed. */
type Order =
  | { readonly do: 'prepare' }
  | { readonly do: 'listUsers' }
  | {
      readonly do: 'addUser'
      readonly username: string
      readonly tenant: string
      readonly role: Role
      readonly patient?: string | undefined
      readonly practitioner?: string | undefined
    }
  | {
      readonly do: 'endUser'
      readonly username: string
      readonly tenant?: string | undefined
      readonly role?: Role | undefined
    }

/** What came of it; `message` is a fixed sentence. */
export type OperatorReply =
  | { readonly ok: true; readonly [detail: string]: unknown }
  | {
      readonly ok: false
      readonly code: UserErrorCode | 'BAD_EVENT' | 'UNAVAILABLE' | 'INTERNAL'
      readonly message: string
    }

/** The operator's function. */
export type OperatorHandler = (event: unknown, context: Invocation) => Promise<OperatorReply>

/**
 * Makes what whoever may invoke the operator's function can have done. IAM decides who that is, and CloudTrail says who it
 * was: records name nobody, as those of the command line.
 */
export function createOperator(services: Services): OperatorHandler {
  return async (event, { awsRequestId = crypto.randomUUID() }) => {
    const order = orderIn(services.policy, event)
    if (order === undefined)
      return { ok: false, code: 'BAD_EVENT', message: 'the event is none of those that this function knows.' }
    try {
      return { ok: true, ...(await done(services, order)) }
    } catch (error) {
      return refusal(error, awsRequestId)
    }
  }
}

function refusal(error: unknown, request: string): OperatorReply {
  if (error instanceof UserError) {
    const { code, message } = error
    if (code === 'AUDIT_UNAVAILABLE' || code === 'INTERNAL') logFailure({ request }, { code, cause: error })
    return { ok: false, code, message }
  }
  // The words of any other error could quote data.
  const code = codeOf(error) === 'UNAVAILABLE' ? 'UNAVAILABLE' : 'INTERNAL'
  logFailure({ request }, { code, cause: error })
  return { ok: false, code, message: REPLIES[code].message }
}

async function done(services: Services, order: Order): Promise<Readonly<Record<string, unknown>>> {
  switch (order.do) {
    case 'prepare':
      await ensureDeployment(services)
      return {}
    case 'addUser':
      return addUser(services, order)
    case 'endUser':
      await endUser(services, order.username, order)
      return {}
    case 'listUsers':
      return { users: await listUsers(services) }
  }
}

/** The members of each order, and whether they must be there. */
const MEMBERS: Readonly<Record<Order['do'], Readonly<Record<string, 'needed' | 'allowed'>>>> = {
  prepare: {},
  listUsers: {},
  addUser: { username: 'needed', tenant: 'needed', role: 'needed', patient: 'allowed', practitioner: 'allowed' },
  endUser: { username: 'needed', tenant: 'allowed', role: 'allowed' },
}

/** Undefined for anything else: a member that is not known could be a restriction that was meant and misspelt. */
function orderIn({ roles }: Policy, event: unknown): Order | undefined {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return undefined
  const { do: what, ...given }: Readonly<Record<string, unknown>> = { ...event }
  if (typeof what !== 'string' || !Object.hasOwn(MEMBERS, what)) return undefined
  const members = MEMBERS[what as Order['do']] // one of its keys
  const areKnown = Object.entries(given).every(
    ([name, value]) => Object.hasOwn(members, name) && typeof value === 'string' && value !== '',
  )
  const areThere = Object.entries(members).every(([name, is]) => is === 'allowed' || Object.hasOwn(given, name))
  const hasRole = given.role === undefined || (typeof given.role === 'string' && Object.hasOwn(roles, given.role))
  return areKnown && areThere && hasRole ? ({ do: what, ...given } as Order) : undefined // as was just checked
}

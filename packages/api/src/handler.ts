import type { AuditEntry } from '@wardgraph/audit'
import { NO_TENANT, openTenant } from '@wardgraph/records'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { createCallers } from './caller.ts'
import { codeOf, outcomeOf, REPLIES, type ReplyCode, ReplyError } from './errors.ts'
import { type Holder, holderOf } from './holder.ts'
import { type GraphqlRequest, readRequest } from './httpRequest.ts'
import { causeOf, journal } from './journal.ts'
import { logFailure } from './log.ts'
import { isFromOrigin } from './origin.ts'
import { type Released, release } from './release.ts'
import { before, Scope } from './scope.ts'
import { createGraphql } from './server.ts'
import type { Services } from './services.ts'

/** No request takes longer, in ms, whatever the function's own timeout. */
const DEADLINE = 10_000
/** How often a mutation is run again because its twin, with the same idempotency key, came first. */
const ROUNDS = 3

/** What the handler looks at of the Lambda context; whoever calls it otherwise may leave it out. */
export interface Invocation {
  readonly awsRequestId?: string
  getRemainingTimeInMillis?(): number
}

/** The handler of the GraphQL function. */
export type GraphqlHandler = (
  event: APIGatewayProxyEventV2,
  context: Invocation,
) => Promise<APIGatewayProxyStructuredResultV2>

type Known = Omit<ConstructorParameters<typeof Scope>[0], 'services'>

/** Makes the handler: origin, form, caller, document, plan, execution, release, in this order. */
export function createHandler(services: Services): GraphqlHandler {
  const graphql = createGraphql(services)
  const callers = createCallers(services)

  return async function handler(event, context) {
    const accept = event.headers?.accept
    const now = services.now()
    const deadline = now + Math.min(DEADLINE, context.getRemainingTimeInMillis?.() ?? DEADLINE)
    const at = { request: requestId(context), now, deadline }
    try {
      // On record as every refusal: with the gateway's authorizer in front only holders of a valid token can come past
      // CloudFront, so that nobody else floods the trail, and that one of them tried is worth knowing.
      if (!isFromOrigin(services.origins, event.headers)) throw new ReplyError('UNAUTHENTICATED')
      return respond(await run(readRequest(event), at, event.headers), accept)
    } catch (error) {
      return respond(await refuse(services, codeOf(error), { ...at, error }), accept)
    }
  }

  /** The caller is known, so the refusal is on record as the caller's. */
  function forbid(of: Known): Promise<Released> {
    const message = 'x-purpose-of-use is not a purpose of this role.'
    return release(new Scope({ services, ...of }), { errors: [{ message, extensions: { code: 'FORBIDDEN' } }] })
  }

  /** Each round asks anew who it is, and what time: what a mutation relied on may have ended before its commit. */
  async function run(
    request: GraphqlRequest,
    at: Pick<Known, 'request' | 'now' | 'deadline'>,
    headers: Readonly<Record<string, string | undefined>>,
  ): Promise<Released> {
    for (let round = 1; ; round += 1) {
      const holder = await before(services, at.deadline, holderOf(services, headers))
      // From here on the request acts for the tenant that its verified token names.
      const released = await services.within(holder.tenant, () => runAs(holder, request, { at, round }))
      if (released !== undefined) return released
      if (round >= ROUNDS) throw new ReplyError('UNAVAILABLE')
    }
  }

  /** One round; undefined: decide again. */
  async function runAs(
    holder: Holder,
    request: GraphqlRequest,
    { at, round }: { readonly at: Pick<Known, 'request' | 'now' | 'deadline'>; readonly round: number },
  ): Promise<Released | undefined> {
    const { purposeGranted, ...signedIn } = await before(services, at.deadline, callers.signIn(holder))
    const of = { ...at, ...signedIn, now: round === 1 ? at.now : services.now() }
    if (!purposeGranted) return forbid(of)
    const scope = new Scope({ services, ...of })
    const released = await graphql.run({ request, scope })
    if (scope.renewed !== null) callers.forget({ tenant: holder.tenant, person: scope.renewed })
    return scope.again ? undefined : released
  }
}

function requestId({ awsRequestId = '' }: Invocation): string {
  return /^[A-Za-z0-9_=-]{1,64}$/.test(awsRequestId) ? awsRequestId : crypto.randomUUID()
}

interface Refusal {
  readonly request: string
  readonly now: number
  readonly deadline: number
  readonly error: unknown
}

/** Answers what never got a caller; its record goes to the pseudo-tenant, because no tenant is known. */
async function refuse(services: Services, code: ReplyCode, of: Refusal): Promise<Released> {
  const { request, now, deadline, error } = of
  const { status, message } = REPLIES[code]
  if (status >= 500) logFailure(of, { code, cause: error })
  const entry: AuditEntry = {
    time: new Date(now).toISOString(),
    code: services.code,
    origin: 'graphql',
    request,
    caller: null,
    session: null,
    operation: null,
    outcome: outcomeOf(code, error),
    status,
    disclosed: [],
    changed: [],
    denied: [],
    ties: [],
    opened: 0,
  }
  try {
    const written = await services.within(NO_TENANT, async () => {
      const keys = await before(services, deadline, openTenant(services, NO_TENANT))
      return journal(services, { keys, entry, actions: [], deadline })
    })
    if (written.outcome === 'COMMITTED') return plain(code, error instanceof ReplyError ? error.message : message)
    logFailure(of, { code: 'AUDIT_UNAVAILABLE', cause: causeOf(written) })
  } catch (cause) {
    logFailure(of, { code: 'AUDIT_UNAVAILABLE', cause })
  }
  return plain('AUDIT_UNAVAILABLE', REPLIES.AUDIT_UNAVAILABLE.message)
}

function plain(code: ReplyCode, message: string): Released {
  const reply = { errors: [{ message, extensions: { code } }] }
  return { status: REPLIES[code].status, reply, text: JSON.stringify(reply) }
}

function respond({ status, text }: Released, accept: string | undefined): APIGatewayProxyStructuredResultV2 {
  const type = /application\/graphql-response\+json/i.test(accept ?? '')
    ? 'application/graphql-response+json'
    : 'application/json'
  return {
    statusCode: status,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: text,
  }
}

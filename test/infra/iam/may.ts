import { holds } from './condition.ts'
import { NotModelled } from './errors.ts'
import type { Patterns, Policy, Statement } from './policy.ts'
import { isMeant, type Who } from './readPrincipals.ts'
import { contextValue, type Request } from './request.ts'
import { arnMatches, textPattern } from './text.ts'

/** All policies that have a say in a request. */
export interface Policies {
  readonly identity: readonly Policy[]
  /** The policy of the resource that is asked for; for AssumeRole the role's trust policy. */
  readonly resource?: Policy
  readonly boundary?: Policy
  /** The policies handed to AssumeRole when the session began: one of them has to allow. */
  readonly session?: readonly Policy[]
}

export type Decision =
  | { readonly allow: true; readonly by: string }
  | { readonly allow: false; readonly because: 'explicit deny'; readonly by: string }
  | { readonly allow: false; readonly because: 'no allow'; readonly in: keyof Policies }

/**
 * What IAM answers to a request within one account, and through which statement: `identity ReadCharts`.
 *
 * An explicit deny anywhere decides. Else an allow of the identity or of the resource is enough, but for a KMS key and a role
 * to assume, whose own policy has to name the principal or leave it to the account (reference_policies_evaluation-logic;
 * KMS key-policy-default). Boundary and session policies have to allow as well, unless the resource names everyone or a service.
 *
 * Not asked, for no policy of the account says it: organizations' control policies, KMS grants, endpoint policies, ACLs, and
 * whether a key is enabled.
 *
 * @throws NotModelled on a resource of another account, a key or role without its policy, a service with identity policies.
 */
export function may(policies: Policies, request: Request): Decision {
  const { identity, resource, boundary, session } = policies
  checkShape(policies, request)
  const layers: [keyof Policies, readonly Policy[]][] = [
    ['identity', identity],
    ['resource', resource === undefined ? [] : [resource]],
    ['boundary', boundary === undefined ? [] : [boundary]],
    ['session', session ?? []],
  ]
  for (const [layer, documents] of layers) {
    const deny = find(documents, 'Deny', request)[0]
    if (deny !== undefined) return { allow: false, because: 'explicit deny', by: `${layer} ${deny.sid}` }
  }

  const granting = find(resource === undefined ? [] : [resource], 'Allow', request)
  const toSession = granting.find((statement) => names(statement, ['anyone', 'service'], request))
  if (toSession !== undefined) return { allow: true, by: `resource ${toSession.sid}` }

  const toRole = granting.find((statement) => names(statement, ['role'], request))
  if (toRole === undefined && decidesAlone(request) && granting.length === 0)
    return { allow: false, because: 'no allow', in: 'resource' }
  const byIdentity = find(identity, 'Allow', request)[0]
  if (toRole === undefined && byIdentity === undefined) return { allow: false, because: 'no allow', in: 'identity' }
  if (boundary !== undefined && find([boundary], 'Allow', request).length === 0)
    return { allow: false, because: 'no allow', in: 'boundary' }
  if (session !== undefined && find(session, 'Allow', request).length === 0)
    return { allow: false, because: 'no allow', in: 'session' }
  return { allow: true, by: toRole === undefined ? `identity ${byIdentity?.sid}` : `resource ${toRole.sid}` }
}

/** A key or a role to assume is not open to the identity policies of its account unless its own policy says so. */
function decidesAlone({ action, resource }: Request): boolean {
  return isAssumed({ action, resource }) || (/^kms:/i.test(action) && /^arn:[^:]+:kms:[^:]*:[^:]*:key\//.test(resource))
}

function isAssumed({ action, resource }: Pick<Request, 'action' | 'resource'>): boolean {
  return /^sts:/i.test(action) && /^arn:[^:]+:iam::[^:]*:role\//.test(resource)
}

function checkShape({ identity, resource, boundary, session = [] }: Policies, request: Request): void {
  const { principal } = request
  if (decidesAlone(request) && resource === undefined)
    throw new NotModelled(`${request.resource}: expected its policy, which has a say`)
  if ([...identity, ...session, ...(boundary === undefined ? [] : [boundary])].some(({ kind }) => kind !== 'identity'))
    throw new NotModelled('a policy of a resource where one of an identity belongs')
  // A trust policy is about its role without saying so: beside another resource it would be about everything.
  if (resource !== undefined && resource.kind !== (isAssumed(request) ? 'trust' : 'resource'))
    throw new NotModelled(`${request.resource}: a policy of another kind than its own`)
  if (principal.type === 'Service') {
    if (identity.length + session.length > 0 || boundary !== undefined)
      throw new NotModelled(`${principal.service}: a service has no identity policies`)
    return
  }
  if (!/^arn:[a-z-]+:iam::\d{12}:role\//.test(principal.arn)) throw new NotModelled(`${principal.arn}: no role`)
  const account = request.resource.split(':')[4] ?? ''
  if (account !== '' && account !== principal.account)
    throw new NotModelled(`${request.resource}: of another account than the principal`)
}

/** The statements of an effect that apply to a request. */
function find(policies: readonly Policy[], effect: 'Allow' | 'Deny', request: Request): Statement[] {
  return policies.flatMap(({ statements }) =>
    statements.filter((statement) => statement.effect === effect && applies(statement, request)),
  )
}

/** Conditions last: whether a key is there is asked only by a statement that is otherwise about the request. */
function applies(statement: Statement, request: Request): boolean {
  const { actions, resources, principals, conditions } = statement
  const lookup = (key: string) => contextValue(request, key)
  const action = (pattern: string) => textPattern(pattern, { ignoreCase: true }).test(request.action)
  const resource = (pattern: string) => pattern === '*' || arnMatches(request.resource, pattern, lookup)
  return (
    (principals === null || principals.some((who) => isMeant(who, request))) &&
    among(actions, action) &&
    (resources === null || among(resources, resource)) &&
    conditions.every((condition) => holds(condition, request))
  )
}

function among({ not, any }: Patterns, matches: (pattern: string) => boolean): boolean {
  return any.some(matches) !== not
}

function names({ principals }: Statement, kinds: readonly Who['is'][], request: Request): boolean {
  return (principals ?? []).some((who) => kinds.includes(who.is) && isMeant(who, request))
}

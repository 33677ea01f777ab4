import type { Condition } from './condition.ts'
import { NotModelled } from './errors.ts'
import { elements, texts } from './json.ts'
import { readConditions } from './readConditions.ts'
import { readPrincipals, type Who } from './readPrincipals.ts'
import { arnParts, hasVariables } from './text.ts'

/** What a document is attached to: a role (also as boundary or session policy), a resource, or a role as its trust policy. */
export type PolicyKind = 'identity' | 'resource' | 'trust'

/** A list of patterns, or of those that are meant not (`NotAction`, `NotResource`). */
export interface Patterns {
  readonly not: boolean
  readonly any: readonly [string, ...string[]]
}

export interface Statement {
  /** Its Sid, `#2` for a third statement without one. */
  readonly sid: string
  readonly effect: 'Allow' | 'Deny'
  readonly actions: Patterns
  /** Null in a trust policy: it is about its role. */
  readonly resources: Patterns | null
  /** Null in an identity policy: it is about whom it is attached to. */
  readonly principals: readonly Who[] | null
  readonly conditions: readonly Condition[]
}

export interface Policy {
  readonly kind: PolicyKind
  readonly statements: readonly Statement[]
}

/**
 * Reads a policy document, parsed or as text.
 *
 * @throws NotModelled on everything that this evaluator would have to leave out: an unknown element, operator or principal,
 *   NotPrincipal, a version other than 2012-10-17 (older ones take variables for text).
 */
export function readPolicy(document: unknown, kind: PolicyKind): Policy {
  const parsed: unknown = typeof document === 'string' ? JSON.parse(document) : document
  const { Version, Statement, ...rest } = elements(parsed)
  refuseRest(rest, ['Id'])
  if (Version !== '2012-10-17') throw new NotModelled('Version: expected 2012-10-17')
  const statements = Array.isArray(Statement) ? Statement : [Statement]
  return { kind, statements: statements.map((statement, place) => readStatement(statement, { kind, place })) }
}

function readStatement(
  json: unknown,
  { kind, place }: { readonly kind: PolicyKind; readonly place: number },
): Statement {
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, Condition, ...rest } = elements(json)
  refuseRest(rest, [])
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new NotModelled('Effect: expected Allow or Deny')
  const actions = patterns({ is: Action, not: NotAction, name: 'Action' })
  for (const action of actions.any) checkAction(action)
  if ((Resource === undefined && NotResource === undefined) !== (kind === 'trust'))
    throw new NotModelled(`Resource: not as a ${kind} policy has it`)
  const resources = kind === 'trust' ? null : patterns({ is: Resource, not: NotResource, name: 'Resource' })
  for (const resource of resources?.any ?? []) checkResource(resource, { variables: !resources?.not })
  if ((Principal === undefined) !== (kind === 'identity'))
    throw new NotModelled(`Principal: not as a ${kind} policy has it`)
  return {
    sid: typeof Sid === 'string' ? Sid : `#${place}`,
    effect: Effect,
    actions,
    resources,
    principals: kind === 'identity' ? null : readPrincipals(Principal),
    conditions: Condition === undefined ? [] : readConditions(Condition),
  }
}

function patterns({ is, not, name }: { readonly is: unknown; readonly not: unknown; readonly name: string }): Patterns {
  if ((is === undefined) === (not === undefined)) throw new NotModelled(`${name} or Not${name}: expected one of them`)
  return { not: is === undefined, any: texts(is ?? not, name) }
}

function checkAction(action: string): void {
  if (action !== '*' && !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(action)) throw new NotModelled(`${action}: no action`)
}

/** Variables stand in the last part only; what NotResource means by one without a value is not documented. */
function checkResource(resource: string, { variables }: { readonly variables: boolean }): void {
  if (resource !== '*' && !resource.startsWith('arn:')) throw new NotModelled(`${resource}: no ARN`)
  if (!hasVariables(resource)) return
  const head = arnParts(resource, 6).slice(0, 5).join(':')
  if (!variables || head.includes('${')) throw new NotModelled(`${resource}: a variable that may not stand there`)
}

function refuseRest(rest: Readonly<Record<string, unknown>>, meaningless: readonly string[]): void {
  const unknown = Object.keys(rest).filter((name) => !meaningless.includes(name))
  if (unknown.length > 0) throw new NotModelled(`${unknown.join(', ')}: no such element`)
}

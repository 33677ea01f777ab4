import { NotModelled } from './errors.ts'
import { textPattern } from './text.ts'

/** A session of an IAM role. Policies name the role; the evaluator knows no session names. */
export interface RolePrincipal {
  readonly type: 'AWS'
  /** `arn:aws:iam::ACCOUNT:role/NAME`, whatever session is speaking. */
  readonly arn: string
  readonly account: string
  /** Session tags and the role's own tags. */
  readonly tags: Readonly<Record<string, string>>
}

/** An AWS service that calls in its own name, as `cloudfront.amazonaws.com`: it has no identity policies. */
export interface ServicePrincipal {
  readonly type: 'Service'
  readonly service: string
}

/** Values of condition keys: a list for the keys that the service authorization reference calls ArrayOf. */
export type Context = Readonly<Record<string, string | readonly string[]>>

/** One question to IAM: may this principal do this action to this resource? */
export interface Request {
  readonly principal: RolePrincipal | ServicePrincipal
  /** `service:Operation`. */
  readonly action: string
  readonly resource: string
  readonly context: Context
  /** Keys that are known not to be there, with wildcards (`aws:RequestTag/*`). To ask for any other key is an error. */
  readonly absent: readonly string[]
}

/**
 * The value that a request has for a condition key, undefined where the key is known to be absent. Names of keys are not
 * case-sensitive (IAM user guide, reference_policies_variables); an empty list is no value.
 *
 * @throws NotModelled when the request does not say whether the key is there.
 */
export function contextValue(request: Request, key: string): string | readonly string[] | undefined {
  const wanted = key.toLowerCase()
  const known = { ...request.context, ...principalKeys(request) }
  const found = Object.entries(known).filter(([name]) => name.toLowerCase() === wanted)
  if (found.length > 1) throw new NotModelled(`${key}: there twice`)
  const value = found[0]?.[1]
  if (value !== undefined) return value.length === 0 && typeof value !== 'string' ? undefined : value
  const absent = [...request.absent, ...PRINCIPAL_KEYS]
  if (absent.some((pattern) => textPattern(pattern, { ignoreCase: true }).test(key))) return undefined
  throw new NotModelled(`${key}: the request does not say whether it is there`)
}

/** The keys that follow from the principal alone; those that it has no value for are absent (a role has no user name). */
const PRINCIPAL_KEYS = ['aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalTag/*', 'aws:username']

function principalKeys({ principal }: Request): Context {
  if (principal.type === 'Service') return { 'aws:PrincipalIsAWSService': 'true' }
  const tags = Object.entries(principal.tags).map(([name, value]) => [`aws:PrincipalTag/${name}`, value])
  return {
    'aws:PrincipalArn': principal.arn,
    'aws:PrincipalAccount': principal.account,
    'aws:PrincipalIsAWSService': 'false',
    ...Object.fromEntries(tags),
  }
}

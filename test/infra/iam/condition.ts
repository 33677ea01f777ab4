import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { NotModelled } from './errors.ts'
import { contextValue, type Request } from './request.ts'
import { arnMatches, filledPattern, type Lookup } from './text.ts'

/** One line of a Condition element: `"SET:OperatorIfExists": { "key": values }`. */
export interface Condition {
  readonly operator: string
  readonly set: 'ForAllValues' | 'ForAnyValue' | null
  readonly ifExists: boolean
  readonly key: string
  readonly values: readonly [string, ...string[]]
}

interface Operator {
  /** Whether the value of the request and one value of the policy are as the operator's positive form says. */
  readonly matches: (given: string, wanted: string, lookup: Lookup) => boolean
  readonly negated?: true
  /** Whether its values may hold variables: those of text and ARNs (reference_policies_variables). */
  readonly variables?: 'text' | 'arn'
  /** @throws NotModelled on a value of the policy that is none of its kind. */
  readonly check?: (wanted: string) => unknown
}

const text = (options: { readonly wildcards: boolean; readonly ignoreCase: boolean }): Operator => ({
  matches: (given, wanted, lookup) => filledPattern(wanted, { lookup, ...options })?.test(given) ?? false,
  variables: 'text',
})
const measure = (read: (value: string) => number, holds: (given: number, wanted: number) => boolean): Operator => ({
  matches: (given, wanted) => holds(read(given), read(wanted)),
  check: read,
})
const not = (operator: Operator): Operator => ({ ...operator, negated: true })

const arn: Operator = { matches: arnMatches, variables: 'arn' }
const exact = text({ wildcards: false, ignoreCase: false })
const anyCase = text({ wildcards: false, ignoreCase: true })
const like = text({ wildcards: true, ignoreCase: false })
const address: Operator = { matches: (given, wanted) => network(wanted).check(given, family(given)), check: network }

const comparisons = (kind: string, read: (value: string) => number): Record<string, Operator> => ({
  [`${kind}Equals`]: measure(read, (given, wanted) => given === wanted),
  [`${kind}NotEquals`]: not(measure(read, (given, wanted) => given === wanted)),
  [`${kind}LessThan`]: measure(read, (given, wanted) => given < wanted),
  [`${kind}LessThanEquals`]: measure(read, (given, wanted) => given <= wanted),
  [`${kind}GreaterThan`]: measure(read, (given, wanted) => given > wanted),
  [`${kind}GreaterThanEquals`]: measure(read, (given, wanted) => given >= wanted),
})

/** The operators of reference_policies_elements_condition_operators, but BinaryEquals. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: exact,
  StringNotEquals: not(exact),
  StringEqualsIgnoreCase: anyCase,
  StringNotEqualsIgnoreCase: not(anyCase),
  StringLike: like,
  StringNotLike: not(like),
  ArnEquals: arn,
  ArnLike: arn,
  ArnNotEquals: not(arn),
  ArnNotLike: not(arn),
  IpAddress: address,
  NotIpAddress: not(address),
  Bool: { matches: (given, wanted) => truth(given) === truth(wanted), check: truth },
  Null: { matches: (given, wanted) => truth(given) === truth(wanted), check: truth },
  ...comparisons('Numeric', number),
  ...comparisons('Date', moment),
}

/** @throws NotModelled when there is no such operator. */
export function operatorNamed(name: string): Operator {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
  if (operator === undefined) throw new NotModelled(`${name}: no such condition operator`)
  return operator
}

/**
 * Whether a condition holds for a request. Values are OR, of a negated operator NOR. A key that is not there makes a
 * condition false, a negated one true, one with IfExists true; ForAllValues is true of no values and ForAnyValue false,
 * with IfExists or without (reference_policies_condition-single-vs-multi-valued-context-keys).
 *
 * @throws NotModelled on a key of several values without a set operator.
 */
export function holds(condition: Condition, request: Request): boolean {
  const { matches, negated = false } = operatorNamed(condition.operator)
  const lookup = (key: string) => contextValue(request, key)
  const one = (given: string) => condition.values.some((wanted) => matches(given, wanted, lookup)) !== negated
  const given = lookup(condition.key)
  if (condition.operator === 'Null') return one(String(given === undefined))
  if (condition.set !== null) {
    const all = typeof given === 'string' ? [given] : (given ?? [])
    return condition.set === 'ForAllValues' ? all.every(one) : all.some(one)
  }
  if (given === undefined) return negated || condition.ifExists
  if (typeof given !== 'string') throw new NotModelled(`${condition.key}: several values need a set operator`)
  return one(given)
}

function truth(value: string): boolean {
  if (!['true', 'false'].includes(value.toLowerCase())) throw new NotModelled(`${value}: neither true nor false`)
  return value.toLowerCase() === 'true'
}

function number(value: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(value)) throw new NotModelled(`${value}: no number`)
  return Number(value)
}

/** Milliseconds of an ISO 8601 date or of seconds since 1970. */
function moment(value: string): number {
  const at = /^\d{9,}$/.test(value) ? Number(value) * 1000 : Date.parse(value)
  if (Number.isNaN(at)) throw new NotModelled(`${value}: no date`)
  return at
}

function family(address: string): 'ipv4' | 'ipv6' {
  if (!isIPv4(address) && !isIPv6(address)) throw new NotModelled(`${address}: no address`)
  return isIPv4(address) ? 'ipv4' : 'ipv6'
}

function network(range: string): BlockList {
  const [address = '', prefix] = range.split('/')
  const kind = family(address)
  const list = new BlockList()
  list.addSubnet(address, prefix === undefined ? (kind === 'ipv4' ? 32 : 128) : number(prefix), kind)
  return list
}

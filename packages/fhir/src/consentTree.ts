import { type CodeTable, systems } from './consentCodes.ts'
import { codesOf, type Reach, readReaches } from './consentProvision.ts'
import type { ConsentRule } from './consentRule.ts'
import { element, isObject } from './json.ts'
import type { FhirResource } from './resource.ts'

type RuleType = ConsentRule['type']
interface TypedReach {
  readonly type: RuleType
  readonly reach: Reach
}

const policyRules: CodeTable = new Map([
  [`${systems.actCode}|OPTIN`, ['PERMIT']],
  [`${systems.actCode}|OPTOUT`, ['DENY']],
  // Ours: no base, the nested provisions are all there is.
  [`${systems.policyRule}|PROVISIONS`, ['PROVISIONS']],
])

/** The base rule of a Consent and the exceptions to it, flat; undefined if anything of them is not understood. */
export function readRules({ policyRule, provision }: FhirResource): readonly ConsentRule[] | undefined {
  const policy = policyRule === undefined ? [] : codesOf(element(policyRule, 'coding') ?? null, policyRules)
  if (policy === undefined || policy.length > 1) return undefined
  const found = readRoot(policy[0], provision)
  if (found === undefined) return undefined
  const rules = found.map(({ type, reach: { start, end, ...named } }) => ({
    type,
    ...named,
    ...(start !== undefined && { start: new Date(start).toISOString() }),
    ...(end !== undefined && { end: new Date(end).toISOString() }),
  }))
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()]
}

const everything: readonly Reach[] = [{}]

/**
 * http://hl7.org/fhir/R4/consent-definitions.html#Consent.provision.type: "Not permitted in root rule, required in all
 * nested rules". The root then is of the type that policyRule says; but R4's own examples name actors and purposes there
 * both for whom the base policy holds and for whom it does not, so such a root is not understood. Its period is, by
 * definition, when the rule is valid.
 */
function readRoot(policy: string | undefined, root: unknown): readonly TypedReach[] | undefined {
  const type = typeOf(element(root, 'type'))
  const opted = policy === 'PERMIT' || policy === 'DENY' ? policy : undefined
  if (root === undefined && opted !== undefined) return [{ type: opted, reach: {} }]
  if (policy === 'PROVISIONS') {
    if (root === undefined) return []
    return namesOnly(root, []) ? readNested(element(root, 'provision'), everything) : undefined
  }
  if (type !== undefined) {
    const rules = readProvision(root, type, everything)
    // Who opted out has denied all that no provision permits.
    return opted === 'DENY' && rules ? [{ type: 'DENY', reach: {} }, ...rules] : rules
  }
  return opted !== undefined && namesOnly(root, ['period']) ? readProvision(root, opted, everything) : undefined
}

function namesOnly(provision: unknown, names: readonly string[]): boolean {
  const allowed = ['id', 'extension', 'provision', ...names]
  return isObject(provision) && Object.keys(provision).every((name) => allowed.includes(name))
}

function typeOf(code: unknown): RuleType | undefined {
  return code === 'permit' ? 'PERMIT' : code === 'deny' ? 'DENY' : undefined
}

// Alternatives multiply with each level; no consent that somebody has signed has as many.
const mostReaches = 100

function readProvision(
  provision: unknown,
  type: RuleType,
  parents: readonly Reach[],
): readonly TypedReach[] | undefined {
  const own = readReaches(provision, type)
  if (own === undefined || own.length * parents.length > mostReaches) return undefined
  const reaches: Reach[] = []
  for (const one of own) {
    const within = parents.filter((parent) => type === 'DENY' || !reachesBeyond(one, parent))
    // An exception that permits what its parent is not about is none.
    if (within.length === 0 && parents.length > 0) return undefined
    reaches.push(...within.flatMap((parent) => narrowed(parent, one)))
  }
  const nested = readNested(element(provision, 'provision'), reaches)
  return nested && [...reaches.map((reach) => ({ type, reach })), ...nested]
}

function readNested(provisions: unknown, parents: readonly Reach[]): readonly TypedReach[] | undefined {
  if (provisions === undefined) return []
  if (!Array.isArray(provisions) || provisions.length === 0) return undefined
  const found: TypedReach[] = []
  for (const provision of provisions) {
    const type = typeOf(element(provision, 'type'))
    const rules = type && readProvision(provision, type, parents)
    if (rules === undefined) return undefined
    found.push(...rules)
  }
  return found
}

const dimensions = ['classes', 'segments', 'roles', 'persons', 'purposes'] as const

function reachesBeyond(child: Reach, parent: Reach): boolean {
  return dimensions.some((name) => child[name]?.some((value) => parent[name]?.includes(value) === false))
}

// What the child does not name is as its parent names it; none, if their periods have no moment in common.
function narrowed(parent: Reach, child: Reach): readonly Reach[] {
  const start = Math.max(parent.start ?? Number.NEGATIVE_INFINITY, child.start ?? Number.NEGATIVE_INFINITY)
  const end = Math.min(parent.end ?? Number.POSITIVE_INFINITY, child.end ?? Number.POSITIVE_INFINITY)
  if (start >= end) return []
  const { start: _, end: __, ...named } = { ...parent, ...child }
  return [{ ...named, ...(Number.isFinite(start) && { start }), ...(Number.isFinite(end) && { end }) }]
}

import { EXCEPTIONS, excuses } from '../rules/exceptions.ts'
import { RULES } from '../rules/index.ts'
import { findings, type Rule } from '../rules/rule.ts'
import { graphFrom, type PolicyResource } from './graphFrom.ts'

type Report = (message: string, urn?: string) => void

/** A policy as @pulumi/policy 1.21 takes it. */
export interface Policy {
  readonly name: string
  readonly description: string
  readonly validateResource?: (resource: PolicyResource, report: Report) => void
  readonly validateStack?: (stack: { readonly resources: readonly PolicyResource[] }, report: Report) => void
}

/** Rules of what Pulumi tells no policy: whether a resource is kept, which of its inputs are secret, how the app is removed. */
export const UNTOLD: ReadonlySet<string> = new Set([
  'heldRetained',
  'environmentNoSecret',
  'edgeKnownToOrigin',
  'removalHeld',
])

/**
 * Each rule as a policy. One that looks at a resource alone is asked before the resource is made or changed; the others
 * when all are, since they are of how resources go together.
 */
export function policies(): readonly Policy[] {
  return Object.entries(RULES)
    .filter(([id]) => !UNTOLD.has(id))
    .map(([id, rule]) => {
      const policy = { name: id, description: `${rule.says} (${rule.source})` }
      return looksAtOne(rule)
        ? { ...policy, validateResource: (one: PolicyResource, report: Report) => ask(id, rule, [one], report) }
        : {
            ...policy,
            validateStack: ({ resources }: { resources: readonly PolicyResource[] }, report: Report) =>
              ask(id, rule, resources, report),
          }
    })
}

/** Whether it takes a resource and no graph, by its parameters. */
function looksAtOne({ check, where }: Rule): boolean {
  return check.length === 1 && (where === undefined || where.length < 2)
}

function ask(id: string, rule: Rule, resources: readonly PolicyResource[], report: Report): void {
  const graph = graphFrom(resources)
  const urns = new Map(resources.map(({ name, urn }) => [name, urn]))
  for (const found of findings({ [id]: rule }, graph))
    if (!EXCEPTIONS.some((one) => excuses(one, found, graph)))
      report(`${found.resource}: ${found.wrong}`, urns.get(found.resource))
}

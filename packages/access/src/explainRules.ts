import { type Explained, type Found, lineOf, namesOf } from './explained.ts'
import type { Selection } from './guard.ts'
import type { FieldMap, Plan, PlanRule } from './plan.ts'
import type { Policy } from './policy.ts'

/** What an operation comes to by the schema alone, whoever the patient is: what holds for the whole house, and what else would take. */
export function explainRules({
  policy,
  plan,
  selection,
}: {
  readonly policy: Policy
  readonly plan: Plan
  readonly selection: Selection
}): readonly Explained[] {
  const rows: Explained[] = []
  const names = (bits: number) => namesOf(policy, bits).join(', ')
  const ruled = ({ full, masked, mask }: PlanRule): Found => {
    const part = mask === null ? 0 : masked
    const words = [
      ...(full === 0 ? [] : [`in ${names(full)}`]),
      ...(part === 0 ? [] : [`in part (${mask}) in ${names(part)}`]),
    ]
    if (words.length === 0) return { outcome: 'DENIED', reason: `no grant to ${plan.role} for ${plan.purpose}` }
    const house = policy.relations.TENANT
    const outcome = (full & house) !== 0 ? 'ALLOWED' : (part & house) !== 0 ? 'MASKED' : 'DENIED'
    return { outcome, reason: `${plan.role} ${words.join('; ')}` }
  }
  const walk = (fields: FieldMap, above: string, held: Found): void => {
    for (const node of Object.values(fields)) {
      if (!selection.holds(node.when)) continue
      const path = above === '' ? node.key : `${above}.${node.key}`
      const found = node.rule === null ? held : ruled(node.rule)
      rows.push({ path, coordinate: node.coordinate, ...found, line: lineOf(policy, node) })
      for (const below of Object.values(node.types)) walk(below, path, found)
    }
  }
  walk(plan.roots, '', { outcome: 'ALLOWED', reason: '' })
  return rows
}

import { classBits } from './consent.ts'
import { type Explained, type Found, lineOf, namesOf } from './explained.ts'
import type { Selection } from './guard.ts'
import { fieldRule, readNeeds } from './needs.ts'
import type { FieldMap, Plan, PlanNode, PlanRule } from './plan.ts'
import type { Policy } from './policy.ts'
import type { Refusal, ViewPlace } from './release.ts'
import type { Standing } from './standing.ts'

interface Options {
  readonly policy: Policy
  readonly plan: Plan
  readonly selection: Selection
  readonly places: readonly ViewPlace[]
  readonly refusals: readonly Refusal[]
  /** Whether who is told may know what patients permit, as far as the caller may. */
  readonly namesConsent: boolean
  /** How the caller stands to a patient whose record was handed over. */
  readonly standing: (patient: string) => Standing | undefined
}

/** Why each response key of a request that has run is, or is not, what it could be: read off the decisions it made. */
export function explain(options: Options): readonly Explained[] {
  return new Explanation(options).rows
}

class Explanation {
  readonly rows: Explained[] = []
  readonly #o: Options
  readonly #places: ReadonlyMap<string, readonly ViewPlace[]>
  readonly #refusals: ReadonlyMap<string, Refusal>

  constructor(options: Options) {
    this.#o = options
    this.#places = Map.groupBy(options.places, (place) => keysOf(place.field))
    this.#refusals = new Map(options.refusals.map((refusal) => [keysOf(refusal.path), refusal]))
    this.#walk(options.plan.roots, '', { holders: [], within: [] })
  }

  /** `holders`: the records whose fields these are; `within`: what became of the field whose value's parts they are. */
  #walk(
    fields: FieldMap,
    above: string,
    of: { readonly holders: readonly ViewPlace[]; readonly within: readonly Found[] },
  ): void {
    for (const node of Object.values(fields)) {
      if (!this.#o.selection.holds(node.when)) continue
      const path = above === '' ? node.key : `${above}.${node.key}`
      const found = this.#found(node, path, of)
      const records = node.type.kind === 'record' ? (this.#places.get(path) ?? []) : []
      const nowhere = node.type.kind === 'record' && records.length === 0
      for (const one of found) this.#add(node, path, nowhere && one.outcome === 'ALLOWED' ? NONE : one)
      const within = found.filter(({ outcome }) => outcome === 'ALLOWED' || outcome === 'MASKED')
      const below = Object.values(node.types)[0]
      if (below !== undefined && within.length > 0 && !nowhere) this.#walk(below, path, { holders: records, within })
    }
  }

  #found(
    node: PlanNode,
    path: string,
    { holders, within }: { readonly holders: readonly ViewPlace[]; readonly within: readonly Found[] },
  ): readonly Found[] {
    const { role, purpose } = this.#o.plan
    const refusal = this.#refusals.get(path)
    if (refusal !== undefined) {
      const none =
        node.rule?.full === 0 ? `no grant to ${role} for ${purpose}` : 'what it asks by, or for, is not granted'
      return [{ outcome: 'DENIED', reason: refusal.detail ?? none }]
    }
    const { rule } = node
    if (rule === null) return within
    if (rule.class === null) return [{ outcome: 'ALLOWED', reason: `${role} may call it for ${purpose}` }]
    const all = holders.map((holder) => this.#decided(node, rule, holder))
    return [...new Map(all.map((one) => [`${one.outcome} ${one.reason}`, one])).values()]
  }

  #decided(node: PlanNode, rule: PlanRule, { permit, shape }: ViewPlace): Found {
    const outcome = shape.keys.get(node.key) ?? 'denied'
    const { role } = this.#o.plan
    const by = (bits: number) => {
      const relations = this.#names(bits & permit.bits)
      const purpose = relations.includes('BREAK_GLASS') ? 'ETREAT' : this.#o.plan.purpose
      return `${role} in ${relations.join(' and ')} for ${purpose}`
    }
    if (outcome === 'masked')
      return {
        outcome: 'MASKED',
        reason: `in part (${rule.mask}): ${by(rule.masked)}; ${this.#missing(rule.full, permit)}`,
      }
    if (outcome !== 'denied') return { outcome: 'ALLOWED', reason: by(rule.full) }
    const granted = rule.full | (rule.mask === null ? 0 : rule.masked)
    if ((granted & permit.bits) !== 0) return { outcome: 'DENIED', reason: this.#withheld(rule.class ?? '', permit) }
    return { outcome: 'DENIED', reason: this.#missing(granted, permit) }
  }

  /** What would have to tie the caller to the patient, and since when it does not. */
  #missing(bits: number, { bits: tied, patient }: ViewPlace['permit']): string {
    const { role, purpose } = this.#o.plan
    const names = this.#names(bits & ~tied)
    if (names.length === 0) return `no grant to ${role} for ${purpose}`
    const standing = patient === null ? undefined : this.#o.standing(patient)
    const words = names.map((name) => {
      const ended = standing?.ended(name) ?? null
      return `${MISSING[name] ?? `not ${name}`}${ended === null ? '' : ` since ${new Date(ended).toISOString().slice(0, 10)}`}`
    })
    return words.join(', ')
  }

  /** Who may not read what the patient has permitted is not told that it is the reason. */
  #withheld(name: string, { patient, bits, reached }: ViewPlace['permit']): string {
    const { policy, plan } = this.#o
    if (patient !== null && this.#o.standing(patient)?.tie.relation === 'PROXY')
      return `${name} is not within what this proxy sees`
    const consents = readNeeds({ policy, coordinate: 'Patient.consents', role: plan.role, purpose: plan.purpose })
    const consentBit = classBits(policy).get(fieldRule(policy, 'Patient.consents')?.class ?? '') ?? 0
    const reads = this.#o.namesConsent && (consents.full & bits) !== 0 && (reached & consentBit) !== 0
    return reads ? `the patient's consent does not leave ${name} to the caller` : `${name} is withheld here`
  }

  #names(bits: number): readonly string[] {
    return namesOf(this.#o.policy, bits)
  }

  #add(node: PlanNode, path: string, { outcome, reason }: Found): void {
    this.rows.push({ path, coordinate: node.coordinate, outcome, reason, line: lineOf(this.#o.policy, node) })
  }
}

const NONE: Found = { outcome: 'ABSENT', reason: 'there is none that the caller may know of' }

const MISSING: Readonly<Record<string, string>> = {
  SELF: 'not the own chart',
  PROXY: 'no proxy',
  CARE_TEAM: 'no care-team relation',
  TENANT: 'not in an emergency',
  BREAK_GLASS: 'no emergency access',
  AUTHOR: 'not the author',
}

function keysOf(path: readonly (string | number)[]): string {
  return path.filter((key) => typeof key === 'string').join('.')
}

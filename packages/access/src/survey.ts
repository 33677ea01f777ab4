import { admits } from './admits.ts'
import type { Caller } from './caller.ts'
import { segmentBits } from './consent.ts'
import { AccessError } from './errors.ts'
import { fieldRule, readNeeds } from './needs.ts'
import { Permit } from './permit.ts'
import type { Policy } from './policy.ts'
import { existsFor, type Reading, reaches, readsWhole } from './reading.ts'
import type { Fact, Tie } from './relation.ts'
import { type Known, Standing } from './standing.ts'
import type { TenantRules } from './tenantRules.ts'

/** What somebody reads of a chart, as names of data classes, and of which segments beside NORMAL he learns; sorted. */
export interface Readable {
  readonly reads: readonly string[]
  /** In part: under a mask, or of some records only, such as the patient's own where a consent closes the rest. */
  readonly masked: readonly string[]
  readonly segments: readonly string[]
}

/** Whether the schema lets this caller ask who may read what. */
export function mayReview({ policy, caller }: { readonly policy: Policy; readonly caller: Caller }): boolean {
  return admits({ policy, caller, audience: 'REVIEWERS', bits: policy.relations.TENANT })
}

interface Options {
  readonly policy: Policy
  readonly rules: TenantRules
  readonly reviewer: Caller
  readonly patient: string
  readonly now: number
}

/** Who may read what of one patient, asked by a reviewer. It decides for others, and opens nothing for them. */
export class Survey {
  readonly #o: Options

  /** @throws AccessError ERR_ACCESS_REVIEWER if the schema does not let the caller ask */
  constructor(options: Options) {
    if (!mayReview({ policy: options.policy, caller: options.reviewer })) throw new AccessError('ERR_ACCESS_REVIEWER')
    this.#o = options
  }

  /** A permit to open of the patient's own record what decisions rest on: consents, and where one is a proxy the birth date. */
  decisionPermit(facts: readonly Fact[]): Permit {
    const { policy, reviewer, patient } = this.#o
    const proxied = facts.some(({ relation }) => relation === 'PROXY')
    const wanted = ['Patient.consents', ...(proxied ? ['Patient.birthDate'] : [])]
    return new Permit({
      tenant: reviewer.tenant,
      type: 'Patient',
      id: patient,
      patient,
      bits: 0,
      segments: 0,
      reached: 0,
      classes: new Set(wanted.flatMap((coordinate) => fieldRule(policy, coordinate)?.class ?? [])),
      issuer: this,
    })
  }

  /**
   * What a membership reads, under whichever of its purposes, of a chart whose records are NORMAL; `head`: the segments
   * of the patient's own record, as bits. What is its author's alone is not counted.
   */
  of(
    callers: readonly Caller[],
    { known, head }: { readonly known: Known; readonly head: number },
  ): Readable & { readonly tie: Tie | undefined } {
    const standings = callers.map((caller) => ({
      caller,
      standing: new Standing({ ...this.#o, caller }, this.#o.patient, known),
    }))
    const found = standings.map((one) => this.#readable({ ...one, head }))
    const all = (name: keyof Readable) => [...new Set(found.flatMap((one) => one[name]))].sort()
    const reads = all('reads')
    const masked = all('masked').filter((name) => !reads.includes(name))
    return { tie: standings[0]?.standing.tie, reads, masked, segments: all('segments') }
  }

  #readable(of: { readonly caller: Caller; readonly standing: Standing; readonly head: number }): Readable {
    const { caller, standing, head } = of
    const { policy } = this.#o
    const reading = (segments: number, isHead: boolean): Reading => {
      const reach = standing.reach({ segments, author: false }, { head: isHead })
      return { policy, caller, reach }
    }
    const own = reading(head, true)
    // Every way to a chart leads through the patient's own record.
    if (!existsFor(own, 'Patient')) return { reads: [], masked: [], segments: [] }
    const labels = segmentBits(policy)
    const normal = reading(labels.get('NORMAL') ?? 0, false)
    const outcomes = new Map<string, Set<Outcome>>()
    for (const [type, { patient, fields }] of Object.entries(policy.records)) {
      if (patient === null) continue
      const asked = patient === 'id' ? own : normal
      const there = existsFor(asked, type)
      for (const [name, { class: dataClass }] of Object.entries(fields))
        outcomes.set(
          dataClass,
          (outcomes.get(dataClass) ?? new Set()).add(there ? outcomeOf(asked, `${type}.${name}`) : 'NONE'),
        )
    }
    const named = (test: (seen: ReadonlySet<Outcome>) => boolean) =>
      [...outcomes].flatMap(([name, seen]) => (test(seen) ? [name] : []))
    const learnt = [...labels].filter(([name, bit]) => name !== 'NORMAL' && isLearnt(reading(bit, false)))
    return {
      reads: named((seen) => seen.size === 1 && seen.has('WHOLE')),
      masked: named((seen) => seen.size > 1 || seen.has('PART')),
      segments: learnt.map(([name]) => name),
    }
  }
}

type Outcome = 'WHOLE' | 'PART' | 'NONE'

function outcomeOf(of: Reading, coordinate: string): Outcome {
  if (readsWhole(of, coordinate)) return 'WHOLE'
  const { policy, caller, reach } = of
  const rule = fieldRule(policy, coordinate)
  const { masked } = readNeeds({ policy, coordinate, role: caller.role, purpose: caller.purposeOfUse })
  return rule?.mask && (masked & reach.bits) !== 0 && reaches(policy, reach.classes, rule.class) ? 'PART' : 'NONE'
}

/** Whether a record of the chart that is so labelled is there for him. */
function isLearnt(of: Reading): boolean {
  return Object.entries(of.policy.records).some(
    ([type, { patient }]) => patient !== null && patient !== 'id' && existsFor(of, type),
  )
}

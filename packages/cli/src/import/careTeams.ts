import { appointmentMemberships, careTeamMemberships, encounterMemberships, type FhirResource } from '@wardgraph/fhir'
import type { Relation } from '@wardgraph/records'
import type { Resolver } from './resolver.ts'

/** Who takes part in a visit treats the patient so many days longer. */
const DAYS_AFTER_ENCOUNTER = 30
const DAY = 24 * 60 * 60 * 1000

/** A relation of a resource whose patient is not yet known to be there. */
export type Candidate = Omit<Relation, 'patient'>

/** What a resource of each type makes of a place in the care team. */
const BASES: Readonly<Record<string, Relation['basis']>> = {
  Encounter: 'encounter',
  CareTeam: 'careteam',
  Appointment: 'appointment',
}

/** Who treats the patient of an Encounter, a CareTeam or an Appointment, in periods moved by `shift` ms. */
export function candidates(of: {
  readonly resource: FhirResource
  readonly resolver: Resolver
  readonly shift: number
}): readonly Candidate[] {
  const { resource, resolver, shift } = of
  const basis = BASES[resource.resourceType] ?? 'encounter'
  const memberships = [
    ...encounterMemberships({ resource, days: DAYS_AFTER_ENCOUNTER }),
    ...careTeamMemberships(resource),
    ...appointmentMemberships(resource),
  ]
  return memberships.flatMap(({ practitioner, start, end }) => {
    const target = resolver.resolve(practitioner)
    if (target?.type !== 'Practitioner') return []
    return [{ actor: target.id, start: start + shift, end: end === null ? null : end + shift, basis }]
  })
}

/** How far periods move so that the day of `asOf` is today, in whole days. */
export function dayShift({ asOf, now }: { readonly asOf: number | undefined; readonly now: number }): number {
  return asOf === undefined ? 0 : Math.floor((now - asOf) / DAY) * DAY
}

/**
 * Which of two relations of the same two stays: one that is live now, else the one that ends later, else the one that
 * starts later. The order in which many are compared does not matter.
 */
export function better(a: Relation, b: Relation, now: number): Relation {
  const [x, y] = [rank(a, now), rank(b, now)]
  const differing = x.findIndex((value, place) => value !== y[place])
  if (differing === -1) return a.basis <= b.basis ? a : b
  return (x[differing] ?? 0) > (y[differing] ?? 0) ? a : b
}

function rank({ start, end }: Relation, now: number): readonly number[] {
  const live = start <= now && (end === null || now < end)
  return [live ? 1 : 0, end ?? Number.POSITIVE_INFINITY, start]
}

/** The relations that an import brings, the best of each pair. */
export class CareTeams {
  readonly #now: number
  readonly #best = new Map<string, Relation>()

  constructor({ now }: { readonly now: number }) {
    this.#now = now
  }

  /** Takes what a stored resource says of its patient. */
  add(patient: string, found: readonly Candidate[]): void {
    for (const candidate of found) {
      const relation = { ...candidate, patient }
      const name = `${patient} ${relation.actor}`
      const known = this.#best.get(name)
      this.#best.set(name, known === undefined ? relation : better(known, relation, this.#now))
    }
  }

  /** Every relation found. */
  relations(): readonly Relation[] {
    return [...this.#best.values()]
  }
}

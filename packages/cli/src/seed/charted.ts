import { referenceTo, type SeedResource, synthetic } from './fhirJson.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import type { TenantName } from './staff.ts'
import type { VisitWithRounds } from './visits.ts'

/** What the rest of a chart is made from. */
export interface Charted {
  readonly tenant: TenantName
  /** The patient's source id. */
  readonly patient: string
  readonly person: Person
  readonly isAdult: boolean
  /** Oldest first; there is always one. */
  readonly visits: readonly VisitWithRounds[]
  readonly findings: readonly SeedResource[]
  readonly random: Random
}

/** The first visit and the last. */
export function endsOf({ visits }: Pick<Charted, 'visits'>): {
  readonly first: VisitWithRounds
  readonly last: VisitWithRounds
} {
  const [first, last] = [visits[0], visits.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a chart without a visit')
  return { first, last }
}

/** What each resource of a chart begins with. */
export function headOf(resourceType: string, id: string) {
  return { resourceType, id, meta: synthetic }
}

/** The subject, visit and moment of what came of a visit. */
export function within({ patient, visit }: { readonly patient: string; readonly visit: VisitWithRounds }) {
  return { subject: referenceTo('Patient', patient), encounter: referenceTo('Encounter', visit.id) }
}

/** The day of a moment, YYYY-MM-DD. */
export function dayOf(moment: string | number): string {
  return new Date(moment).toISOString().slice(0, 10)
}

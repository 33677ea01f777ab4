import type { Visit } from './encounter.ts'
import { courses, type Person } from './people.ts'
import type { Random } from './random.ts'
import { carersOf, type TenantName } from './staff.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** A visit with the times at which something was measured in it. */
export interface VisitWithRounds extends Visit {
  readonly rounds: readonly string[]
}

/** A person's visits, oldest first; `today` is the beginning of a UTC day in milliseconds. */
export function visitsOf(options: {
  readonly tenant: TenantName
  readonly patient: string
  readonly index: number
  readonly person: Person
  readonly today: number
  readonly random: Random
}): readonly VisitWithRounds[] {
  const { tenant, patient, index, person, today, random } = options
  const offsets = courses[person.course]
  return offsets.map((offset, visit) => {
    const isLast = visit === offsets.length - 1
    // The last visit decides who treats the patient now; before, the carers took turns.
    const { doctor, nurse } = carersOf(tenant, index + offsets.length - 1 - visit)
    const start = today + offset * day + (8 * 60 + Math.floor(random.between(0, 96)) * 5) * minute
    const shared = { id: `${patient}-v${visit + 1}`, patient, doctor, nurse, start: timestamp(start) }
    if (person.course !== 'ward' || !isLast) {
      const rounds = [timestamp(start + 10 * minute)]
      return { ...shared, setting: 'office', end: timestamp(start + 25 * minute), rounds }
    }
    const mornings = Array.from(
      { length: -offset - 1 },
      (_, after) => today + (offset + after + 1) * day + 450 * minute,
    )
    return { ...shared, setting: 'ward', end: null, rounds: [start + 30 * minute, ...mornings].map(timestamp) }
  })
}

/** A moment as FHIR writes it, in UTC. */
function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z')
}

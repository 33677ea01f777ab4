import { type Charted, dayOf, endsOf, headOf } from './charted.ts'
import { concept, referenceTo, type SeedResource, systems } from './fhirJson.ts'

/** A vaccine: its CVX code (https://www2.cdc.gov/vaccines/iis/iisstandards/vaccines.asp?rpt=cvx) and name. */
type Vaccine = readonly [code: string, name: string]
const influenza: Vaccine = ['140', 'Influenza, seasonal, injectable, preservative free']
const tdap: Vaccine = ['115', 'Tdap']
const pneumococcal: Vaccine = ['33', 'pneumococcal polysaccharide vaccine, 23 valent']

/** At how many months a child had which. */
const childhood: readonly (readonly [months: number, vaccine: Vaccine])[] = [
  [2, ['20', 'DTaP']],
  [2, ['10', 'IPV']],
  [12, ['03', 'MMR']],
  [12, ['21', 'varicella']],
]

const month = 30 * 24 * 3600 * 1000

/** Influenza at the first visit; before it a child's first ones, an adult's tetanus, an old adult's pneumococci. */
export function immunizationsOf(charted: Charted): readonly SeedResource[] {
  const { person, isAdult } = charted
  const { first } = endsOf(charted)
  const birth = Date.parse(person.birthDate)
  const isOld = Date.parse(first.start) - birth > 65 * 365.25 * 24 * 3600 * 1000
  const years = Date.parse(first.start) - 24 * month
  const earlier: readonly (readonly [at: number, vaccine: Vaccine])[] = isAdult
    ? [[years, tdap], ...(isOld ? ([[years, pneumococcal]] as const) : [])]
    : childhood.map(([months, vaccine]) => [birth + months * month, vaccine])
  const reported = earlier.map(([at, vaccine]) => ({ vaccine, at: dayOf(at), primarySource: false }))
  return [...reported, { vaccine: influenza, at: first.start, primarySource: true }].map((given, nth) =>
    immunization(charted, { ...given, nth }),
  )
}

function immunization(
  charted: Charted,
  of: { readonly nth: number; readonly vaccine: Vaccine; readonly at: string; readonly primarySource: boolean },
): SeedResource {
  const { first } = endsOf(charted)
  const { patient } = charted
  const { nth, vaccine, at, primarySource } = of
  return {
    ...headOf('Immunization', `${patient}-i${nth + 1}`),
    status: 'completed',
    vaccineCode: concept(systems.cvx, ...vaccine),
    patient: referenceTo('Patient', patient),
    occurrenceDateTime: at,
    primarySource,
    ...(primarySource && {
      encounter: referenceTo('Encounter', first.id),
      performer: [{ actor: referenceTo('Practitioner', first.nurse) }],
    }),
  }
}

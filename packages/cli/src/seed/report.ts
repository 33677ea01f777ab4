import { type Charted, endsOf, headOf, within } from './charted.ts'
import { type Coded, concept, referenceTo, type SeedResource, systems } from './fhirJson.ts'

const section = 'http://terminology.hl7.org/CodeSystem/v2-0074'
/** LOINC. */
const kinds: Readonly<Record<'laboratory' | 'bedside', { code: Coded; category: Coded; conclusion: string }>> = {
  laboratory: {
    code: ['11502-2', 'Laboratory report'],
    category: ['LAB', 'Laboratory'],
    conclusion: 'Compared with the visit before; see the flags of each result.',
  },
  bedside: {
    code: ['8716-3', 'Vital signs note'],
    category: ['PF', 'Pulmonary function and bedside measurements'],
    conclusion: 'Measured at rest.',
  },
}

/** The last visit's laboratory results in one report; where there were none, what was measured at the bedside. */
export function reportOf(charted: Charted): readonly SeedResource[] {
  const { patient, findings } = charted
  const { last } = endsOf(charted)
  const [time = last.start] = last.rounds
  const found = findings.filter(
    ({ encounter, effectiveDateTime }) => isOf(encounter, last.id) && effectiveDateTime === time,
  )
  const labs = found.filter(({ category }) => JSON.stringify(category).includes('"laboratory"'))
  const results = labs.length > 0 ? labs : found
  const { code, category, conclusion } = labs.length > 0 ? kinds.laboratory : kinds.bedside
  return [
    {
      ...headOf('DiagnosticReport', `${patient}-report`),
      status: 'final',
      category: [concept(section, ...category)],
      code: concept(systems.loinc, ...code),
      ...within({ patient, visit: last }),
      effectiveDateTime: time,
      issued: time,
      performer: [referenceTo('Practitioner', last.doctor)],
      result: results.map(({ id }) => referenceTo('Observation', id)),
      conclusion,
    },
  ]
}

function isOf(encounter: unknown, id: string): boolean {
  return JSON.stringify(encounter) === JSON.stringify(referenceTo('Encounter', id))
}

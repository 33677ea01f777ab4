import { type Charted, endsOf, headOf } from './charted.ts'
import { type Coded, concept, referenceTo, type SeedResource, systems } from './fhirJson.ts'
import { problems } from './problems.ts'
import { organizationId } from './staff.ts'

const category = 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category'

/** The note of the last visit, LOINC: on a ward its admission's, else the progress note. */
export function documentOf(charted: Charted): readonly SeedResource[] {
  const { tenant, patient, person } = charted
  const { last } = endsOf(charted)
  const isWard = last.setting === 'ward'
  const type: Coded = isWard ? ['34117-2', 'History and physical note'] : ['11506-3', 'Progress note']
  const names = person.problems.map((name) => problems[name].display)
  const text = `${type[1]} (demonstration). ${names.length === 0 ? 'No active problem.' : `${names.join(', ')}.`}\n`
  return [
    {
      ...headOf('DocumentReference', `${patient}-note`),
      status: 'current',
      docStatus: 'final',
      type: concept(systems.loinc, ...type),
      category: [concept(category, 'clinical-note', 'Clinical Note')],
      subject: referenceTo('Patient', patient),
      date: last.start,
      author: [referenceTo('Practitioner', last.doctor)],
      custodian: referenceTo('Organization', organizationId(tenant)),
      description: type[1],
      content: [
        {
          attachment: {
            contentType: 'text/plain',
            data: Buffer.from(text).toString('base64'),
            size: Buffer.byteLength(text),
            title: type[1],
            creation: last.start,
          },
        },
      ],
      context: { encounter: [referenceTo('Encounter', last.id)], period: { start: last.start } },
    },
  ]
}

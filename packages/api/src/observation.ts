import type { Content } from '@wardgraph/records'
import { chart } from './chart.ts'
import { isGiven } from './elementInput.ts'
import { history } from './history.ts'
import { badInput } from './people.ts'
import { recording } from './recording.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

const COMPONENT_VALUES = ['valueQuantity', 'valueCodeableConcept', 'valueString']
const VALUES = [...COMPONENT_VALUES, 'component']

/** Findings: in a chart, taken down and changed, and the ways to patient, visit and staff. */
export const observation: readonly Registered[] = [
  chart('Patient.observations', 'Observation'),
  ...recording({
    type: 'Observation',
    required: [['status'], ['code'], VALUES],
    choices: [
      [...VALUES, 'valueBoolean', 'dataAbsentReason'],
      ['effectiveDateTime', 'effectivePeriod'],
    ],
    codes: {
      // http://hl7.org/fhir/R4/valueset-observation-status.html
      status: [
        'registered',
        'preliminary',
        'final',
        'amended',
        'corrected',
        'cancelled',
        'entered-in-error',
        'unknown',
      ],
    },
    fill: ({ now, by }) => ({
      status: 'final',
      effectiveDateTime: now,
      issued: now,
      performer: by === null ? null : [by],
    }),
    amended: { status: 'amended' },
    check: checkValues,
  }),
  reference('Observation.subject'),
  reference('Observation.encounter'),
  reference('Observation.performer'),
  reference('Observation.hasMember'),
  reference('Observation.derivedFrom'),
  history('Observation'),
]

function checkValues(given: Content): void {
  const components = Array.isArray(given.component) ? given.component : []
  for (const component of components)
    if (COMPONENT_VALUES.filter((name) => isGiven(component[name])).length !== 1)
      throw badInput(`component: expected exactly one of ${COMPONENT_VALUES.join(', ')}.`)
}

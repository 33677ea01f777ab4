import { chart } from './chart.ts'
import { history } from './history.ts'
import { recording } from './recording.ts'
import { reference } from './reference.ts'
import type { Registered } from './registry.ts'

/** Goals: in a chart, and the ways from them. */
export const goal: readonly Registered[] = [
  chart('Patient.goals', 'Goal'),
  history('Goal'),
  ...recording({
    type: 'Goal',
    required: [['lifecycleStatus'], ['description']],
    choices: [['startDate', 'startCodeableConcept']],
    // http://hl7.org/fhir/R4/valueset-goal-status.html
    codes: {
      lifecycleStatus: [
        'proposed',
        'planned',
        'accepted',
        'active',
        'on-hold',
        'completed',
        'cancelled',
        'entered-in-error',
        'rejected',
      ],
    },
    fill: ({ now, by }) => ({ lifecycleStatus: 'active', statusDate: now.slice(0, 10), expressedBy: by }),
  }),
  reference('Goal.subject'),
  reference('Goal.expressedBy'),
  reference('Goal.addresses'),
]

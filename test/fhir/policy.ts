import type { FhirPolicy } from '@wardgraph/fhir'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }

/** The committed policy, as `fhir` takes it. */
export const policy: FhirPolicy = plan

import { allergyIntolerance } from './allergyIntolerance.ts'
import { carePlan } from './carePlan.ts'
import { careTeam } from './careTeam.ts'
import { condition } from './condition.ts'
import { coverage } from './coverage.ts'
import { diagnosticReport } from './diagnosticReport.ts'
import { documentReference } from './documentReference.ts'
import { encounter } from './encounter.ts'
import { goal } from './goal.ts'
import { immunization } from './immunization.ts'
import type { RecordKind } from './kind.ts'
import { medicationRequest } from './medicationRequest.ts'
import { observation } from './observation.ts'
import { organization } from './organization.ts'
import { patient } from './patient.ts'
import { practitioner } from './practitioner.ts'
import { procedure } from './procedure.ts'
import { review } from './review.ts'

const ALL: readonly RecordKind[] = [
  organization,
  practitioner,
  patient,
  encounter,
  observation,
  condition,
  allergyIntolerance,
  medicationRequest,
  immunization,
  procedure,
  diagnosticReport,
  documentReference,
  careTeam,
  goal,
  carePlan,
  coverage,
  review,
]

/** Every typed record, by type; the rest of FHIR is kept as `Opaque`. */
export const KINDS: ReadonlyMap<string, RecordKind> = new Map(ALL.map((kind) => [kind.type, kind]))

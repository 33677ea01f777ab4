import { accessLog } from './accessLog.ts'
import { allergyIntolerance } from './allergyIntolerance.ts'
import { carePlan } from './carePlan.ts'
import { careTeam } from './careTeam.ts'
import { careTeamRecord } from './careTeamRecord.ts'
import { condition } from './condition.ts'
import { consent } from './consent.ts'
import { coverage } from './coverage.ts'
import { diagnosticReport } from './diagnosticReport.ts'
import { disclosures } from './disclosures.ts'
import { documentReference } from './documentReference.ts'
import { emergency } from './emergency.ts'
import { encounter } from './encounter.ts'
import { enteredInError } from './enteredInError.ts'
import { erasure } from './erasure.ts'
import { explainAccess } from './explainAccess.ts'
import { goal } from './goal.ts'
import { change } from './history.ts'
import { immunization } from './immunization.ts'
import { label } from './label.ts'
import { me } from './me.ts'
import { medicationRequest } from './medicationRequest.ts'
import { merge } from './merge.ts'
import { observation } from './observation.ts'
import { panel } from './panel.ts'
import { patient } from './patient.ts'
import { procedure } from './procedure.ts'
import { proxy } from './proxy.ts'
import { reconcile } from './reconcile.ts'
import type { Registered } from './registry.ts'
import { reviews } from './reviews.ts'
import { tenantRules } from './tenantRules.ts'
import { units } from './units.ts'
import { verify } from './verify.ts'

/** Every field that is resolved by more than reading a name: root fields and edges. */
export const REGISTERED: readonly Registered[] = [
  ...me,
  ...patient,
  ...panel,
  ...encounter,
  ...observation,
  ...medicationRequest,
  ...allergyIntolerance,
  ...immunization,
  ...procedure,
  ...diagnosticReport,
  ...condition,
  ...careTeamRecord,
  ...goal,
  ...carePlan,
  ...coverage,
  ...documentReference,
  ...change,
  ...careTeam,
  ...units,
  ...proxy,
  ...consent,
  ...emergency,
  ...label,
  ...enteredInError,
  ...reconcile,
  ...verify,
  ...merge,
  ...erasure,
  ...reviews,
  ...tenantRules,
  ...explainAccess,
  ...disclosures,
  ...accessLog,
]

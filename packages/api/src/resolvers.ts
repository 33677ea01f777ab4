import { accessLog } from './accessLog.ts'
import { careTeam } from './careTeam.ts'
import { consent } from './consent.ts'
import { disclosures } from './disclosures.ts'
import { emergency } from './emergency.ts'
import { encounter } from './encounter.ts'
import { erasure } from './erasure.ts'
import { explainAccess } from './explainAccess.ts'
import { change } from './history.ts'
import { label } from './label.ts'
import { me } from './me.ts'
import { merge } from './merge.ts'
import { observation } from './observation.ts'
import { patient } from './patient.ts'
import { proxy } from './proxy.ts'
import type { Registered } from './registry.ts'
import { reviews } from './reviews.ts'
import { tenantRules } from './tenantRules.ts'
import { units } from './units.ts'
import { verify } from './verify.ts'

/** Every field that is resolved by more than reading a name: root fields and edges. */
export const REGISTERED: readonly Registered[] = [
  ...me,
  ...patient,
  ...encounter,
  ...observation,
  ...change,
  ...careTeam,
  ...units,
  ...proxy,
  ...consent,
  ...emergency,
  ...label,
  ...verify,
  ...merge,
  ...erasure,
  ...reviews,
  ...tenantRules,
  ...explainAccess,
  ...disclosures,
  ...accessLog,
]

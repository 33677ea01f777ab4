import { encounter } from './encounter.ts'
import type { RecordKind } from './kind.ts'
import { observation } from './observation.ts'
import { organization } from './organization.ts'
import { patient } from './patient.ts'
import { practitioner } from './practitioner.ts'
import { review } from './review.ts'

const ALL: readonly RecordKind[] = [organization, practitioner, patient, encounter, observation, review]

/** Every typed record, by type; the rest of FHIR is kept as `Opaque`. */
export const KINDS: ReadonlyMap<string, RecordKind> = new Map(ALL.map((kind) => [kind.type, kind]))

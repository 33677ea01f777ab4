import type { RecordKind } from './kind.ts'

/** Practitioners are sealed under the staff's key. */
export const practitioner: RecordKind = { type: 'Practitioner', subject: 'staff' }

export { believe, findPlace } from './believe.ts'
export { type AuditRow, type RegistryRow, registryKey, requestRows } from './chain.ts'
export { type DigestRow, digestKey } from './digest.ts'
export { AuditError, type AuditErrorCode } from './errors.ts'
export { type AuditExport, type ChainSource, type ClosedExport, createExport, type ExportFile } from './export.ts'
export { exportedRecords } from './exportedRecords.ts'
export type { ExportFiles } from './exportFiles.ts'
export type { Head } from './head.ts'
export { type Damage, type DamageKind, damageMeanings, type Gap } from './kinds.ts'
export { createLanes, type Lanes, type Lease } from './lanes.ts'
export { entriesOf, entryIn, entryLine, type PatientEntry, type Touched } from './perPatient.ts'
export type {
  AuditCaller,
  AuditEntry,
  AuditOperation,
  AuditOutcome,
  AuditRecord,
  Change,
  Closed,
  Denial,
  Disclosure,
} from './record.ts'
export { digestAge, type Examination, type Uncovered, type Verification, verifyExport } from './verify.ts'

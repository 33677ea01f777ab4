export { archivedChain, archivedFiles } from './archivedFiles.ts'
export { auditEvent } from './auditEvent.ts'
export type { AuditEvent } from './auditEventShape.ts'
export { believe, findChain } from './believe.ts'
export {
  type AuditRow,
  chainKey,
  findRegistry,
  findRow,
  type RegistryRow,
  registryKey,
  requestRows,
  seq10,
  sha256,
} from './chain.ts'
export { archivePath, bytesPerFile, findLines, recordsPerFile, zipLines } from './chainFile.ts'
export { type DigestChain, type DigestRow, digestKey, digestPath, digestRows, findDigest } from './digest.ts'
export { type DigestSigners, digestSignersOf, isForeign, signedBy, turnAfter } from './digestSigners.ts'
export { AuditError, type AuditErrorCode } from './errors.ts'
export { type AuditExport, type ChainSource, type ClosedExport, createExport, type ExportFile } from './export.ts'
export type { ExportFiles } from './exportFiles.ts'
export type { Head } from './head.ts'
export { type Damage, type DamageKind, damageMeanings, doubt, type Gap } from './kinds.ts'
export { createLanes, type Lanes, type Lease } from './lanes.ts'
export { publicKeyPath } from './manifest.ts'
export { type News, nextDigest, type SignedDigest } from './nextDigest.ts'
export { ocsfEvent } from './ocsf.ts'
export { entriesOf, entryIn, entryLine, type PatientEntry, type Touched } from './perPatient.ts'
export { isVouchedFor, readRecords, vouchedRecords } from './readRecords.ts'
export {
  type AuditCaller,
  type AuditEntry,
  type AuditOperation,
  type AuditOutcome,
  type AuditRecord,
  type Change,
  type Closed,
  type Denial,
  type Disclosure,
  REMOVED,
  type WritingEntry,
  type WrittenRow,
} from './record.ts'
export { RowWalk } from './rowWalk.ts'
export { digestSeqOf, storedDigest } from './storedDigest.ts'
export { digestAge, type Examination, type Uncovered, type Verification, verifyExport } from './verify.ts'
export {
  isLinked,
  type RowDamage,
  type RowDamageKind,
  type RowPlace,
  rowDamageMeanings,
  WrittenRows,
} from './writtenRows.ts'

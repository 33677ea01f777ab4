export { changeBy } from './change.ts'
export {
  DISCLOSURES_KEPT,
  type DisclosedTo,
  disclosureRow,
  type LoggedRow,
  readDisclosures,
} from './disclosures.ts'
export type { Draft } from './draft.ts'
export { type DumpedRow, dumpTable, dumpTables, scanTable } from './dumpTables.ts'
export { dynamoTable } from './dynamoTable.ts'
export { type Erasure, erasureAction, erasureKey, erasureOf } from './erasures.ts'
export { type Fulfilled, fulfilled, rememberWish, type Wish, wishKey } from './idempotency.ts'
export { findIdentified } from './identified.ts'
export { identifierPosting } from './identifierPosting.ts'
export {
  type FoundPlace,
  keyRow,
  opaqueKey,
  opaqueRow,
  type Place,
  partsOf,
  placeOf,
  postingsOf,
  RECORD_ID,
  recordKey,
} from './keys.ts'
export type { Content, Posting } from './kind.ts'
export { KINDS } from './kinds.ts'
export { documentOf, documentsOf, type FindDocument, openWhole, sealOpaque, type Whole } from './largePart.ts'
export { type Link, linkActions, linkKey, linkOf } from './links.ts'
export {
  hashedId,
  jobMember,
  type Member,
  memberActions,
  memberKey,
  memberOf,
  memberPeriodAction,
  membershipId,
  personId,
  usernameKey,
  usernames,
} from './members.ts'
export { type MemoryTable, memoryTable } from './memoryTable.ts'
export { openKey } from './openKey.ts'
export { email, familyBirthDate, mrn, phone } from './patient.ts'
export {
  type Between,
  type Listed,
  ownerOf,
  type Page,
  type Position,
  Reader,
  type Stored,
  subjectOf,
} from './reader.ts'
export { type RegisteredChain, registeredChains } from './registeredChains.ts'
export { movedPostings, reindexed, versionsOf } from './reindex.ts'
export {
  type BreakGlass,
  breakGlassActions,
  endActions,
  factOf,
  inverseKey,
  type Proxy,
  proxyActions,
  type Relation,
  relationActions,
  relationKey,
  relationOf,
} from './relations.ts'
export { rowSize } from './rowSize.ts'
export { rowsOf } from './rowsOf.ts'
export { NEW_TENANT_RULES, settingsAction, settingsKey, settingsOf } from './settings.ts'
export {
  type Action,
  boundAs,
  type Condition,
  type Key,
  type Range,
  type Table,
  TableError,
  type TableName,
} from './table.ts'
export { createTables, TABLES, tableIdentity, tableNames } from './tables.ts'
export { NO_TENANT, SLUG, tenantId } from './tenantNames.ts'
export { type DraftedTenant, draftKeys, draftTenant, findTenant, JOBS, listTenants, openTenant } from './tenants.ts'
export { both, type Relied, type Seeker } from './ties.ts'
export { type TriesOf, triesIn, triesKey, tryAction } from './tries.ts'
export { claimAction, holderOf, uniqueKey, uniquesOf } from './unique.ts'
export {
  MOST_UNITS,
  type Roster,
  rosterAction,
  rosterKey,
  rosterOf,
  type Shift,
  shiftAction,
  shiftKey,
  shiftOf,
  type Unit,
  unitAction,
  unitId,
  unitKey,
  unitOf,
} from './units.ts'
export { upcastVersion } from './upcastVersion.ts'
export { type Staged, Writer } from './writer.ts'

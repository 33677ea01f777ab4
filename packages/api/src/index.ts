export { type Archive, memoryArchive, s3Archive } from './archive.ts'
export { type LiveMembership, liveMemberships } from './caller.ts'
export { compose, dump, dumpRows, kmsSigners, provision, scan, tokenVerifier } from './compose.ts'
export { composeArchive, composeShredding, composeSigner, provisionArchive } from './composeSigner.ts'
export { composeWalled } from './composeWalled.ts'
export {
  type Config,
  configVariables,
  envelopeKeys,
  readConfig,
  readDirectoryConfig,
  readSignerConfig,
  type SignerConfig,
  signerVariables,
  type WallConfig,
  wallVariables,
} from './config.ts'
export { createDisclosures, type DisclosuresHandler, disclosureRows, writeRows } from './disclose.ts'
export { ensureDeployment, ensureTenant } from './ensureTenant.ts'
export { REPLIES, type ReplyCode, ReplyError } from './errors.ts'
export { type ExplainedRow, rowOf } from './explainAccess.ts'
export { createExplainer } from './explainer.ts'
export { together } from './groups.ts'
export { createHandler, type GraphqlHandler, type Invocation } from './handler.ts'
export { journal, type Written } from './journal.ts'
export { machineEntry } from './machineEntry.ts'
export { findMember, type Hat, listUsers, membersOf, type User } from './members.ts'
export { memoryWall } from './memoryWall.ts'
export { newReview } from './newReview.ts'
export { createOperator } from './operator.ts'
export { noticeOverwrites } from './overwrites.ts'
export { createPreToken, PreTokenError } from './preToken.ts'
export { REGISTERED } from './resolvers.ts'
export { rotateIndex } from './rotateIndex.ts'
export { rotateRoot } from './rotateRoot.ts'
export { rotateSubjects } from './rotateSubjects.ts'
export type { Rotating } from './rotating.ts'
export { executableSchema } from './schema.ts'
export type { Services } from './services.ts'
export { type Replayed, replayShreds, type Shredded, type Shredding, shredDue } from './shred.ts'
export { type Signed, signTrail } from './signer.ts'
export { storedRows } from './storedRows.ts'
export { checkTrail } from './trailCheck.ts'
export { UserError, type UserErrorCode } from './userErrors.ts'
export { addUser, endUser, recordOf } from './users.ts'

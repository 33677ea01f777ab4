import { apiAccessLog } from './api/apiAccessLog.ts'
import { apiAccessLogSilent } from './api/apiAccessLogSilent.ts'
import { apiDomainTls } from './api/apiDomainTls.ts'
import { apiEndpointClosed } from './api/apiEndpointClosed.ts'
import { apiMetrics } from './api/apiMetrics.ts'
import { apiNoCors } from './api/apiNoCors.ts'
import { apiThrottled } from './api/apiThrottled.ts'
import { authorizerIsThePool } from './api/authorizerIsThePool.ts'
import { requestsGoToAlias } from './api/requestsGoToAlias.ts'
import { routeAuthorized } from './api/routeAuthorized.ts'
import { routesKnown } from './api/routesKnown.ts'
import { backupKept } from './backup/backupKept.ts'
import { backupVaultKey } from './backup/backupVaultKey.ts'
import { backupVaultLocked } from './backup/backupVaultLocked.ts'
import { keysInNoBackup } from './backup/keysInNoBackup.ts'
import { tableInBackupPlan } from './backup/tableInBackupPlan.ts'
import { accessLogsKept } from './buckets/accessLogsKept.ts'
import { archiveLocked } from './buckets/archiveLocked.ts'
import { archiveNeverExpires } from './buckets/archiveNeverExpires.ts'
import { bucketKey } from './buckets/bucketKey.ts'
import { bucketLogged } from './buckets/bucketLogged.ts'
import { bucketNoAcl } from './buckets/bucketNoAcl.ts'
import { bucketNotEmptied } from './buckets/bucketNotEmptied.ts'
import { bucketPolicyAllowsServices } from './buckets/bucketPolicyAllowsServices.ts'
import { bucketPolicyAsksSource } from './buckets/bucketPolicyAsksSource.ts'
import { bucketPublicAccess } from './buckets/bucketPublicAccess.ts'
import { bucketReplicated } from './buckets/bucketReplicated.ts'
import { bucketTlsOnly } from './buckets/bucketTlsOnly.ts'
import { bucketVersioned } from './buckets/bucketVersioned.ts'
import { quarantineExpires } from './buckets/quarantineExpires.ts'
import { replicaIsSealed } from './buckets/replicaIsSealed.ts'
import { edgeCachesNothing } from './edge/edgeCachesNothing.ts'
import { edgeFirewall } from './edge/edgeFirewall.ts'
import { edgeHttpsOnly } from './edge/edgeHttpsOnly.ts'
import { edgeKnownToOrigin } from './edge/edgeKnownToOrigin.ts'
import { edgeLogged } from './edge/edgeLogged.ts'
import { edgeLogSilent } from './edge/edgeLogSilent.ts'
import { edgeNoBucket } from './edge/edgeNoBucket.ts'
import { edgeOriginTls } from './edge/edgeOriginTls.ts'
import { edgeReplies } from './edge/edgeReplies.ts'
import { edgeTls } from './edge/edgeTls.ts'
import { firewallHidesBodies } from './edge/firewallHidesBodies.ts'
import { firewallKeepsNoSample } from './edge/firewallKeepsNoSample.ts'
import { firewallLimitsRate } from './edge/firewallLimitsRate.ts'
import { firewallLogged } from './edge/firewallLogged.ts'
import { firewallLogSilent } from './edge/firewallLogSilent.ts'
import { firewallReadsNoBody } from './edge/firewallReadsNoBody.ts'
import { aliasMovedByRelease } from './functions/aliasMovedByRelease.ts'
import { environmentLooksPublic } from './functions/environmentLooksPublic.ts'
import { environmentNoSecret } from './functions/environmentNoSecret.ts'
import { environmentOfStage } from './functions/environmentOfStage.ts'
import { functionArm } from './functions/functionArm.ts'
import { functionCodeIsPackage } from './functions/functionCodeIsPackage.ts'
import { functionConcurrency } from './functions/functionConcurrency.ts'
import { functionEnvironmentKey } from './functions/functionEnvironmentKey.ts'
import { functionFailuresKept } from './functions/functionFailuresKept.ts'
import { functionInsideVpc } from './functions/functionInsideVpc.ts'
import { functionLogs } from './functions/functionLogs.ts'
import { functionNamed } from './functions/functionNamed.ts'
import { functionNotPublic } from './functions/functionNotPublic.ts'
import { functionNoUrl } from './functions/functionNoUrl.ts'
import { functionRoleOwn } from './functions/functionRoleOwn.ts'
import { functionRuntime } from './functions/functionRuntime.ts'
import { functionTimeout } from './functions/functionTimeout.ts'
import { functionTraced } from './functions/functionTraced.ts'
import { introspectionOff } from './functions/introspectionOff.ts'
import { originIsAsked } from './functions/originIsAsked.ts'
import { triggerTimeout } from './functions/triggerTimeout.ts'
import { clientHidesUsers } from './identity/clientHidesUsers.ts'
import { clientNoOauth } from './identity/clientNoOauth.ts'
import { clientOwnPoolOnly } from './identity/clientOwnPoolOnly.ts'
import { clientPasswordStays } from './identity/clientPasswordStays.ts'
import { clientRefreshRotates } from './identity/clientRefreshRotates.ts'
import { clientTokenLifetimes } from './identity/clientTokenLifetimes.ts'
import { clientWritesNothing } from './identity/clientWritesNothing.ts'
import { poolClosed } from './identity/poolClosed.ts'
import { poolDeletionProtection } from './identity/poolDeletionProtection.ts'
import { poolIsTheOnly } from './identity/poolIsTheOnly.ts'
import { poolMfa } from './identity/poolMfa.ts'
import { poolPassword } from './identity/poolPassword.ts'
import { poolPlus } from './identity/poolPlus.ts'
import { poolRecovery } from './identity/poolRecovery.ts'
import { poolRemembersDevices } from './identity/poolRemembersDevices.ts'
import { poolThreatProtection } from './identity/poolThreatProtection.ts'
import { poolTokenTrigger } from './identity/poolTokenTrigger.ts'
import { digestKeySigns } from './keys/digestKeySigns.ts'
import { envelopeKeyMultiRegion } from './keys/envelopeKeyMultiRegion.ts'
import { keyAdministratorsDoNotUse } from './keys/keyAdministratorsDoNotUse.ts'
import { keyDeletionWindow } from './keys/keyDeletionWindow.ts'
import { keyHasAlias } from './keys/keyHasAlias.ts'
import { keyHasPolicy } from './keys/keyHasPolicy.ts'
import { keyInUse } from './keys/keyInUse.ts'
import { keyPolicyBesideKey } from './keys/keyPolicyBesideKey.ts'
import { keyPolicyNamesUsers } from './keys/keyPolicyNamesUsers.ts'
import { keyPolicyOfThisAccount } from './keys/keyPolicyOfThisAccount.ts'
import { keyPolicyServicesAsked } from './keys/keyPolicyServicesAsked.ts'
import { keyPolicyTellsEvents } from './keys/keyPolicyTellsEvents.ts'
import { keyRotates } from './keys/keyRotates.ts'
import { logKey } from './logs/logKey.ts'
import { logNamed } from './logs/logNamed.ts'
import { logRetention } from './logs/logRetention.ts'
import { queueIsLast } from './queues/queueIsLast.ts'
import { queueKey } from './queues/queueKey.ts'
import { queueTlsOnly } from './queues/queueTlsOnly.ts'
import { anyTenantIsNamed } from './roles/anyTenantIsNamed.ts'
import { archiveOnlyGrows } from './roles/archiveOnlyGrows.ts'
import { assumesOwnTenantRole } from './roles/assumesOwnTenantRole.ts'
import { auditAppendOnly } from './roles/auditAppendOnly.ts'
import { functionLogsOwn } from './roles/functionLogsOwn.ts'
import { functionServices } from './roles/functionServices.ts'
import { functionTables } from './roles/functionTables.ts'
import { keysTableWriters } from './roles/keysTableWriters.ts'
import { roleNoAdmin } from './roles/roleNoAdmin.ts'
import { roleNoFullAccess } from './roles/roleNoFullAccess.ts'
import { roleNoInlinePolicy } from './roles/roleNoInlinePolicy.ts'
import { roleNoInverse } from './roles/roleNoInverse.ts'
import { roleNoKeyAdministration } from './roles/roleNoKeyAdministration.ts'
import { roleNoManagedPolicy } from './roles/roleNoManagedPolicy.ts'
import { roleNoWildcard } from './roles/roleNoWildcard.ts'
import { roleSessionHour } from './roles/roleSessionHour.ts'
import { roleTableActions } from './roles/roleTableActions.ts'
import { roleTrust } from './roles/roleTrust.ts'
import { rootsByContext } from './roles/rootsByContext.ts'
import { rowsByPartition } from './roles/rowsByPartition.ts'
import { scanIsErasures } from './roles/scanIsErasures.ts'
import { signerSigns } from './roles/signerSigns.ts'
import { streamOfAuditAlone } from './roles/streamOfAuditAlone.ts'
import { tenantNobodysLists } from './roles/tenantNobodysLists.ts'
import { tenantNothingElse } from './roles/tenantNothingElse.ts'
import { tenantOwnRoot } from './roles/tenantOwnRoot.ts'
import { tenantOwnRows } from './roles/tenantOwnRows.ts'
import { tenantTrust } from './roles/tenantTrust.ts'
import { walledRoleNoData } from './roles/walledRoleNoData.ts'
import { writesInTransaction } from './roles/writesInTransaction.ts'
import type { Rule } from './rule.ts'
import { heldProtected } from './stage/heldProtected.ts'
import { heldRetained } from './stage/heldRetained.ts'
import { nobodyLogsIn } from './stage/nobodyLogsIn.ts'
import { originSecretLength } from './stage/originSecretLength.ts'
import { regionPinned } from './stage/regionPinned.ts'
import { removable } from './stage/removable.ts'
import { removalHeld } from './stage/removalHeld.ts'
import { tagged } from './stage/tagged.ts'
import { scheduleFailuresKept } from './streams/scheduleFailuresKept.ts'
import { streamBisects } from './streams/streamBisects.ts'
import { streamFailuresKept } from './streams/streamFailuresKept.ts'
import { streamFromBeginning } from './streams/streamFromBeginning.ts'
import { streamOfAudit } from './streams/streamOfAudit.ts'
import { streamRetries } from './streams/streamRetries.ts'
import { tableDeletionProtection } from './tables/tableDeletionProtection.ts'
import { tableKey } from './tables/tableKey.ts'
import { tableLocalIndexes } from './tables/tableLocalIndexes.ts'
import { tableNamed } from './tables/tableNamed.ts'
import { tableNoGlobalIndex } from './tables/tableNoGlobalIndex.ts'
import { tableOnDemand } from './tables/tableOnDemand.ts'
import { tablePointInTime } from './tables/tablePointInTime.ts'
import { tableRecoveryDays } from './tables/tableRecoveryDays.ts'
import { tableStream } from './tables/tableStream.ts'
import { tableTtl } from './tables/tableTtl.ts'
import { trailEverywhere } from './trail/trailEverywhere.ts'
import { trailInLogs } from './trail/trailInLogs.ts'
import { trailKey } from './trail/trailKey.ts'
import { trailOfData } from './trail/trailOfData.ts'
import { trailTouchedTold } from './trail/trailTouchedTold.ts'
import { trailValidated } from './trail/trailValidated.ts'
import { alarmNamed } from './watch/alarmNamed.ts'
import { alarmSilence } from './watch/alarmSilence.ts'
import { alarmTold } from './watch/alarmTold.ts'
import { budgetTold } from './watch/budgetTold.ts'
import { failuresWatched } from './watch/failuresWatched.ts'
import { functionWatched } from './watch/functionWatched.ts'
import { guardOn } from './watch/guardOn.ts'
import { keyTouchedTold } from './watch/keyTouchedTold.ts'
import { releaseTakenBack } from './watch/releaseTakenBack.ts'
import { releaseWatched } from './watch/releaseWatched.ts'
import { topicHeard } from './watch/topicHeard.ts'
import { topicKey } from './watch/topicKey.ts'
import { topicServicesAsked } from './watch/topicServicesAsked.ts'
import { topicTlsOnly } from './watch/topicTlsOnly.ts'

/** Every rule by its id; a test asserts that no file of a folder is missing here. */
export const RULES: Readonly<Record<string, Rule>> = {
  apiAccessLog,
  apiAccessLogSilent,
  apiDomainTls,
  apiEndpointClosed,
  apiMetrics,
  apiNoCors,
  apiThrottled,
  authorizerIsThePool,
  requestsGoToAlias,
  routeAuthorized,
  routesKnown,
  backupKept,
  backupVaultKey,
  backupVaultLocked,
  keysInNoBackup,
  tableInBackupPlan,
  accessLogsKept,
  archiveLocked,
  archiveNeverExpires,
  bucketKey,
  bucketLogged,
  bucketNoAcl,
  bucketNotEmptied,
  bucketPolicyAllowsServices,
  bucketPolicyAsksSource,
  bucketPublicAccess,
  bucketReplicated,
  bucketTlsOnly,
  bucketVersioned,
  quarantineExpires,
  replicaIsSealed,
  edgeCachesNothing,
  edgeFirewall,
  edgeHttpsOnly,
  edgeKnownToOrigin,
  edgeLogSilent,
  edgeLogged,
  edgeNoBucket,
  edgeOriginTls,
  edgeReplies,
  edgeTls,
  firewallHidesBodies,
  firewallKeepsNoSample,
  firewallLimitsRate,
  firewallLogSilent,
  firewallLogged,
  firewallReadsNoBody,
  aliasMovedByRelease,
  environmentLooksPublic,
  environmentNoSecret,
  environmentOfStage,
  functionArm,
  functionCodeIsPackage,
  functionConcurrency,
  functionEnvironmentKey,
  functionFailuresKept,
  functionInsideVpc,
  functionLogs,
  functionNamed,
  functionNoUrl,
  functionNotPublic,
  functionRoleOwn,
  functionRuntime,
  functionTimeout,
  functionTraced,
  introspectionOff,
  originIsAsked,
  triggerTimeout,
  clientHidesUsers,
  clientNoOauth,
  clientOwnPoolOnly,
  clientPasswordStays,
  clientRefreshRotates,
  clientTokenLifetimes,
  clientWritesNothing,
  poolClosed,
  poolDeletionProtection,
  poolIsTheOnly,
  poolMfa,
  poolPassword,
  poolPlus,
  poolRecovery,
  poolRemembersDevices,
  poolThreatProtection,
  poolTokenTrigger,
  digestKeySigns,
  envelopeKeyMultiRegion,
  keyAdministratorsDoNotUse,
  keyDeletionWindow,
  keyHasAlias,
  keyHasPolicy,
  keyInUse,
  keyPolicyBesideKey,
  keyPolicyNamesUsers,
  keyPolicyOfThisAccount,
  keyPolicyServicesAsked,
  keyPolicyTellsEvents,
  keyRotates,
  logKey,
  logNamed,
  logRetention,
  queueIsLast,
  queueKey,
  queueTlsOnly,
  anyTenantIsNamed,
  archiveOnlyGrows,
  assumesOwnTenantRole,
  auditAppendOnly,
  functionLogsOwn,
  functionServices,
  functionTables,
  keysTableWriters,
  roleNoAdmin,
  roleNoFullAccess,
  roleNoInlinePolicy,
  roleNoInverse,
  roleNoKeyAdministration,
  roleNoManagedPolicy,
  roleNoWildcard,
  roleSessionHour,
  roleTableActions,
  roleTrust,
  rootsByContext,
  rowsByPartition,
  scanIsErasures,
  signerSigns,
  streamOfAuditAlone,
  tenantNobodysLists,
  tenantNothingElse,
  tenantOwnRoot,
  tenantOwnRows,
  tenantTrust,
  walledRoleNoData,
  writesInTransaction,
  heldProtected,
  heldRetained,
  nobodyLogsIn,
  originSecretLength,
  regionPinned,
  removable,
  removalHeld,
  tagged,
  scheduleFailuresKept,
  streamBisects,
  streamFailuresKept,
  streamFromBeginning,
  streamOfAudit,
  streamRetries,
  tableDeletionProtection,
  tableKey,
  tableLocalIndexes,
  tableNamed,
  tableNoGlobalIndex,
  tableOnDemand,
  tablePointInTime,
  tableRecoveryDays,
  tableStream,
  tableTtl,
  trailEverywhere,
  trailInLogs,
  trailKey,
  trailOfData,
  trailTouchedTold,
  trailValidated,
  alarmNamed,
  alarmSilence,
  alarmTold,
  budgetTold,
  failuresWatched,
  functionWatched,
  guardOn,
  keyTouchedTold,
  releaseTakenBack,
  releaseWatched,
  topicHeard,
  topicKey,
  topicServicesAsked,
  topicTlsOnly,
}

export { type DocumentOf, openDocument, sealDocument } from './document.ts'
export { VaultError, type VaultErrorCode } from './errors.ts'
export { base32 } from './identifiers.ts'
export { ensureKmsKey, kmsKeyProvider, kmsSigner } from './kms.ts'
export { isOutdated, type LargePart, renewLargePart, sealLargePart } from './largePart.ts'
export { memoryKeyProvider, memorySigner } from './memoryKeys.ts'
export { normalise } from './normalise.ts'
export { openItem, verifyItem } from './openItem.ts'
export { openWholeItem } from './openWholeItem.ts'
export type { EncryptionContext, KeyProvider, Signer } from './providers.ts'
export {
  findType,
  keptTokens,
  newIndexRoot,
  renewItem,
  renewRow,
  replacedRoot,
  withNewVersion,
  withoutIndexRoot,
  withoutOldVersions,
} from './renew.ts'
export type { Attribute, Row } from './row.ts'
export { rowHash } from './rowBytes.ts'
export { copyItem, type Part, resealItem, sealItem } from './sealItem.ts'
export type { SubjectKey } from './subjectKey.ts'
export type { ChainKeys, TenantKeys } from './tenantKeys.ts'
export { createVault, type Vault } from './vault.ts'

/** Every code this package fails with. */
export type AuditErrorCode =
  | 'ERR_AUDIT_BUSY'
  | 'ERR_AUDIT_DAMAGED'
  | 'ERR_AUDIT_DIGEST_KEY'
  | 'ERR_AUDIT_INPUT'
  | 'ERR_AUDIT_LEASE'
  | 'ERR_AUDIT_SIGNER'
  | 'ERR_AUDIT_UNREADABLE'

const sentences: Readonly<Record<AuditErrorCode, string>> = {
  ERR_AUDIT_BUSY: 'Too many requests wait for an audit lane.',
  ERR_AUDIT_DAMAGED: 'The audit export does not verify, so nothing of it is read.',
  ERR_AUDIT_DIGEST_KEY: 'None of the keys at hand is the one that the newest digest leaves to sign the next.',
  ERR_AUDIT_INPUT: 'The audit record holds something that is not allowed in its place.',
  ERR_AUDIT_LEASE: 'The audit lane was already given back, or another chain was given back.',
  ERR_AUDIT_SIGNER: 'The signer gave no valid ECDSA P-256 signature under its own public key.',
  ERR_AUDIT_UNREADABLE: 'This is not an audit export with a P-256 public key that can be read.',
}

/** A failure of the audit trail; its message is a fixed sentence and never holds a value. */
export class AuditError extends Error {
  readonly code: AuditErrorCode

  constructor(code: AuditErrorCode, options?: ErrorOptions) {
    super(sentences[code], options)
    this.name = 'AuditError'
    this.code = code
  }
}

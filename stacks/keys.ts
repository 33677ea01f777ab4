import { held } from './held.ts'
import type { Stage } from './stage.ts'

/** The customer managed keys of a stage, one for each kind of thing that is under it. */
export interface Keys {
  /** Under it are the roots of tenants; multi-Region from the first day, as a key cannot become so later. */
  readonly envelope: aws.kms.Key
  readonly tables: aws.kms.Key
  /** Audit files, trails and access logs. */
  readonly audit: aws.kms.Key
  /** Logs, queues, alarms and the environments of functions. */
  readonly logs: aws.kms.Key
  readonly documents: aws.kms.Key
  /** Logs and alarms of the edge, which are where CloudFront's are. */
  readonly edge: aws.kms.Key
  /** Signs audit digests. */
  readonly digest: aws.kms.Key
}

/** CloudFront has its firewall, metrics and log deliveries here, wherever the stage is. */
export const EDGE_REGION = 'us-east-1'

/** Makes the keys. Who may use them is said by `allowUse`, once the roles are there. */
export function makeKeys(stage: Stage): Keys {
  const symmetric = { enableKeyRotation: true, deletionWindowInDays: 30 }
  const key = (name: string, description: string, args: aws.kms.KeyArgs = symmetric) => {
    const made = new aws.kms.Key(`${name}Key`, { description: `Wardgraph: ${description}`, ...args }, held(stage))
    const alias = `alias/${stage.prefix}-${name.toLowerCase()}`
    new aws.kms.Alias(`${name}KeyAlias`, { name: alias, targetKeyId: made.keyId, region: args.region }, held(stage))
    return made
  }
  return {
    envelope: key('Envelope', 'roots of tenants', { ...symmetric, multiRegion: true }),
    tables: key('Tables', 'tables at rest'),
    audit: key('Audit', 'audit files, trails and access logs'),
    logs: key('Logs', 'logs, queues, alarms, environments'),
    documents: key('Documents', 'documents at rest'),
    edge: key('Edge', 'logs and alarms of the edge', { ...symmetric, region: EDGE_REGION }),
    digest: key('Digest', 'signs audit digests', {
      keyUsage: 'SIGN_VERIFY',
      customerMasterKeySpec: 'ECC_NIST_P256',
      deletionWindowInDays: 30,
    }),
  }
}

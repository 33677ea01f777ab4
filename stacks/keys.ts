import { EDGE_REGION } from './edgeRegion.ts'
import { held } from './held.ts'
import { keyPolicies, NOBODY } from './keyPolicies.ts'
import type { Stage } from './stage.ts'

/** The customer managed keys of a stage, one for each kind of thing that is under it. */
export interface Keys {
  /** Under it are the roots of tenants; multi-Region from the first day, as a key cannot become so later. */
  readonly envelope: aws.kms.Key
  readonly tables: aws.kms.Key
  /** Audit files and trails. */
  readonly audit: aws.kms.Key
  /** Logs, queues, alarms and the environments of functions. */
  readonly logs: aws.kms.Key
  readonly documents: aws.kms.Key
  /** Logs and alarms of the edge, which are where CloudFront's are. */
  readonly edge: aws.kms.Key
  /** Signs audit digests. */
  readonly digest: aws.kms.Key
}

/** Makes the keys. Who may use them is said by `allowUse`, once the roles are there. */
export function makeKeys(stage: Stage): Keys {
  const symmetric = { enableKeyRotation: true, deletionWindowInDays: 30 }
  const first = keyPolicies({ stage, users: NOBODY })
  const key = (name: keyof Keys, description: string, args: aws.kms.KeyArgs = symmetric) => {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
    const made = new aws.kms.Key(
      `${title}Key`,
      { description: `Wardgraph: ${description}`, policy: first[name], ...args },
      // What it is from then on is `allowUse`'s.
      { ...held(stage), ignoreChanges: ['policy'] },
    )
    const alias = `alias/${stage.prefix}-${name}`
    new aws.kms.Alias(`${title}KeyAlias`, { name: alias, targetKeyId: made.keyId, region: args.region }, held(stage))
    return made
  }
  return {
    envelope: key('envelope', 'roots of tenants', { ...symmetric, multiRegion: true }),
    tables: key('tables', 'tables at rest'),
    audit: key('audit', 'audit files and trails'),
    logs: key('logs', 'logs, queues, alarms, environments'),
    documents: key('documents', 'documents at rest'),
    edge: key('edge', 'logs and alarms of the edge', { ...symmetric, region: EDGE_REGION }),
    digest: key('digest', 'signs audit digests', {
      keyUsage: 'SIGN_VERIFY',
      customerMasterKeySpec: 'ECC_NIST_P256',
      deletionWindowInDays: 30,
    }),
  }
}

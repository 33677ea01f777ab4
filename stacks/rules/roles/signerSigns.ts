import { both, granting, put } from '../breaks.ts'
import { keyRights, ownerOf } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export const signerSigns: Rule = {
  source: 'ours: docs/audit-out.md; 45 CFR 164.312(c)(2)',
  says: 'the signer alone signs digests',
  of: [TYPE.role],
  check: (role, graph) =>
    ownerOf(role, graph) === 'signer'
      ? []
      : keyRights(role, graph)
          .filter(({ key, action }) => key.name === 'DigestKey' && action !== 'kms:GetPublicKey')
          .map(({ action }) => `may ${action}`),
  broken: both(
    granting({ Action: 'kms:Sign', Resource: 'arn:aws:kms:us-east-1:123456789012:key/DigestKey' }),
    put('name', 'other'),
  ),
}

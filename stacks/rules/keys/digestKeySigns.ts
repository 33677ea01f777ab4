import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
export const digestKeySigns: Rule = {
  source: 'ours: docs/audit-out.md',
  says: 'the digest key signs over P-256, and that is all it does',
  of: [TYPE.key],
  where: ({ name }) => name === 'DigestKey',
  check: ({ inputs }) => [
    ...unless(inputs.keyUsage === 'SIGN_VERIFY', 'does not sign'),
    ...unless(inputs.customerMasterKeySpec === 'ECC_NIST_P256', 'not over P-256'),
  ],
  broken: put('customerMasterKeySpec', 'RSA_2048'),
}

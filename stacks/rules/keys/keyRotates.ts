import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html */
export const keyRotates: Rule = {
  source: 'cdk-nag AwsSolutions-KMS5; CIS AWS 3.6',
  says: 'every symmetric key of ours rotates by itself',
  of: [TYPE.key],
  where: ({ inputs }) => (inputs.keyUsage ?? 'ENCRYPT_DECRYPT') === 'ENCRYPT_DECRYPT',
  check: ({ inputs }) => unless(inputs.enableKeyRotation === true, 'does not rotate'),
  broken: put('enableKeyRotation', false),
}

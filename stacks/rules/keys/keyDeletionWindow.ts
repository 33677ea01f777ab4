import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html */
export const keyDeletionWindow: Rule = {
  source: 'ours: the longest that KMS has',
  says: 'a key that was to be deleted can be had back for 30 days',
  of: [TYPE.key],
  check: ({ inputs }) => unless(inputs.deletionWindowInDays === 30, 'deleted in less than 30 days'),
  broken: put('deletionWindowInDays', 7),
}

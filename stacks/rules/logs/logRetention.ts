import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/cw-loggroup-retention-period-check.html */
export const logRetention: Rule = {
  source: 'cdk-nag HIPAA.Security-CloudWatchLogGroupRetentionPeriod; 45 CFR 164.312(b)',
  says: 'every log group is kept for a year at least, and for a time that is said',
  of: [TYPE.logGroup],
  check: ({ inputs }) => unless(inputs.retentionInDays >= 365, 'kept for less than a year, or for ever'),
  broken: put('retentionInDays', 30),
}

import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
export const alarmSilence: Rule = {
  source: 'ours: 45 CFR 164.308(a)(1)(ii)(D)',
  says: 'every alarm says what silence means',
  of: [TYPE.alarm],
  check: ({ inputs }) => unless(/^(notB|b)reaching$/.test(inputs.treatMissingData), 'silence is nothing'),
  broken: put('treatMissingData', undefined),
}

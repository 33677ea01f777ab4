import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const NEVER = ['cs-uri-query', 'cs(Cookie)', 'cs(Referer)', 'x-forwarded-for']

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
export const edgeLogSilent: Rule = {
  source: 'ours: no PHI in a log; 45 CFR 164.502(b)',
  says: 'the log of the edge has no query, no cookie and no referrer',
  of: [TYPE.logDelivery],
  check({ inputs: { recordFields = [] } }) {
    const said = NEVER.filter((one) => recordFields.includes(one)).map((one) => `says ${one}`)
    // Left out, it is all of them.
    return [...unless(recordFields.length > 0, 'says everything'), ...said]
  },
  broken: put('recordFields', ['date', 'cs-uri-query']),
}

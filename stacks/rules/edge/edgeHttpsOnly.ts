import { put } from '../breaks.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html */
export const edgeHttpsOnly: Rule = {
  source: 'ours: 45 CFR 164.312(e)(1)',
  says: 'the edge answers nobody without TLS, and sends nobody on who came so',
  of: [TYPE.distribution],
  check: ({ inputs }) =>
    [inputs.defaultCacheBehavior, ...(inputs.orderedCacheBehaviors ?? [])]
      .filter((one) => one?.viewerProtocolPolicy !== 'https-only')
      .map(() => 'answers without TLS'),
  broken: put('defaultCacheBehavior.viewerProtocolPolicy', 'redirect-to-https'),
}

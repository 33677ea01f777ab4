import { put } from '../breaks.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const edgeCachesNothing: Rule = {
  source: 'ours: 45 CFR 164.312(a)(1)',
  says: 'the edge keeps no reply',
  of: [TYPE.distribution],
  check: ({ inputs }) =>
    [inputs.defaultCacheBehavior, ...(inputs.orderedCacheBehaviors ?? [])]
      .filter((one) => one?.cachePolicyId !== CACHING_DISABLED)
      .map(() => 'keeps replies'),
  broken: put('defaultCacheBehavior.cachePolicyId', '658327ea-f89d-4fab-a63d-7e88639e58f6'),
}

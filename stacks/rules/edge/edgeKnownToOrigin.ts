import { option } from '../breaks.ts'
import type { Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html */
export const edgeKnownToOrigin: Rule = {
  source: 'ours: stacks/originSecret.ts; 45 CFR 164.312(d)',
  says: 'the API knows the edge by a secret that is a secret in the state too',
  of: [TYPE.distribution],
  check: ({ inputs, secrets }) => [
    ...inputs.origins.flatMap(({ customHeaders = [] }: Resource['inputs']) =>
      unless(
        customHeaders.some(({ name }: Resource['inputs']) => name === 'x-origin-secret'),
        'sends no secret',
      ),
    ),
    ...unless(
      secrets.some((path) => path.startsWith('origins')),
      'its secret is no secret in the state',
    ),
  ],
  broken: option({ secrets: [] }),
}

import { put } from '../breaks.ts'
import type { Resource } from '../graph.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html */
export const edgeNoBucket: Rule = {
  source: 'cdk-nag AwsSolutions-CFR7',
  says: 'no bucket is behind the edge',
  of: [TYPE.distribution],
  check: ({ inputs }) =>
    inputs.origins
      .filter(({ s3OriginConfig, domainName }: Resource['inputs']) => s3OriginConfig || /\.s3[.-]/.test(domainName))
      .map(() => 'a bucket is behind it'),
  broken: put('origins.0.domainName', 'clean.s3.us-east-1.amazonaws.com'),
}

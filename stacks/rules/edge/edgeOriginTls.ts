import { put } from '../breaks.ts'
import type { Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html */
export const edgeOriginTls: Rule = {
  source: 'cdk-nag AwsSolutions-CFR5; 45 CFR 164.312(e)(1)',
  says: 'the edge speaks to the API by TLS 1.2',
  of: [TYPE.distribution],
  check: ({ inputs }) =>
    inputs.origins.flatMap(({ customOriginConfig = {} }: Resource['inputs']) => [
      ...unless(customOriginConfig.originProtocolPolicy === 'https-only', 'without TLS'),
      ...unless(`${customOriginConfig.originSslProtocols}` === 'TLSv1.2', 'by older TLS'),
    ]),
  broken: put('origins.0.customOriginConfig.originSslProtocols', ['TLSv1', 'TLSv1.2']),
}

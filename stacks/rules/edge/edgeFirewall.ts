import { put } from '../breaks.ts'
import { all, called } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html */
export const edgeFirewall: Rule = {
  source: 'cdk-nag AwsSolutions-CFR2, AwsSolutions-APIG3',
  says: 'every request passes the firewall before anything else',
  of: [TYPE.distribution],
  check({ inputs }, graph) {
    const wall = all(graph, TYPE.firewall).find((one) => `${inputs.webAclId}`.includes(`/webacl/${called(one)}/`))
    return unless(wall?.inputs.scope === 'CLOUDFRONT', 'no firewall')
  },
  broken: put('webAclId', undefined),
}

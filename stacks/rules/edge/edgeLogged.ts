import { without } from '../breaks.ts'
import { all, companions, means } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html */
export const edgeLogged: Rule = {
  source: 'cdk-nag AwsSolutions-CFR3; 45 CFR 164.312(b)',
  says: 'every request to the edge is on record',
  of: [TYPE.distribution],
  check: (distribution, graph) =>
    unless(
      companions(graph, TYPE.logDeliverySource, 'resourceArn', distribution).some((source) =>
        all(graph, TYPE.logDelivery).some(({ inputs }) => means(inputs.deliverySourceName, source)),
      ),
      'no access log',
    ),
  broken: without(TYPE.logDelivery),
}

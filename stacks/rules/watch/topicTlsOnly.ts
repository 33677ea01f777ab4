import { each, reword } from '../breaks.ts'
import { companions } from '../graph.ts'
import { deniesPlainHttp } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html */
export const topicTlsOnly: Rule = {
  source: 'cdk-nag AwsSolutions-SNS3; 45 CFR 164.312(e)(1)',
  says: 'nothing is told to a topic without TLS',
  of: [TYPE.topic],
  check: (topic, graph) =>
    unless(
      companions(graph, TYPE.topicPolicy, 'arn', topic).some(({ inputs }) =>
        deniesPlainHttp(inputs.policy, 'sns:Publish'),
      ),
      'answers without TLS',
    ),
  broken: each(TYPE.topicPolicy, reword('aws:SecureTransport', 'aws:ViaAWSService')),
}

import { without } from '../breaks.ts'
import { companions } from '../graph.ts'
import { deniesPlainHttp } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html */
export const queueTlsOnly: Rule = {
  source: 'cdk-nag AwsSolutions-SQS4; 45 CFR 164.312(e)(1)',
  says: 'no queue answers without TLS',
  of: [TYPE.queue],
  check: (queue, graph) =>
    unless(
      companions(graph, TYPE.queuePolicy, 'queueUrl', queue).some(({ inputs }) =>
        deniesPlainHttp(inputs.policy, 'sqs:*'),
      ),
      'answers without TLS',
    ),
  broken: without(TYPE.queuePolicy),
}

import { without } from '../breaks.ts'
import { companions } from '../graph.ts'
import { allowedBy, deniesPlainHttp } from '../policyDocument.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html */
export const queueTlsOnly: Rule = {
  source: 'cdk-nag AwsSolutions-SQS4; 45 CFR 164.312(e)(1)',
  says: 'no queue answers without TLS',
  of: [TYPE.queue],
  check(queue, graph) {
    const policies = companions(graph, TYPE.queuePolicy, 'queueUrl', queue).map(({ inputs }) => inputs.policy)
    return [
      ...unless(
        policies.some((policy) => deniesPlainHttp(policy, 'sqs:*')),
        'answers without TLS',
      ),
      // Who writes there has the right as a role of this account.
      ...unless(policies.flatMap(allowedBy).length === 0, 'opened by its own policy'),
    ]
  },
  broken: without(TYPE.queuePolicy),
}

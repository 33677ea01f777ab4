import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

/** Makes the queue of what failed for good: where in a stream, or which event of a schedule; never a record's content. */
export function makeFailures({ stage, keys }: { readonly stage: Stage; readonly keys: Keys }): aws.sqs.Queue {
  const queue = new aws.sqs.Queue('Failures', {
    name: `${stage.prefix}-failures`,
    kmsMasterKeyId: keys.logs.arn,
    messageRetentionSeconds: 14 * 24 * 3_600,
  })
  new aws.sqs.QueuePolicy('FailuresPolicy', {
    queueUrl: queue.url,
    policy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'TlsAlone',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: queue.arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    }),
  })
  return queue
}

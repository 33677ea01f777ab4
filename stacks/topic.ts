import type { Stage } from './stage.ts'

/** Makes a topic of alarms, which whoever is on call is told of by e-mail. An alarm names what it is about and never a person. */
export function makeTopic(of: {
  readonly stage: Stage
  readonly key: aws.kms.Key
  readonly name: string
  /** Where it is, if not where the stage is: an alarm is told where its metric is. */
  readonly region?: string
}): aws.sns.Topic {
  const { stage, key, name, region } = of
  const topic = new aws.sns.Topic(name, {
    name: `${stage.prefix}-${name.toLowerCase()}`,
    kmsMasterKeyId: key.arn,
    region,
  })
  const account = aws.getCallerIdentityOutput().accountId
  const publish = (Service: string, Condition?: object) => ({
    Effect: 'Allow',
    Principal: { Service },
    Action: 'sns:Publish',
    Resource: topic.arn,
    ...(Condition === undefined ? {} : { Condition }),
  })
  const own = { StringEquals: { 'aws:SourceAccount': account } }
  new aws.sns.TopicPolicy(`${name}Policy`, {
    arn: topic.arn,
    region,
    policy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        publish('cloudwatch.amazonaws.com', own),
        publish('budgets.amazonaws.com', own),
        // Shown without a condition in EventBridge User Guide, "Amazon SNS permissions"; a forged letter is a false alarm at worst.
        publish('events.amazonaws.com'),
        {
          Sid: 'TlsAlone',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Resource: topic.arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    }),
  })
  if (stage.alarmAddress !== null)
    new aws.sns.TopicSubscription(`${name}Email`, {
      topic: topic.arn,
      protocol: 'email',
      endpoint: stage.alarmAddress,
      region,
    })
  return topic
}

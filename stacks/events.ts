import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

/** Has what is done to a key, and what GuardDuty finds, told as it happens. */
export function tellEvents(of: { readonly stage: Stage; readonly keys: Keys; readonly topic: aws.sns.Topic }): void {
  const { stage, keys, topic } = of
  const tell = (name: string, pattern: $util.Input<string>) => {
    const rule = new aws.cloudwatch.EventRule(name, { name: `${stage.prefix}-${name}`, eventPattern: pattern })
    new aws.cloudwatch.EventTarget(`${name}Target`, { rule: rule.name, arn: topic.arn })
  }
  // Of calls EventBridge is told by CloudTrail, where the account has a trail (User Guide, "AWS service events via CloudTrail").
  const named = Object.values(keys).flatMap((key: aws.kms.Key) => [key.keyId, key.arn])
  tell(
    'KeyTouched',
    $jsonStringify({
      source: ['aws.kms'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['kms.amazonaws.com'],
        // A replica comes with a policy of its own, and whatever is done to it then is told in its region.
        eventName: ['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy', 'ReplicateKey', 'DisableKeyRotation'],
        requestParameters: { keyId: named },
      },
    }),
  )
  if (stage.guardDuty)
    tell('Finding', JSON.stringify({ source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'] }))
}

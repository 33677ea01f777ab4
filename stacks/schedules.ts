import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

/** What is called by the clock, each by its entry; times are UTC. */
const SCHEDULES = [
  { entry: 'signer', schedule: 'rate(1 minute)' },
  { entry: 'erasures', schedule: 'cron(0 2 * * ? *)' },
  { entry: 'trailCheck', schedule: 'cron(0 4 * * ? *)' },
] as const

/**
 * Makes the schedules. What fails thrice, before the function or in it, is in the queue of failures. Returns ARNs of the
 * roles that call, and put what could not be called there.
 */
export function makeSchedules(of: {
  readonly stage: Stage
  readonly keys: Keys
  readonly failures: aws.sqs.Queue
  readonly jobs: Readonly<Record<(typeof SCHEDULES)[number]['entry'], sst.aws.Function>>
}): readonly $util.Output<string>[] {
  const { stage, keys, failures, jobs } = of
  // Without it a schedule cannot put a letter into a queue under a key of ours.
  const sealLetters = $jsonStringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: keys.logs.arn,
        Condition: { StringEquals: { 'kms:ViaService': `sqs.${stage.region}.amazonaws.com` } },
      },
    ],
  })
  return SCHEDULES.map(({ entry, schedule }) => {
    const fn = jobs[entry]
    const name = `${entry.charAt(0).toUpperCase()}${entry.slice(1)}Schedule`
    const cron = new sst.aws.CronV2(name, {
      function: fn.arn,
      schedule,
      retries: 2,
      dlq: failures.arn,
      transform: {
        role(args) {
          args.inlinePolicies = $output(args.inlinePolicies).apply((policies = []) => [
            ...policies,
            { name: 'letters', policy: sealLetters },
          ])
        },
      },
    })
    // A schedule hands its call over and is done; from there on it is Lambda that tries again.
    new aws.lambda.FunctionEventInvokeConfig(`${name}Retries`, {
      functionName: fn.name,
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: failures.arn } },
    })
    return cron.nodes.role.arn
  })
}

import type { Stage } from './stage.ts'

/** How requests are moved to a new version of a function. */
export interface Rollout {
  readonly application: aws.codedeploy.Application
  readonly group: aws.codedeploy.DeploymentGroup
}

/** Makes what moves the alias: a tenth of the requests first, and back by itself when an alarm goes off. */
export function makeRollout(of: {
  readonly stage: Stage
  readonly graphql: sst.aws.Function
  readonly live: aws.lambda.Alias
  /** Alarms that end a release. */
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[]
}): Rollout {
  const { stage, graphql, live, alarms } = of
  const role = new aws.iam.Role('ReleaseRole', {
    name: `${stage.prefix}-release`,
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'codedeploy.amazonaws.com' }),
    inlinePolicies: [
      {
        name: 'shift',
        policy: $jsonStringify({
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'MoveAlias',
              Effect: 'Allow',
              Action: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
              Resource: [graphql.arn, $interpolate`${graphql.arn}:*`],
            },
            // CloudWatch takes no resource for this one (Service Authorization Reference, "Amazon CloudWatch").
            { Sid: 'SeeAlarms', Effect: 'Allow', Action: 'cloudwatch:DescribeAlarms', Resource: '*' },
          ],
        }),
      },
    ],
  })
  const application = new aws.codedeploy.Application('Release', { name: stage.prefix, computePlatform: 'Lambda' })
  const group = new aws.codedeploy.DeploymentGroup(
    'ReleaseGroup',
    {
      appName: application.name,
      deploymentGroupName: 'graphql',
      serviceRoleArn: role.arn,
      deploymentConfigName: stage.shift,
      deploymentStyle: { deploymentOption: 'WITH_TRAFFIC_CONTROL', deploymentType: 'BLUE_GREEN' },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
      alarmConfiguration: { enabled: true, alarms: alarms.map((alarm) => alarm.name) },
    },
    { dependsOn: [live] },
  )
  return { application, group }
}

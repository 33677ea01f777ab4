import { type CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand } from '@aws-sdk/client-codedeploy'
import { GetAliasCommand, type LambdaClient } from '@aws-sdk/client-lambda'

/** The alias that requests go to. */
const ALIAS = 'live'

/** What moves requests from one version of the API's function to another. */
export interface ShiftOptions {
  readonly lambda: LambdaClient
  readonly codedeploy: CodeDeployClient
  /** What names of the stage begin with: `wardgraph-production`. */
  readonly prefix: string
  /** The version to end at. */
  readonly to: string
  /** Waits between two questions how far it is. */
  readonly wait: () => Promise<void>
}

/** How a shift ended: `unchanged`: requests went to that version already. */
export type Shifted = 'unchanged' | 'Succeeded' | 'Failed' | 'Stopped'

/** Moves requests to a version, by the stage's own way, and waits for how it ends; an alarm moves them back. */
export async function shift({ lambda, codedeploy, prefix, to, wait }: ShiftOptions): Promise<Shifted> {
  const FunctionName = `${prefix}-graphql`
  const { FunctionVersion: from } = await lambda.send(new GetAliasCommand({ FunctionName, Name: ALIAS }))
  if (from === to) return 'unchanged'
  const { deploymentId } = await codedeploy.send(
    new CreateDeploymentCommand({
      applicationName: prefix,
      deploymentGroupName: 'graphql',
      revision: {
        revisionType: 'AppSpecContent',
        appSpecContent: { content: JSON.stringify(appSpec({ FunctionName, from, to })) },
      },
    }),
  )
  for (;;) {
    const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }))
    const status = deploymentInfo?.status
    if (status === 'Succeeded' || status === 'Failed' || status === 'Stopped') return status
    await wait()
  }
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html */
function appSpec(of: {
  readonly FunctionName: string
  readonly from: string | undefined
  readonly to: string
}): object {
  const Properties = { Name: of.FunctionName, Alias: ALIAS, CurrentVersion: of.from, TargetVersion: of.to }
  return { version: 0.0, Resources: [{ graphql: { Type: 'AWS::Lambda::Function', Properties } }] }
}

import { put } from '../breaks.ts'
import { meant, shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
export const poolTokenTrigger: Rule = {
  source: 'ours: docs/access.md',
  says: 'what a token says of a membership is put there by the trigger that reads the directory',
  of: [TYPE.pool],
  check({ inputs: { lambdaConfig } }, graph) {
    const trigger = lambdaConfig?.preTokenGenerationConfig
    const fn = meant(graph, TYPE.function, trigger?.lambdaArn)
    return unless(
      fn !== undefined && shortName(fn, graph) === 'preToken' && trigger.lambdaVersion !== 'V1_0',
      'no trigger for access tokens',
    )
  },
  broken: put('lambdaConfig.preTokenGenerationConfig', undefined),
}

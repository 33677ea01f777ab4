import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html */
export const apiAccessLog: Rule = {
  source: 'cdk-nag AwsSolutions-APIG1, HIPAA.Security-APIGWExecutionLoggingEnabled; 45 CFR 164.312(b)',
  says: 'every request to the API is in its access log',
  of: [TYPE.apiStage],
  check: ({ inputs }, graph) =>
    unless(meant(graph, TYPE.logGroup, inputs.accessLogSettings?.destinationArn) !== undefined, 'no access log'),
  broken: put('accessLogSettings.destinationArn', undefined),
}

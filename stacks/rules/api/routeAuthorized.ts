import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
export const routeAuthorized: Rule = {
  source: 'cdk-nag AwsSolutions-APIG4, AwsSolutions-COG4; 45 CFR 164.312(d)',
  says: 'no route answers without a token',
  of: [TYPE.apiRoute],
  check({ inputs }, graph) {
    const authorizer = meant(graph, TYPE.apiAuthorizer, inputs.authorizerId)
    return unless(inputs.authorizationType === 'JWT' && authorizer !== undefined, `${inputs.routeKey} is open`)
  },
  broken: put('authorizationType', 'NONE'),
}

import { put } from '../breaks.ts'
import { all } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html */
export const apiEndpointClosed: Rule = {
  source: 'ours: the edge is the way in; 45 CFR 164.312(e)(1)',
  says: 'with a domain the API has no other name',
  of: [TYPE.api],
  where: (_, graph) => all(graph, TYPE.apiDomain).length > 0,
  check: ({ inputs }) => unless(inputs.disableExecuteApiEndpoint === true, 'has its first name still'),
  broken: put('disableExecuteApiEndpoint', false),
}

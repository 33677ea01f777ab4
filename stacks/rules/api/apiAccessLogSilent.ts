import { reword } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const SAID = new Set([
  'requestId',
  'requestTime',
  'routeKey',
  'status',
  'responseLatency',
  'responseLength',
  'authorizer.claims.sub',
  'error.messageString',
])

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
export const apiAccessLogSilent: Rule = {
  source: 'ours: no PHI in a log; 45 CFR 164.502(b)',
  says: 'the access log has no path, no query, no header, no address and no claim but the subject',
  of: [TYPE.apiStage],
  check({ inputs }) {
    const variables = [...`${inputs.accessLogSettings?.format}`.matchAll(/\$context\.([\w.-]+)/g)]
    return [
      ...unless(variables.length > 0, 'says nothing'),
      ...variables.flatMap(([, one = '']) => unless(SAID.has(one), `says ${one}`)),
    ]
  },
  broken: reword('$context.routeKey', '$context.path'),
}

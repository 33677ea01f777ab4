import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html */
export const apiThrottled: Rule = {
  source: 'OWASP API4:2023; 45 CFR 164.308(a)(7)',
  says: 'the API takes so many requests a second and no more',
  of: [TYPE.apiStage],
  check({ inputs: { defaultRouteSettings = {} } }) {
    const { throttlingRateLimit, throttlingBurstLimit } = defaultRouteSettings
    return unless(throttlingRateLimit > 0 && throttlingBurstLimit > 0, 'not throttled')
  },
  broken: put('defaultRouteSettings.throttlingRateLimit', 0),
}

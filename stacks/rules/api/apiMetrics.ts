import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
export const apiMetrics: Rule = {
  source: 'ours: alarms are by route',
  says: 'the API counts by route',
  of: [TYPE.apiStage],
  check: ({ inputs }) => unless(inputs.defaultRouteSettings?.detailedMetricsEnabled === true, 'does not count'),
  broken: put('defaultRouteSettings.detailedMetricsEnabled', false),
}

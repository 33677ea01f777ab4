import { without } from '../breaks.ts'
import { all, companions, means, meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

const CALLS = ['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy', 'ReplicateKey']

/** https://docs.aws.amazon.com/kms/latest/developerguide/monitoring-overview.html */
export const keyTouchedTold: Rule = {
  source: 'CIS AWS 4.7; 45 CFR 164.308(a)(1)(ii)(D)',
  says: 'whoever disables a key, has it deleted or changes its policy is told of',
  of: [TYPE.key],
  check(key, graph) {
    const told = all(graph, TYPE.eventRule).filter((rule) => {
      const { detail = {} } = JSON.parse(rule.inputs.eventPattern ?? '{}')
      const named: readonly unknown[] = detail.requestParameters?.keyId ?? []
      const calls: readonly string[] = detail.eventName ?? []
      const heard = companions(graph, TYPE.eventTarget, 'rule', rule)
      return (
        named.some((one) => means(one, key)) &&
        CALLS.every((one) => calls.includes(one)) &&
        heard.some(({ inputs }) => meant(graph, TYPE.topic, inputs.arn) !== undefined)
      )
    })
    return unless(told.length > 0, 'nobody is told')
  },
  broken: without(TYPE.eventTarget),
}

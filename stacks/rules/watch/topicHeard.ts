import { without } from '../breaks.ts'
import { companions } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html */
export const topicHeard: Rule = {
  source: 'ours: 45 CFR 164.308(a)(6)(ii)',
  says: 'somebody hears of every alarm of a stage that is watched',
  of: [TYPE.topic],
  kinds: ['staging', 'production'],
  check: (topic, graph) => unless(companions(graph, TYPE.topicSubscription, 'topic', topic).length > 0, 'nobody hears'),
  broken: without(TYPE.topicSubscription),
}

import { app } from '../breaks.ts'
import { kindOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html */
export const tagged: Rule = {
  source: 'ours: 45 CFR 164.310(d)(2)(iii)',
  says: 'whatever takes tags says its app, its stage and whether it may hold PHI',
  of: [TYPE.stack],
  check(_, graph) {
    const { name, stage, tags } = graph.app
    return [
      ...unless(tags.app === name && tags.stage === stage, 'another app or stage'),
      ...unless(tags['data-class'] === (kindOf(graph) === 'production' ? 'phi' : 'synthetic'), 'another data class'),
    ]
  },
  broken: app({ tags: {} }),
}

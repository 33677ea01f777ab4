import { put } from '../breaks.ts'
import { prefixOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Whoever is woken reads this first. */
export const alarmNamed: Rule = {
  source: 'ours: 45 CFR 164.308(a)(6)(ii)',
  says: 'every alarm has the name of its stage and says what it means',
  of: [TYPE.alarm, TYPE.compositeAlarm],
  check: ({ inputs }, graph) => [
    ...unless(`${inputs.name ?? inputs.alarmName}`.startsWith(`${prefixOf(graph)}-`), 'not named by its stage'),
    ...unless(`${inputs.alarmDescription ?? ''}`.length > 20, 'does not say what it means'),
  ],
  broken: put('alarmDescription', ''),
}

import { without } from '../breaks.ts'
import { companions, means, prefixOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html */
export const keyHasAlias: Rule = {
  source: 'ours: whoever reads a CloudTrail event knows the key by it',
  says: 'every key has an alias with the name of its stage',
  of: [TYPE.key],
  check(key, graph) {
    const aliases = companions(graph, TYPE.keyAlias, 'targetKeyId', key)
    return unless(
      aliases.some(({ inputs }) => inputs.name?.startsWith(`alias/${prefixOf(graph)}-`)),
      'has no alias',
    )
  },
  broken: without(TYPE.keyAlias, (alias, key) => means(alias.inputs.targetKeyId, key)),
}

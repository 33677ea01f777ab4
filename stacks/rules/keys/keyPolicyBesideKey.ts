import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html */
export const keyPolicyBesideKey: Rule = {
  source: 'ours: one for a key of another region finds no key',
  says: "a key's policy and alias are in the region of the key",
  of: [TYPE.keyPolicy, TYPE.keyAlias],
  check({ inputs }, graph) {
    const key = meant(graph, TYPE.key, inputs.keyId ?? inputs.targetKeyId)
    return unless(key !== undefined && key.inputs.region === inputs.region, 'not where its key is')
  },
  broken: put('region', 'us-west-1'),
}

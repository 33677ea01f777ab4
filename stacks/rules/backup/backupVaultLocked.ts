import { each, put } from '../breaks.ts'
import { companions, kindOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html */
export const backupVaultLocked: Rule = {
  source: '45 CFR 164.308(a)(7)(ii)(A), 164.312(c)(1)',
  says: 'no copy is removed before its time, in production by nobody at all',
  of: [TYPE.backupVault],
  check(vault, graph) {
    const [lock] = companions(graph, TYPE.backupVaultLock, 'backupVaultName', vault)
    return [
      ...unless(lock?.inputs.minRetentionDays >= 35, 'not locked for 35 days'),
      // Without days of grace a lock can be lifted by whoever may.
      ...unless(kindOf(graph) !== 'production' || lock?.inputs.changeableForDays >= 3, 'can be lifted'),
    ]
  },
  broken: each(TYPE.backupVaultLock, put('minRetentionDays', 1)),
}

import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html */
export const backupVaultKey: Rule = {
  source: '45 CFR 164.312(a)(2)(iv)',
  says: 'copies are under the tables key',
  of: [TYPE.backupVault],
  check: ({ inputs }, graph) => unless(meant(graph, TYPE.key, inputs.kmsKeyArn)?.name === 'TablesKey', 'another key'),
  broken: put('kmsKeyArn', undefined),
}

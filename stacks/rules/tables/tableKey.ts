import { put } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html */
export const tableKey: Rule = {
  source: '45 CFR 164.312(a)(2)(iv)',
  says: 'every table is under the tables key',
  of: [TYPE.table],
  check({ inputs: { serverSideEncryption } }, graph) {
    const key = meant(graph, TYPE.key, serverSideEncryption?.kmsKeyArn)
    return unless(serverSideEncryption?.enabled === true && key?.name === 'TablesKey', 'not under the tables key')
  },
  broken: put('serverSideEncryption.kmsKeyArn', undefined),
}

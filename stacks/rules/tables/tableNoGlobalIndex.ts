import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html */
export const tableNoGlobalIndex: Rule = {
  source: 'ours: packages/records/README.md',
  says: 'no table has a global index, which could be read late and past the wall',
  of: [TYPE.table],
  check: ({ inputs }) => unless((inputs.globalSecondaryIndexes ?? []).length === 0, 'has a global index'),
  broken: put('globalSecondaryIndexes', [{ name: 'byEmail', hashKey: 'e', projectionType: 'ALL' }]),
}

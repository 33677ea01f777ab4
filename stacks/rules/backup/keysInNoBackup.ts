import { put } from '../breaks.ts'
import { prefixOf } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** A copy of the keys table is the key of whoever was erased since it was made. */
export const keysInNoBackup: Rule = {
  source: 'ours: docs/erasure.md; 45 CFR 164.310(d)(2)(i)',
  says: 'what is copied is named, and the keys table is not among it',
  of: [TYPE.backupSelection],
  check: ({ inputs }, graph) => [
    ...(inputs.resources ?? [])
      .filter((arn: string) => arn.includes('*') || arn.endsWith(`/${prefixOf(graph)}-keys`))
      .map((arn: string) => `copies ${arn}`),
    ...unless((inputs.selectionTags ?? []).length === 0 && (inputs.conditions ?? []).length === 0, 'copies by tag'),
  ],
  broken: put('resources', ['*']),
}

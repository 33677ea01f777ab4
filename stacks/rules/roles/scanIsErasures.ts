import { granting } from '../breaks.ts'
import { ofRows, ownerOf, tablesOf } from '../rows.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const SCANS: Readonly<Record<string, readonly string[]>> = { erasures: ['records', 'directory', 'keys'] }

/** A scan names no partition, so no wall is in its way. */
export const scanIsErasures: Rule = {
  source: 'ours: docs/erasure.md; 45 CFR 164.502(b)',
  says: 'the job of erasures alone reads whole tables, and those that it erases from',
  of: [TYPE.role],
  check(role, graph) {
    const may = SCANS[ownerOf(role, graph) ?? ''] ?? []
    return ofRows(role, graph, ['dynamodb:Scan'])
      .flatMap((one) => tablesOf(one, graph))
      .filter((table) => !may.includes(table))
      .map((table) => `scans ${table}`)
  },
  broken: granting({ Action: 'dynamodb:Scan', Resource: '*' }),
}

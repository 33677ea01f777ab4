import { put } from '../breaks.ts'
import { meant, type Resource } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html */
export const backupKept: Rule = {
  source: 'ours: docs/restore.md; 45 CFR 164.308(a)(7)(ii)(A)',
  says: 'there is a copy of each of the last 35 days, in a vault of ours',
  of: [TYPE.backupPlan],
  check({ inputs }, graph) {
    const rules: readonly Resource['inputs'][] = inputs.rules ?? []
    const daily = ({ schedule, lifecycle }: Resource['inputs']) =>
      /^cron\(\d+ \d+ \* \* \? \*\)$/.test(schedule) && lifecycle?.deleteAfter >= 35
    return [
      ...unless(rules.some(daily), 'not of each day'),
      ...rules
        .filter(({ targetVaultName }) => meant(graph, TYPE.backupVault, targetVaultName) === undefined)
        .map(({ ruleName }) => `${ruleName} goes elsewhere`),
    ]
  },
  broken: put('rules.0.lifecycle.deleteAfter', 7),
}

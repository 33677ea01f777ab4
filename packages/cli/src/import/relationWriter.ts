import {
  type Action,
  boundAs,
  keyRow,
  openKey,
  type Relation,
  relationActions,
  relationKey,
  relationOf,
} from '@wardgraph/records'
import { better } from './careTeams.ts'
import { type Job, untilSettled } from './job.ts'
import { Rows } from './rows.ts'

/**
 * Writes the relations that are better than what is stored, both sides of each in one transaction, and tells how many.
 * Whom an erasure took since the chart was read gets none: the patient's key is still what was read.
 * @throws ImportError, TableError, VaultError
 */
export function writeRelations(
  relations: readonly Relation[],
  of: { readonly job: Job; readonly now: number; readonly onWritten: (count: number) => void },
): Promise<void> {
  const { job, now, onWritten } = of
  return untilSettled(relations, async (left) => {
    const keys = await job.keys()
    const places = left.map((relation) => relationKey(keys.tenant, relation))
    const keyOf = ({ patient }: Relation) => keyRow(keys.tenant, patient)
    const rows = await Rows.read(job.services.table, [...places, ...left.map(keyOf)])
    const changes = left.flatMap((relation) => {
      const key = rows.find(keyOf(relation))
      if (key === undefined || openKey(keys, { subject: relation.patient, row: key }) === undefined) return []
      const row = rows.find(relationKey(keys.tenant, relation))
      const stored = row === undefined ? undefined : relationOf(keys, row)
      // What was given or ended by hand stands until something begins after it.
      if (stored?.basis === 'manual' && (stored.end === null || relation.start < stored.end)) return []
      const best = stored === undefined || stored.basis === 'manual' ? relation : better(stored, relation, now)
      return best === stored ? [] : [{ ...best, w: (stored?.w ?? 0) + 1 }]
    })
    if (changes.length === 0) return []
    const checks = new Map(
      changes.flatMap((change): readonly [string, Action][] => {
        const [key, row] = [keyOf(change), rows.find(keyOf(change))]
        return row === undefined ? [] : [[key.pk, { do: 'check', key, if: boundAs(row) }]]
      }),
    )
    const written = await job.write({
      keys,
      actions: [...changes.flatMap((change) => relationActions(keys, change)), ...checks.values()],
      changed: changes.map(({ patient, actor, w }) => [patient, 'CareTeamMembership', actor, ['period', 'basis'], w]),
    })
    if (!written) return left
    onWritten(changes.length)
    return []
  })
}

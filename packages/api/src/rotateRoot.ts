import { isLinked } from '@wardgraph/audit'
import type { TableName } from '@wardgraph/records'
import { type Row, renewRow, replacedRoot } from '@wardgraph/vault'
import {
  LEAD,
  nextCounter,
  type Renew,
  type Rotating,
  replace,
  SETTLED,
  storedKeys,
  untilNoneIsLeft,
  wait,
  write,
} from './rotating.ts'

/** The tables whose rows a tenant's root binds, those that pass by themselves apart; records are bound by their subjects' keys. */
const LASTING: readonly TableName[] = ['keys', 'directory']
const PASSING: readonly TableName[] = ['sessions', 'disclosures']

/**
 * Gives a tenant a new root, under the KMS key `under` or the deployment's first, binds and wraps everything by it, and
 * replaces the old one: from then on KMS opens the new one alone. A root that was begun is finished first, and is enough
 * unless it is under another KMS key. How many rows are not what was written and stay as they are: while there are any but
 * those that pass by themselves, so does the old root. @throws TableError, VaultError
 */
export async function rotateRoot(of: Rotating, { under }: { readonly under: string | undefined }): Promise<number> {
  const { tenant, onProgress } = of
  const begun = await rootRows(of)
  if (begun.length === 1) await begin(of, { last: versionOf(begun[0]), under })
  const [newest] = (await rootRows(of)).toReversed()
  await wait(of, Number(newest?.f ?? 0) + SETTLED, 'a new root is made')
  const renewed = (tables: readonly TableName[]) =>
    untilNoneIsLeft(of, async (each) => {
      for (const table of tables) await each(table, renewing(table))
    })
  const lasting = await renewed(LASTING)
  const passing = await renewed(PASSING)
  const damaged = passing.damaged + lasting.damaged
  // Whoever sets them right, from a backup perhaps, needs the root that they were bound with.
  if (lasting.damaged > 0) return damaged
  const keys = await storedKeys(of)
  // The one waited for may be replaced itself by now: what is under it is then another run's to renew.
  const old = (await rootRows(of)).filter((row) => versionOf(row) < versionOf(newest))
  await write(
    of,
    keys,
    old.map((row) => [replace('keys', row, replacedRoot(keys, row, nextCounter(row)))]),
  )
  onProgress(`tenant ${tenant}: root ${versionOf(newest)} is in the place of those before.`)
  const isOther = begun.length > 1 && under !== undefined && newest?.kms !== under
  return isOther ? rotateRoot(of, { under }) : damaged
}

async function begin(of: Rotating, { last, under }: { readonly last: number; readonly under: string | undefined }) {
  const { services, tenant } = of
  const row = await services.vault.createRoot(tenant, { version: last + 1, from: services.now() + LEAD, under })
  // Refused: another run has made it, and this one goes on with that.
  await write(of, await storedKeys(of), [[{ do: 'put', table: 'keys', row, if: { is: 'absent' } }]])
}

/** The rows of the roots that KMS opens, the oldest first. */
async function rootRows({ services, tenant }: Rotating): Promise<readonly Row[]> {
  const rows = await services.table.query({ table: 'keys', pk: `${tenant}#K` })
  return rows.filter(({ b }) => b !== undefined).toSorted((a, b) => versionOf(a) - versionOf(b))
}

const versionOf = (row: Row | undefined): number => Number(String(row?.sk).split('#')[1])

/** A row that is in no record of the trail has no counter. */
function renewing(table: TableName): Renew {
  return async (keys, rows) =>
    rows.map((row) => () => {
      const changes = isLinked({ table, pk: String(row.pk) }) ? nextCounter(row) : {}
      const renewed = renewRow(keys, { table, row, changes })
      return renewed === undefined ? [] : [replace(table, row, renewed)]
    })
}

import { movedPostings, reindexed, type Stored, uniqueKey } from '@wardgraph/records'
import { newIndexRoot, type Row, VaultError, withoutIndexRoot } from '@wardgraph/vault'
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
import { storedRows } from './storedRows.ts'

/**
 * Gives a tenant a new index root and writes every posting anew under it; while that runs, what is written is found under
 * the new one and what is not under the old. One that was begun is finished first. How many rows are not what was written
 * and stay as they are: while there are any, so does the old root. @throws TableError, VaultError
 */
export async function rotateIndex(of: Rotating): Promise<number> {
  const { services } = of
  if ((await indexRows(of)).length === 1) {
    const keys = await storedKeys(of)
    const row = newIndexRoot(keys, services.now() + LEAD)
    // Refused: another run has made it, and this one goes on with that.
    await write(of, keys, [[{ do: 'put', table: 'keys', row, if: { is: 'absent' } }]])
  }
  const from = Math.max(...(await indexRows(of)).map(({ f }) => Number(f ?? 0)))
  await wait(of, from + SETTLED, 'a new index root is made')
  const { damaged } = await untilNoneIsLeft(of, (each) => each('records', reindexing(of)))
  // Whoever sets them right, from a backup perhaps, finds them by the root that they were found by.
  if (damaged > 0) return damaged
  const keys = await storedKeys(of)
  const old = (await indexRows(of)).filter(({ f }) => Number(f ?? 0) < from)
  await write(
    of,
    keys,
    old.map((row) => [replace('keys', row, withoutIndexRoot(keys, row, nextCounter(row)))]),
  )
  return 0
}

/** The rows of the index roots in use. */
async function indexRows({ services, tenant }: Rotating): Promise<readonly Row[]> {
  const rows = await services.table.query({ table: 'keys', pk: `${tenant}#K`, prefix: 'ix#' })
  return rows.filter(({ k }) => k !== undefined)
}

/** Records under the newest index root. An old version is found by nothing. */
function reindexing({ services }: Rotating): Renew {
  return async (keys, rows) => {
    const found = rows.filter(({ q, sk }) => q !== undefined && !String(sk).startsWith('H#'))
    const open = await storedRows(services, { keys, rows: found })
    const opened = open.map((one) => attempt(() => movedOf(one())))
    const places = opened.flatMap((one) => one.value?.moved.flatMap(({ from, to }) => [from, to].map(uniqueKey)) ?? [])
    const holders = await services.table.get(places)
    const held = new Map(holders.flatMap((row) => (row === undefined ? [] : [[String(row.pk), row] as const])))
    const made = opened.map((one) => () => {
      if (one.error !== undefined) throw one.error
      if (one.value === undefined || one.value.moved.length === 0) return []
      for (const posting of one.value.moved.flatMap(({ from, to }) => [from, to])) {
        const row = held.get(uniqueKey(posting).pk)
        if (row !== undefined) keys.verify({ table: 'directory', row })
      }
      return reindexed(keys, { ...one.value, rows: held })
    })
    const madeOf = new Map(found.map((row, i) => [row, made[i]]))
    return rows.map((row) => madeOf.get(row) ?? (() => []))

    function movedOf(stored: Stored | undefined) {
      return stored && { stored, moved: movedPostings(keys, stored) }
    }
  }
}

/** What comes of it, or why nothing does; said later, where rows that are not what was written are counted. */
function attempt<T>(work: () => T): { readonly value?: T; readonly error?: VaultError } {
  try {
    return { value: work() }
  } catch (error) {
    if (error instanceof VaultError) return { error }
    throw error
  }
}

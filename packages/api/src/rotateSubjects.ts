import { type Action, documentOf, documentsOf, partsOf, type Stored } from '@wardgraph/records'
import {
  isOutdated,
  type Row,
  renewItem,
  renewLargePart,
  type TenantKeys,
  VaultError,
  verifyItem,
  withNewVersion,
  withoutOldVersions,
} from '@wardgraph/vault'
import type { Group } from './groups.ts'
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

/** A rotation of subject keys that was begun, and whether it came to its end: a row, so that whoever goes on knows. */
interface Job {
  readonly row: Row | undefined
  readonly since: number
  readonly done: boolean
}

/**
 * Gives every patient of a tenant, its staff and itself a new key, seals everything anew, and takes the old keys away. A
 * rotation that was begun is finished first. How many rows are not what was written and stay as they are: while there are
 * any, so do the old keys. @throws TableError, VaultError
 */
export async function rotateSubjects(of: Rotating): Promise<number> {
  const { services } = of
  const { since } = await begin(of)
  let from = 0
  await untilNoneIsLeft(of, (each) =>
    each('keys', async (keys, rows) =>
      rows.map((row) => () => {
        if (!isSubject(row)) return []
        keys.verify({ table: 'keys', row })
        from = Math.max(from, newestFrom(row))
        if (row.shredded !== undefined || newestFrom(row) >= since) return []
        const next = withNewVersion(keys, { row, from: services.now() + LEAD, changes: nextCounter(row) })
        from = Math.max(from, newestFrom(next))
        return [replace('keys', row, next)]
      }),
    ),
  )
  await wait(of, from + SETTLED, 'new keys are made')
  const sealed = () => untilNoneIsLeft(of, (each) => each('records', sealing(of)))
  const first = await sealed()
  // Whoever sets them right, from a backup perhaps, needs the key that they were sealed with.
  if (first.damaged > 0) return first.damaged
  await wait(
    of,
    services.now() + SETTLED,
    'everything is sealed anew, and the old keys are kept for who has read it before',
  )
  // What came meanwhile from a machine whose clock is behind is under an old key.
  const last = await sealed()
  if (last.damaged > 0) return last.damaged
  await untilNoneIsLeft(of, (each) =>
    each('keys', async (keys, rows) =>
      rows.map((row) => () => {
        if (!isSubject(row) || versionsOf(row).length < 2) return []
        // One that a run after this one has made is that run's to wait for; and a clock that was set back is not believed.
        if (newestFrom(row) > from || newestFrom(row) + SETTLED > services.now()) return []
        return [replace('keys', row, withoutOldVersions(keys, { row, changes: nextCounter(row) }))]
      }),
    ),
  )
  await end(of, since)
  return 0
}

const isSubject = ({ pk }: Row): boolean => String(pk).split('#').length === 4

/** The versions of a subject's key, by their attributes. */
const versionsOf = (row: Row): readonly number[] =>
  Object.keys(row).flatMap((name) => (/^k[0-9]+$/.test(name) ? [Number(name.slice(1))] : []))

/** From when on (ms) the newest is written with; the first always was. */
const newestFrom = (row: Row): number => Number(row[`f${Math.max(...versionsOf(row))}`] ?? 0)

async function begin(of: Rotating): Promise<Job> {
  const job = await jobOf(of)
  if (job.row !== undefined && !job.done) return job
  const keys = await storedKeys(of)
  const since = of.services.now()
  await write(of, keys, [[jobAction(keys, { ...job, since, done: false })]])
  // Refused: another run has begun it, and this one goes on with that.
  return jobOf(of)
}

/** Not one that was begun after another run had come to the end of this one. */
async function end(of: Rotating, since: number): Promise<void> {
  const job = await jobOf(of)
  const keys = await storedKeys(of)
  if (!job.done && job.since === since) await write(of, keys, [[jobAction(keys, { ...job, done: true })]])
}

async function jobOf(of: Rotating): Promise<Job> {
  const [row] = await of.services.table.get([{ table: 'directory', ...jobKey(of) }])
  if (row === undefined) return { row, since: 0, done: true }
  ;(await storedKeys(of)).verify({ table: 'directory', row })
  return { row, since: Number(row.since), done: row.done === true }
}

const jobKey = ({ tenant }: Pick<Rotating, 'tenant'>) => ({ pk: `${tenant}#J`, sk: 'keys' })

function jobAction(keys: TenantKeys, { row: before, since, done }: Job): Action {
  const w = before === undefined ? 1 : nextCounter(before).w
  const row = keys.protect({ table: 'directory', row: { ...jobKey(keys), since, done, w } })
  return before === undefined
    ? { do: 'put', table: 'directory', row, if: { is: 'absent' } }
    : replace('directory', before, row)
}

/** Rows of records under the newest keys of their subjects, and their documents, of which the old ones are swept. */
function sealing({ services, documents }: Rotating): Renew {
  return async (keys, rows) => {
    const made: (() => Group)[] = []
    // One by one: documents are large.
    for (const open of await storedRows(services, { keys, rows }))
      made.push(await sealed(open, { services, documents }))
    return made
  }
}

/** Written by then, so that a row never names a document that is not there; or why nothing is, said where rows are counted. */
async function sealed(
  open: () => Stored | undefined,
  { services: { policy }, documents }: Pick<Rotating, 'services' | 'documents'>,
): Promise<() => Group> {
  try {
    const stored = open()
    if (stored === undefined) return () => []
    const { row } = stored
    verifyItem({ ...stored, table: 'records' })
    const renewed: Record<string, string> = {}
    for (const [name, document] of Object.entries(documentsOf(policy, row))) {
      if (!isOutdated(stored.key, document)) continue
      const bytes = await documents.find(document)
      if (bytes === undefined) throw new VaultError('ERR_VAULT_INTEGRITY')
      const next = await renewLargePart({ ...documentOf(policy, stored, name), name: document }, bytes)
      await documents.put(next.name, next.bytes)
      renewed[name] = next.name
    }
    const of = { ...stored, table: 'records', isPart: partsOf(policy), documents: renewed }
    const next = renewItem({ ...of, changes: nextCounter(row) })
    return () => (next === undefined ? [] : [replace('records', row, next)])
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    return () => {
      throw error
    }
  }
}

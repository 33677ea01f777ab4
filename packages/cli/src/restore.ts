import { join } from 'node:path'
import { scan, together } from '@wardgraph/api'
import type { Action, TableName } from '@wardgraph/records'
import { BACKED_UP, type BackupManifest, fileOf, readBackup } from './backupFolder.ts'
import { CliError, EXIT, print, say } from './command.ts'
import { dumpedRows } from './dumpedRow.ts'
import { readSettings, writeSettings } from './home.ts'
import { type Instance, withTables } from './instance.ts'
import { replayed } from './keysCommands.ts'
import { json, parse, word } from './options.ts'

/** As far back as the keys table can be recovered where it is deployed (ms). */
const KEYS_LAST = 7 * 24 * 3_600_000
/** Rows that are read at once. */
const AT_ONCE = 500

/** `restore --dir DIR`: a backup into empty tables of the same deployment. @throws CliError */
export async function restoreCommand(args: readonly string[]): Promise<number> {
  const { values } = parse(args, { ...json, dir: { type: 'string' } })
  const dir = word(values.dir)
  if (dir === undefined) throw new CliError('WRONG_USAGE', 'restore --dir DIR [--json].')
  const { manifest, id } = await readBackup(dir)
  return withTables(process.env, async (instance) => {
    await refuse(instance, { manifest, id })
    const unknown = await writeBack(instance, { dir, id })
    const came = await replayed(instance)
    // A backup may be older than some of the types.
    const { restoring: _restoring, types: _types, ...settings } = readSettings(instance.folder)
    writeSettings(instance.folder, settings)
    const { time } = manifest
    if (values.json === true) print(JSON.stringify({ time, unknown, ...came }))
    else
      say(
        `restored as of ${time}: ${came.records} later records are put back into the trail, ${came.patients} patients are erased again.`,
      )
    if (unknown > 0) say(`${unknown} rows are none that this product writes, and were left out.`)
    if (came.unbound > 0) say(`${came.unbound} certificates were not made here, and nobody is erased by them.`)
    return came.unbound > 0 ? EXIT.no : EXIT.yes
  })
}

async function refuse(
  { folder, owned, owner, config, services }: Instance,
  { manifest, id }: { readonly manifest: BackupManifest; readonly id: string },
): Promise<void> {
  if (!owned)
    throw new CliError('SERVER_RUNNING', `a server has this home folder: ${owner.url ?? 'a command'}.`, {
      exit: EXIT.unavailable,
    })
  const no = { exit: EXIT.no }
  if (manifest.deployment !== config.deployment)
    throw new CliError(
      'FOREIGN_BACKUP',
      'the backup is of another deployment: settings.json, kms.sqlite and s3.sqlite of the home folder outlive its tables.',
      no,
    )
  // What is unfinished goes on, also in rows that it has written itself.
  if (readSettings(folder).restoring !== id)
    for (const table of BACKED_UP)
      for await (const _ of scan(config, table))
        throw new CliError('NOT_EMPTY', 'there are rows in the tables: locally, move dynamodb.sqlite* away first.', no)
  if (services.now() - Date.parse(manifest.time) > KEYS_LAST)
    throw new CliError(
      'KEYS_TOO_OLD',
      'the keys of the backup are older than seven days: keys that were destroyed would come back with them for ever.',
      no,
    )
}

/** Says how many rows are none of this product's. Written over with the same where it was stopped before. */
async function writeBack(
  { folder, services }: Instance,
  { dir, id }: { readonly dir: string; readonly id: string },
): Promise<number> {
  writeSettings(folder, { ...readSettings(folder), restoring: id })
  let unknown = 0
  for (const table of BACKED_UP)
    for await (const rows of batches(join(dir, fileOf(table)), table)) {
      for (const some of together(rows.map((row) => (row === undefined ? [] : [row]))))
        if (some.flat().length > 0) await services.table.transact(some.flat(), { token: crypto.randomUUID() })
      unknown += rows.filter((row) => row === undefined).length
    }
  return unknown
}

async function* batches(path: string, table: TableName): AsyncGenerator<readonly (Action | undefined)[], void, void> {
  let rows: (Action | undefined)[] = []
  for await (const { row } of dumpedRows(path)) {
    rows.push(row && { do: 'put', table, row })
    if (rows.length < AT_ONCE) continue
    yield rows
    rows = []
  }
  yield rows
}

import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { dumpRows } from '@wardgraph/api'
import { digestKey } from '@wardgraph/audit'
import type { DumpedRow, TableName } from '@wardgraph/records'
import { emptyFolder } from './audit.ts'
import { BACKED_UP, type BackupFile, type BackupManifest, fileOf, MANIFEST } from './backupFolder.ts'
import { CliError, EXIT, print, say } from './command.ts'
import { type Instance, withInstance } from './instance.ts'
import { json, parse, word } from './options.ts'

/** `backup --out DIR`: every row as it was when it was read, while others write. @throws CliError */
export async function backupCommand(args: readonly string[]): Promise<number> {
  const { values } = parse(args, { ...json, out: { type: 'string' } })
  const out = word(values.out)
  if (out === undefined) throw new CliError('WRONG_USAGE', 'backup --out DIR [--json].')
  return withInstance(process.env, async (instance) => {
    const { time, files } = await backUp(instance, out)
    const rows = files.reduce((sum, file) => sum + file.rows, 0)
    if (values.json === true) print(JSON.stringify({ time, rows }))
    else say(`${rows} rows; ${fileOf('keys')} is good for seven days and must be destroyed by then, wherever it lies.`)
    return EXIT.yes
  })
}

async function backUp({ config, services }: Instance, out: string): Promise<BackupManifest> {
  await emptyFolder(out)
  const time = new Date(services.now()).toISOString()
  const files: BackupFile[] = []
  for (const table of BACKED_UP) files.push(await write(join(out, fileOf(table)), rowsOf(config, table), fileOf(table)))
  const manifest: BackupManifest = { v: 1, deployment: config.deployment, time, files }
  await pipeline(Readable.from([`${JSON.stringify(manifest)}\n`]), createWriteStream(join(out, MANIFEST), PRIVATE))
  return manifest
}
const PRIVATE = { mode: 0o600, flags: 'wx', flush: true } as const

/** Digests first, so that every record of which one speaks is read after it. */
async function* rowsOf(config: Instance['config'], table: TableName): AsyncGenerator<DumpedRow, void, void> {
  for (const isTurn of table === 'audit' ? [isDigest, isNoDigest] : [() => true])
    for await (const row of dumpRows(config, table)) if (isTurn(row)) yield row
}

const isDigest = ({ item: { pk } }: DumpedRow) => JSON.stringify(pk) === JSON.stringify({ S: digestKey })
const isNoDigest = (row: DumpedRow) => !isDigest(row)

async function write(path: string, dumped: AsyncIterable<DumpedRow>, name: string): Promise<BackupFile> {
  const hash = createHash('sha256')
  let rows = 0
  const lines = async function* () {
    for await (const row of dumped) {
      const line = `${JSON.stringify(row)}\n`
      hash.update(line)
      rows += 1
      yield line
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path, PRIVATE))
  return { name, rows, sha256: hash.digest('hex') }
}

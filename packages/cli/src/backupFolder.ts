import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '@wardgraph/audit'
import type { TableName } from '@wardgraph/records'
import { CliError, EXIT } from './command.ts'

/** What a backup is of, and its files; it is written last, so that a folder with it is whole. */
export interface BackupManifest {
  readonly v: 1
  readonly deployment: string
  /** ISO 8601: when the first row was read. */
  readonly time: string
  readonly files: readonly BackupFile[]
}

/** One table's rows: NDJSON as `table dump` writes it. */
export interface BackupFile {
  readonly name: string
  readonly rows: number
  /** SHA-256 (hex) of the file. */
  readonly sha256: string
}

/** The file with the manifest. */
export const MANIFEST = 'manifest.json'

/** The tables in the order in which they are read and written back; keys by themselves, to be destroyed before the others. */
export const BACKED_UP: readonly TableName[] = ['audit', 'directory', 'sessions', 'disclosures', 'records', 'keys']

/** The file of a table. */
export const fileOf = (table: TableName): string => `${table}.ndjson`

/** A backup that is what was written: its manifest, and the hash of that. @throws CliError UNREADABLE, DAMAGED */
export async function readBackup(dir: string): Promise<{ readonly manifest: BackupManifest; readonly id: string }> {
  const { text, manifest } = await readManifest(dir)
  for (const table of BACKED_UP) {
    const file = manifest.files.find(({ name }) => name === fileOf(table))
    if (file === undefined || (await hashOf(join(dir, file.name))) !== file.sha256)
      throw new CliError('DAMAGED', 'a file of the backup is not what was written; nothing is restored.', {
        exit: EXIT.no,
      })
  }
  return { manifest, id: sha256(text) }
}

async function readManifest(dir: string): Promise<{ readonly text: string; readonly manifest: BackupManifest }> {
  try {
    const text = await readFile(join(dir, MANIFEST), 'utf8')
    const manifest: unknown = JSON.parse(text)
    if (isManifest(manifest)) return { text, manifest }
  } catch (cause) {
    throw unreadable(cause)
  }
  throw unreadable()
}

const unreadable = (cause?: unknown) =>
  new CliError('UNREADABLE', 'the folder of --dir has no manifest of a backup, which is written last.', { cause })

function isManifest(value: unknown): value is BackupManifest {
  const { v, deployment, time, files } = (value ?? {}) as Partial<Record<keyof BackupManifest, unknown>>
  const isWhole = v === 1 && typeof deployment === 'string' && !Number.isNaN(Date.parse(String(time)))
  return isWhole && Array.isArray(files) && files.every(isFile)
}

function isFile(value: unknown): value is BackupFile {
  const { name, rows, sha256: hash } = (value ?? {}) as Partial<Record<keyof BackupFile, unknown>>
  return typeof name === 'string' && Number.isSafeInteger(rows) && typeof hash === 'string'
}

/** Undefined where the file cannot be read. */
async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    for await (const bytes of createReadStream(path)) hash.update(bytes)
  } catch {
    return undefined
  }
  return hash.digest('hex')
}

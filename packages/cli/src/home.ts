import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CliError, EXIT } from './command.ts'

/** What the owner of a home folder tells other commands: where its services listen; url is null without a server. */
export interface Owner {
  readonly pid: number
  readonly url: string | null
  readonly endpoints: { readonly dynamodb: string; readonly kms: string; readonly s3: string; readonly sts: string }
}

/** The folder that holds everything local: 0700, WARDGRAPH_HOME or `.wardgraph`. @throws CliError FOLDER_UNUSABLE */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  const folder = resolve(env.WARDGRAPH_HOME || '.wardgraph')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
  } catch (cause) {
    throw new CliError(
      'FOLDER_UNUSABLE',
      'the home folder cannot be made or used; set WARDGRAPH_HOME to one that can.',
      { exit: EXIT.unavailable, cause },
    )
  }
  return folder
}

/**
 * Takes the folder for this process, undefined if another one has it. SQLite's file lock is the operating system's: it
 * ends with the process, however that ends.
 */
export function lockFolder(folder: string): { release(): void } | undefined {
  const file = join(folder, 'lock.sqlite')
  let db: DatabaseSync | undefined
  try {
    closeSync(openSync(file, 'a', 0o600))
    db = new DatabaseSync(file, { timeout: 0 })
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    db?.close()
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY) return undefined
    throw new CliError('FOLDER_UNUSABLE', 'the home folder cannot be written.', { exit: EXIT.unavailable, cause })
  }
  const held = db
  // One that was killed has left its own behind.
  forgetOwner(folder)
  return {
    release() {
      forgetOwner(folder)
      held.close()
    },
  }
}
function forgetOwner(folder: string): void {
  rmSync(join(folder, 'server.json'), { force: true })
}
const SQLITE_BUSY = 5

/** What the live owner of the folder says of itself. @throws CliError LOCKED if it does not say anything yet, OWNER_OUTDATED */
export function readOwner(folder: string): Owner {
  const owner = ownerIn(folder)
  // Without it a function would ask the STS of AWS.
  if (owner.endpoints.sts) return owner
  throw new CliError(
    'OWNER_OUTDATED',
    'a server of another version has this home folder; stop it and start it again.',
    {
      exit: EXIT.unavailable,
    },
  )
}

function ownerIn(folder: string): Owner {
  try {
    return JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'))
  } catch (cause) {
    throw new CliError('LOCKED', 'another process has this home folder and is just starting or stopping; try again.', {
      exit: EXIT.unavailable,
      cause,
    })
  }
}

/** Tells other commands where this process listens. */
export function writeOwner(folder: string, owner: Owner): void {
  writeWhole(join(folder, 'server.json'), JSON.stringify(owner))
}

/** What this folder was made with: it is not to change while the folder lives. */
export interface Settings {
  /** How rows are laid out in it; `FORMAT` of the version that made it. */
  readonly format?: number
  /** The deployment id in every seal. */
  readonly deployment: string
  /** The moment (ms) that the demonstration data is made for, once that has begun. */
  readonly seeding?: number
  /** The same once it is there whole. */
  readonly seeded: number | null
  /** The record types that stored rows have been upcast to; absent where nobody has looked. */
  readonly types?: readonly string[]
  /** While a restore is under way: the SHA-256 (hex) of the backup's manifest. */
  readonly restoring?: string
}

/** The layout of packages/records/README.md; before the first release a folder of another one is not carried over. */
const FORMAT = 5

/** The folder's settings, made at first use. @throws CliError FOLDER_OUTDATED, FOLDER_UNUSABLE */
export function readSettings(folder: string): Settings {
  const settings = settingsIn(folder)
  if (settings.format === FORMAT) return settings
  throw new CliError('FOLDER_OUTDATED', 'another version made this home folder; remove it, or set WARDGRAPH_HOME.', {
    exit: EXIT.unavailable,
  })
}

function settingsIn(folder: string): Settings {
  const file = join(folder, 'settings.json')
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    // Anything but its absence must not lead to a new deployment id: nothing sealed under the old one would open.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'))
      throw new CliError('FOLDER_UNUSABLE', 'settings.json in the home folder cannot be read.', {
        exit: EXIT.unavailable,
        cause,
      })
    const made: Settings = { format: FORMAT, deployment: `local-${crypto.randomUUID()}`, seeded: null }
    writeWhole(file, JSON.stringify(made))
    return made
  }
}

/** Replaces the folder's settings. */
export function writeSettings(folder: string, settings: Settings): void {
  writeWhole(join(folder, 'settings.json'), JSON.stringify(settings))
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

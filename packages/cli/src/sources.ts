import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compile, type Policy } from '@wardgraph/access'
import { CliError, say } from './command.ts'

/** The folder of the schema, in the working directory and at every git ref. */
export const SCHEMA = 'schema'

/** A file of a schema; `name` with forward slashes. */
export interface Source {
  readonly name: string
  readonly text: string
}

/** The `*.graphql` files of a folder, in the order of their names; none if there is no such folder. */
export async function readFolder(folder: string): Promise<Source[]> {
  const all = await readdir(folder).catch(ifAbsent<string[]>([]))
  const names = all.filter((name) => name.endsWith('.graphql')).sort()
  return Promise.all(
    names.map(async (name) => ({ name: `${SCHEMA}/${name}`, text: await readFile(join(folder, name), 'utf8') })),
  )
}

/** The policy of `./schema`, of another schema folder, or of `./schema` at a git ref. @throws CliError UNREADABLE */
export async function policyAt(place: string): Promise<Policy> {
  const sources = (await isFolder(place)) ? await readFolder(place) : await readRef(place)
  if (sources.length === 0) throw new CliError('UNREADABLE', 'expected a git ref, or a folder with *.graphql files.')
  const { problems, policy } = compile({ sources })
  for (const problem of problems) say(problem)
  if (policy === null) throw new CliError('UNREADABLE', 'this schema does not compile.')
  return policy
}

/** Widenings that were approved, beside the schema: a date and the sentence of `access diff` on each line. */
const APPROVALS = 'approvals.txt'

/** The lines of a place's approvals; none where there is no such file. @throws CliError UNREADABLE if one is no approval */
export async function approvalsAt(place: string): Promise<readonly string[]> {
  const text = (await isFolder(place))
    ? await readFile(join(place, APPROVALS), 'utf8').catch(ifAbsent(''))
    : await git('show', `${refOf(place)}:./${SCHEMA}/${APPROVALS}`).catch(() => '')
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const wrong = lines.find((line) => !/^\d{4}-\d{2}-\d{2} [+~] \S/.test(line))
  if (wrong === undefined) return lines
  throw new CliError('UNREADABLE', `${APPROVALS}: expected a date and a line of access diff, like 2026-01-31 + ...`)
}

/** The full name of a commit is never a folder's: a change could bring one of that name. */
const COMMIT = /^[0-9a-f]{40}$/

async function isFolder(place: string): Promise<boolean> {
  if (COMMIT.test(place)) return false
  return stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

const run = promisify(execFile)

async function git(...args: string[]): Promise<string> {
  return (await run('git', args, { maxBuffer: 64 << 20 })).stdout
}

/** What begins with a dash would be an option of git. */
function refOf(place: string): string {
  if (/^[\w@][\w@{}~^./-]*$/.test(place)) return place
  throw new CliError('UNREADABLE', 'expected a git ref, or a folder with *.graphql files.')
}

async function readRef(place: string): Promise<Source[]> {
  const ref = refOf(place)
  const listed = await git('ls-tree', '--name-only', ref, '--', `./${SCHEMA}/`).catch(() => '')
  const names = listed.split('\n').filter((name) => name.endsWith('.graphql'))
  return Promise.all(names.map(async (name) => ({ name, text: await git('show', `${ref}:./${name}`) })))
}

/** Takes what is not there for `value`. */
export function ifAbsent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value
    throw error
  }
}

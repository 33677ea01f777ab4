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
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const sources = isFolder ? await readFolder(place) : await readRef(place)
  if (sources.length === 0) throw new CliError('UNREADABLE', 'expected a git ref, or a folder with *.graphql files.')
  const { problems, policy } = compile({ sources })
  for (const problem of problems) say(problem)
  if (policy === null) throw new CliError('UNREADABLE', 'this schema does not compile.')
  return policy
}

const run = promisify(execFile)

async function readRef(ref: string): Promise<Source[]> {
  // What begins with a dash would be an option of git.
  if (!/^[\w@][\w@{}~^./-]*$/.test(ref)) return []
  const git = async (...args: string[]) => (await run('git', args, { maxBuffer: 64 << 20 })).stdout
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

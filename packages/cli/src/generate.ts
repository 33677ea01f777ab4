import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compile } from '@wardgraph/access'
import { EXIT, say } from './command.ts'

const SCHEMA = 'schema'
const GENERATED = join(SCHEMA, 'generated')

/**
 * Compiles `./schema/*.graphql` and writes `schema/generated/*`, or with `check` compares them; words go to stderr.
 * Returns the exit code: 0, 1 (problems, or a stale file) or 2 (no schema to read).
 */
export async function generate({ check }: { check: boolean }): Promise<number> {
  const sources = await readSources()
  if (sources.length === 0) return fail('NO_SCHEMA: there is no ./schema/*.graphql in this folder.', EXIT.usage)
  const { problems, files } = compile({ sources })
  if (!files) return fail(problems.join('\n'), EXIT.no)
  if (check) return compareFiles(files)
  await mkdir(GENERATED, { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(GENERATED, name), text)
  return EXIT.yes
}

async function readSources(): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(SCHEMA).catch(ifAbsent([]))).filter((name) => name.endsWith('.graphql')).sort()
  return Promise.all(
    names.map(async (name) => ({ name: `${SCHEMA}/${name}`, text: await readFile(join(SCHEMA, name), 'utf8') })),
  )
}

async function compareFiles(files: Readonly<Record<string, string>>): Promise<number> {
  const stale: string[] = []
  for (const [name, text] of Object.entries(files))
    if ((await readFile(join(GENERATED, name), 'utf8').catch(ifAbsent(undefined))) !== text) stale.push(name)
  if (stale.length === 0) return EXIT.yes
  return fail(stale.map((name) => `${GENERATED}/${name} is stale: run npm run generate`).join('\n'), EXIT.no)
}

function ifAbsent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value
    throw error
  }
}

function fail(text: string, code: number): number {
  say(text)
  return code
}

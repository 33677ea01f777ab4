import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compile, type Policy, rightsPaper } from '@wardgraph/access'
import { EXIT, say } from './command.ts'
import { ifAbsent, readFolder, SCHEMA } from './sources.ts'

const GENERATED = join(SCHEMA, 'generated')
/** A paper whose tables, between these two marks, are made from the schema. */
const PAPER = join('docs', 'access.md')
const BEGIN = '<!-- made by npm run generate -->'
const END = '<!-- end -->'

/**
 * Compiles `./schema/*.graphql` and writes `schema/generated/*`, the tables of `docs/access.md` and
 * `docs/access-matrix.md`, or with `check` compares them; words go to stderr.
 * Returns the exit code: 0, 1 (problems, or a stale file) or 2 (no schema to read).
 */
export async function generate({ check }: { check: boolean }): Promise<number> {
  const sources = await readFolder(SCHEMA)
  if (sources.length === 0) return fail('NO_SCHEMA: there is no ./schema/*.graphql in this folder.', EXIT.usage)
  const { problems, policy, files, tables } = compile({ sources })
  if (policy === null || files === null) return fail(problems.join('\n'), EXIT.no)
  const all = { ...inFolder(files), ...(await withTables(tables)), ...(await matrix(policy)) }
  if (check) return compareFiles(all)
  await mkdir(GENERATED, { recursive: true })
  for (const [path, text] of Object.entries(all)) await writeFile(path, text)
  return EXIT.yes
}

function inFolder(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [join(GENERATED, name), text]))
}

/** The access matrix, where there is a folder for papers. */
async function matrix(policy: Policy): Promise<Record<string, string>> {
  const papers = await readdir('docs').catch(ifAbsent(null))
  return papers === null ? {} : { [join('docs', 'access-matrix.md')]: rightsPaper(policy) }
}

/** The paper with its tables as they are now, where there is such a paper. */
async function withTables(tables: string): Promise<Record<string, string>> {
  const paper = await readFile(PAPER, 'utf8').catch(ifAbsent(''))
  const [before, rest] = paper.split(BEGIN)
  const [, after] = rest?.split(END) ?? []
  return before === undefined || after === undefined ? {} : { [PAPER]: `${before}${BEGIN}\n${tables}${END}${after}` }
}

async function compareFiles(files: Readonly<Record<string, string>>): Promise<number> {
  const stale: string[] = []
  for (const [path, text] of Object.entries(files))
    if ((await readFile(path, 'utf8').catch(ifAbsent(undefined))) !== text) stale.push(path)
  if (stale.length === 0) return EXIT.yes
  return fail(stale.map((path) => `${path} is stale: run npm run generate`).join('\n'), EXIT.no)
}

function fail(text: string, code: number): number {
  say(text)
  return code
}

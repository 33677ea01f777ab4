import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { buildSchema, findBreakingChanges } from 'graphql'

const SDL = 'schema/generated/sdl.ts'
const APPROVALS = 'schema/approvals.txt'
/** A line of the approvals begins with a date. */
const DATE = '2026-01-31 '.length

/** Where the git tag of what a stage runs is. */
export const tagOf = (stage: string) => `released/${stage}`

/**
 * What stands against a release, a sentence each: access that became wider, and what breaks clients, where the change
 * since `deployed` brings no approval of it.
 */
export function objections(deployed: string): readonly string[] {
  const access = spawnSync('npx', ['wardgraph', 'access', 'diff', deployed, 'schema', '--approved'], {
    encoding: 'utf8',
  })
  const broken = breaking({
    before: sdlOf(at(deployed, SDL)),
    after: sdlOf(readFileSync(SDL, 'utf8')),
    approved: newLines({ before: at(deployed, APPROVALS), after: readFileSync(APPROVALS, 'utf8') }),
  })
  return [
    ...(access.status === 0 ? [] : ['access is wider than what is deployed', ...access.stderr.trim().split('\n')]),
    ...broken.map((sentence) => `clients break, and no line of ${APPROVALS} agrees: ${sentence}`),
  ]
}

/** What in a change of the schema breaks clients and is not agreed to, in GraphQL's own words. */
export function breaking(of: {
  readonly before: string
  readonly after: string
  readonly approved: ReadonlySet<string>
}): readonly string[] {
  return findBreakingChanges(buildSchema(of.before), buildSchema(of.after))
    .map(({ description }) => description)
    .filter((sentence) => !of.approved.has(sentence))
}

/** What is agreed to by lines that were not there before: an approval is good for the change that brings it. */
export function newLines({ before, after }: { readonly before: string; readonly after: string }): ReadonlySet<string> {
  const old = new Set(before.split('\n'))
  return new Set(
    after
      .split('\n')
      .filter((line) => !old.has(line))
      .map((line) => line.slice(DATE)),
  )
}

/** The schema in a generated module. */
export function sdlOf(module: string): string {
  return module.slice(module.indexOf('`') + 1, module.lastIndexOf('`')).replaceAll('\\`', '`')
}

function at(ref: string, path: string): string {
  return execFileSync('git', ['show', `${ref}:${path}`], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
}

import { readFileSync } from 'node:fs'
import { EXIT, say } from './command.ts'

interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/**
 * What is wrong with package-lock.json, a sentence each: an entry without integrity, a recorded download address,
 * or an optional platform package that the lock leaves out (then `npm ci` fails on the other platforms).
 */
export function lockProblems(text: string): string[] {
  const packages: Record<string, LockedPackage> = JSON.parse(text).packages ?? {}
  const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)))
  return Object.entries(packages).flatMap(([path, entry]) => {
    if (path === '' || entry.link === true || !path.includes('node_modules/')) return []
    const missing = Object.keys(entry.optionalDependencies ?? {}).filter((name) => !names.has(name))
    return [
      ...(entry.integrity === undefined ? [`${path} has no integrity`] : []),
      ...(entry.resolved?.startsWith('http') ? [`${path} records a download address`] : []),
      ...missing.map((name) => `${path} lacks its optional package ${name}`),
    ]
  })
}

/** Checks the lock file of the working directory; 0 if nothing is wrong. */
export function lock(): number {
  const problems = lockProblems(readFileSync('package-lock.json', 'utf8'))
  for (const problem of problems) say(`LOCK: ${problem}`)
  return problems.length === 0 ? EXIT.yes : EXIT.no
}

import { compile, diffRights, type Policy } from '@wardgraph/access'
import { describe, expect, test } from 'vitest'
import { policy, sources } from './policy.fixture.ts'

const LONG = process.env.WARDGRAPH_LONG !== undefined

/** In `npm test` so many, drawn evenly; `npm run test:long` takes all. */
function some(all: readonly Mutant[], most = 15): readonly Mutant[] {
  const step = LONG ? 1 : Math.ceil(all.length / most)
  return all.filter((_, n) => n % step === 0)
}

/** The schema with one stretch of one file replaced. */
interface Mutant {
  readonly file: string
  readonly at: number
  readonly length: number
  readonly to: string
}

/** One mutant for each place where `pattern` is found; its first group is what is replaced. */
function mutants(pattern: RegExp, to: (found: string) => readonly string[]): Mutant[] {
  return sources.flatMap(({ name, text }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const found = match[1] ?? match[0]
      const at = match.index + match[0].indexOf(found)
      return to(found).map((replaced) => ({ file: name, at, length: found.length, to: replaced }))
    }),
  )
}

function mutated({ file, at, length, to }: Mutant): Policy | null {
  const broken = sources.map(({ name, text }) => ({
    name,
    text: name === file ? text.slice(0, at) + to + text.slice(at + length) : text,
  }))
  return compile({ sources: broken }).policy
}

function where({ file, at, to }: Mutant): string {
  const text = sources.find(({ name }) => name === file)?.text ?? ''
  return `${file}:${text.slice(0, at).split('\n').length} -> ${to}`
}

const ROLES = Object.keys(policy.roles)
const OPERATORS: readonly (readonly [name: string, mutants: readonly Mutant[]])[] = [
  ['a purpose that is no condition any more', mutants(/(, for: \[[A-Z, ]+\])/g, () => [''])],
  ['a mask that is no condition any more', mutants(/(, masked: true)/g, () => [''])],
  [
    'a grant more',
    mutants(/@grants\(\s*to: (\[)/g, () =>
      ROLES.flatMap((role) =>
        ['TENANT', 'CARE_TEAM', 'SELF', 'PROXY'].map((when) => `[{ role: ${role}, when: ${when} } `),
      ),
    ),
  ],
  [
    // Whoever knows of a record must read its id, or that one is nullable: the way of `Encounter`.
    'a record type that more know of',
    mutants(/(exists: VISITS\) \{\n {2}id: RecordId! @data\(class: VISIT\)\n {2}version: Version!)/g, () =>
      ['FINDERS', 'SIGNED_IN', 'ANYBODY'].map(
        (audience) => `exists: ${audience}) {\n  id: RecordId @data(class: VISIT)\n  version: Version`,
      ),
    ),
  ],
  [
    'a segment that more learn of',
    mutants(/@segment\(bit: \d+, read: ([A-Z_]+)/g, () => ['ANYBODY', 'CARE', 'FINDERS']),
  ],
  ['a call for more', mutants(/@allow\(to: ([A-Z_]+)/g, () => ['SIGNED_IN', 'FINDERS', 'CARE'])],
  ['a class read by more', mutants(/@class\(id: \d+, read: ([A-Z_]+)/g, () => ['SIGNED_IN', 'FINDERS', 'CARE'])],
  [
    'fields that may be null',
    mutants(/(id: RecordId! @data\(class: \w+\)\n {2}version: Version!)/g, (found) => [found.replaceAll('!', '')]),
  ],
  ['a label with another bit', mutants(/bit: (\d+)/g, () => ['9'])],
  ['an argument that no right bounds', mutants(/\w+: (\[?\w+!?\]?!? @of\(field: "[\w.]+"\))/g, () => ['Username'])],
  ['a field in another class', mutants(/@data\(class: ([A-Z]+)/g, () => ['NAME', 'STAFF', 'VISIT', 'CLINICAL'])],
  ['a field that more write', mutants(/write: ([A-Z_]+)/g, () => ['SIGNED_IN', 'FINDERS', 'CARE'])],
  [
    'a field that somebody writes at all',
    mutants(/@data\(class: [A-Z]+(\))/g, () => [', write: CARE)', ', write: SIGNED_IN)']),
  ],
]

describe('every schema that opens more than before shows in the diff', () => {
  test.each(OPERATORS)('%s', (_name, all) => {
    expect(all.length).toBeGreaterThan(1)
    const silent: string[] = []
    let opened = 0
    for (const mutant of some(all)) {
      const head = mutated(mutant)
      if (head === null || opens(head).length === 0) continue
      opened += 1
      if (!diffRights(policy, head).some(({ wider }) => wider)) silent.push(where(mutant))
    }
    expect(silent).toEqual([])
    if (LONG) expect(opened).toBeGreaterThan(0)
  })
})

/** What opens, computed from the two policies alone: each place with an audience has cells that it had not. */
function opens(head: Policy): string[] {
  const [before, after] = [cells(policy), cells(head)]
  return [...after].filter((one) => !before.has(one))
}

function cells(of: Policy): ReadonlySet<string> {
  const all = new Set<string>()
  const { TENANT, BREAK_GLASS } = of.relations
  const open = (place: string, audience: string | null | undefined, { mask }: { mask?: string | undefined } = {}) => {
    for (const [cell, { full, masked }] of Object.entries(of.audiences[audience ?? ''] ?? {}))
      for (let bit = 1; bit < 64; bit *= 2) {
        // Whoever is tied otherwise is of the house, too, but in an emergency.
        const held = bit === BREAK_GLASS ? bit : bit | TENANT
        if ((full & held) !== 0) all.add(`${place} ${cell} ${bit}`)
        // What is seen whole is seen in part, too.
        if (mask !== undefined && ((full | masked) & held) !== 0) all.add(`${place} ${cell} ${bit} in part`)
      }
  }
  for (const [type, { exists, fields }] of Object.entries(of.records)) {
    open(type, exists)
    for (const [name, { class: dataClass, write, mask }] of Object.entries(fields)) {
      open(`${type}.${name}`, of.classes[dataClass]?.read, { mask })
      open(`${type}.${name} write`, write)
      // A consent may close the one class, and leave the other open.
      open(`${type}.${name} of ${dataClass}`, of.classes[dataClass]?.read)
    }
    const hidden = new Set(Object.values(fields).map((one) => (one.type.required ? one.class : null)))
    for (const name of Object.keys(of.classes)) if (!hidden.has(name)) open(`${type} without ${name}`, exists)
  }
  for (const [name, { bit, read, withoutConsent }] of Object.entries(of.segments)) {
    open(name, read)
    open(`${name} as ${bit}`, read)
    open(`${name} unasked`, withoutConsent)
  }
  for (const [name, { to }] of Object.entries(of.roots)) open(name, to)
  for (const place of Object.keys(of.steering)) all.add(`unguarded ${place}`)
  return all
}

describe('every directive that is deleted or misspelt stops the build', () => {
  // In a comment or a description a directive is a word.
  const DIRECTIVE =
    /(?<!^[#"].*)(@(?:data|record|class|segment|basis|grants|allow|acts|value)\b(?:\((?:[^()]|\([^()]*\))*\))?)/gm
  test.each([
    ['deleted', mutants(DIRECTIVE, () => [''])],
    ['misspelt', mutants(DIRECTIVE, (found) => [found.replace(/@(\w+)/, '@$1s')])],
  ] as const)('%s', (_name, all) => {
    expect(all.length).toBeGreaterThan(150)
    const built = some(all, 30).filter((mutant) => mutated(mutant) !== null)
    expect(built.map(where)).toEqual([])
  })
})

import { type GraphQLEnumValue, isEnumType } from 'graphql'
import type { Needs } from '../policy.ts'
import type { Context } from './context.ts'
import { compare } from './problems.ts'
import { type Grant, names, read } from './vocabulary.ts'

/** Role -> the purposes it may state, the default first. */
export type Roles = Readonly<Record<string, readonly string[]>>
/** Audience -> "ROLE PURPOSE" -> bits. */
export type Audiences = Readonly<Record<string, Readonly<Record<string, Needs>>>>

const OF_PATIENTS = ['SELF', 'PROXY']
const OF_STAFF = ['CARE_TEAM', 'BREAK_GLASS', 'AUTHOR']

/** The values of an enum of the vocabulary. */
export function enumValues({ schema }: Context, name: string): readonly GraphQLEnumValue[] {
  const type = schema.getType(name)
  return isEnumType(type) ? type.getValues() : []
}

/** Each role states what it acts for; ETREAT comes from a live break-glass grant only. */
export function readRoles(context: Context): Roles {
  const roles: Record<string, readonly string[]> = {}
  for (const value of enumValues(context, 'Role')) {
    const say = (what: string) => context.problems.say(value.astNode, `Role.${value.name}`, what)
    const acts = read(context.schema, value, 'acts')?.for ?? []
    if (acts.length === 0) say('needs @acts(for:) with a purpose')
    if (new Set(acts).size < acts.length) say('names a purpose twice')
    if (acts.includes('ETREAT')) say('may not state ETREAT: it comes from a live break-glass grant')
    roles[value.name] = acts
  }
  return roles
}

/** The bit of each relation. */
export function readRelations({ schema }: Context): Record<string, number> {
  return Object.fromEntries(names(schema, 'Relation').map((name, index) => [name, 1 << index]))
}

/** Each audience becomes bits per role and purpose. */
export function readAudiences(context: Context, roles: Roles, relations: Readonly<Record<string, number>>): Audiences {
  const audiences: Record<string, Record<string, Needs>> = {}
  for (const value of enumValues(context, 'Audience')) {
    const say = (what: string) => context.problems.say(value.astNode, `Audience.${value.name}`, what)
    const grants = read(context.schema, value, 'grants')?.to
    if (!grants) say('needs @grants(to:)')
    const cells: Record<string, Needs> = {}
    for (const grant of grants ?? []) {
      for (const problem of grantProblems(grant, roles)) say(problem)
      for (const purpose of grant.for ?? roles[grant.role] ?? []) {
        const name = `${grant.role} ${purpose}`
        const cell = cells[name] ?? { full: 0, masked: 0 }
        const bit = relations[grant.when] ?? 0
        if ((cell.full | cell.masked) & bit) say(`grants ${name} ${grant.when} twice`)
        cells[name] = grant.masked ? { ...cell, masked: cell.masked | bit } : { ...cell, full: cell.full | bit }
      }
    }
    audiences[value.name] = Object.fromEntries(Object.entries(cells).toSorted(([a], [b]) => compare(a, b)))
  }
  return audiences
}

function grantProblems(grant: Grant, roles: Roles): string[] {
  const found: string[] = []
  const acts = roles[grant.role] ?? []
  const ofPatients = OF_PATIENTS.includes(grant.when)
  if (ofPatients && grant.role !== 'PATIENT') found.push(`${grant.role} is never ${grant.when}: only PATIENT is`)
  if (OF_STAFF.includes(grant.when) && grant.role === 'PATIENT')
    found.push(`PATIENT is never ${grant.when}: only staff are`)
  if (grant.for?.length === 0) found.push(`a grant to ${grant.role} names no purpose`)
  // A live grant makes the purpose ETREAT, and nothing else does: so each goes with the other alone.
  if (grant.when === 'BREAK_GLASS') {
    if (grant.for?.length !== 1 || grant.for[0] !== 'ETREAT') found.push('BREAK_GLASS is for: [ETREAT], written out')
    if (grant.masked) found.push('BREAK_GLASS is never masked')
    return found
  }
  for (const purpose of grant.for ?? [])
    if (!acts.includes(purpose)) found.push(`${grant.role} does not act for ${purpose}`)
  return found
}

/** Whether some grant of the audience is masked. */
export function hasMasked(audiences: Audiences, name: string): boolean {
  return Object.values(audiences[name] ?? {}).some(({ masked }) => masked !== 0)
}

/** Whether whoever meets `narrow` reads unmasked under `wide`. */
export function covers(options: { audiences: Audiences; wide: string; narrow: string; tenant: number }): boolean {
  const { audiences, wide, narrow, tenant } = options
  return Object.entries(audiences[narrow] ?? {}).every(([cell, { full }]) => {
    const reads = audiences[wide]?.[cell]?.full ?? 0
    // TENANT always holds, so it covers every other relation.
    return (reads & tenant) !== 0 || (full & ~reads) === 0
  })
}

import {
  actionTable,
  type CodeTable,
  classTable,
  deniedLabels,
  permittedLabels,
  purposeTable,
  roleTable,
  systems,
} from './consentCodes.ts'
import { spanOf } from './dateTime.ts'
import { element, isObject } from './json.ts'
import { parseReference } from './reference.ts'

/** What one rule is about: lists are sorted, a dimension that is absent is not named; [start, end) in UTC milliseconds. */
export interface Reach {
  readonly classes?: readonly string[]
  readonly segments?: readonly string[]
  readonly roles?: readonly string[]
  readonly persons?: readonly string[]
  readonly purposes?: readonly string[]
  readonly start?: number
  readonly end?: number
}

// http://hl7.org/fhir/R4/consent-definitions.html#Consent.provision: `code`, `data` and `dataPeriod` are not among them,
// nor is anything of a later release.
const elements = new Set('id extension type period actor action securityLabel purpose class provision'.split(' '))

/** What a provision of this type is about, one for each kind of actor; undefined if anything of it is not understood. */
export function readReaches(provision: unknown, type: 'PERMIT' | 'DENY'): readonly Reach[] | undefined {
  if (!isObject(provision) || !Object.keys(provision).every((name) => elements.has(name))) return undefined
  const period = readPeriod(provision.period)
  const classes = codesOf(provision.class, classTable)
  const segments = codesOf(provision.securityLabel, type === 'DENY' ? deniedLabels : permittedLabels)
  const purposes = codesOf(provision.purpose, purposeTable)
  const actors = readActors(provision.actor)
  if (!isAboutAccess(provision.action) || !classes || !segments || !purposes || !period || !actors) return undefined
  const named = {
    ...(classes.length > 0 && { classes }),
    ...(segments.length > 0 && { segments }),
    ...(purposes.length > 0 && { purposes }),
  }
  return actors.map((actor) => ({ ...named, ...actor, ...period }))
}

/** What a list of codings stands for; none if it is absent, undefined if a coding is not understood. */
export function codesOf(codings: unknown, table: CodeTable): readonly string[] | undefined {
  if (codings === undefined) return []
  if (!Array.isArray(codings) || codings.length === 0) return undefined
  const found = codings.map((coding: unknown) => {
    const [system, code] = [element(coding, 'system'), element(coding, 'code')]
    return typeof system === 'string' && typeof code === 'string' ? table.get(`${system}|${code}`) : undefined
  })
  return found.some((one) => one === undefined) ? undefined : sorted(found.flatMap((one) => one ?? []))
}

function isAboutAccess(actions: unknown): boolean {
  if (actions === undefined) return true
  if (!Array.isArray(actions)) return false
  const found = actions.map((action: unknown) => codesOf(element(action, 'coding') ?? null, actionTable))
  return found.every((one) => one !== undefined) && found.some((one) => one !== undefined && one.length > 0)
}

// The last day that a form can write stands for no end.
const NEVER = Date.UTC(10_000, 0)

function readPeriod(period: unknown): Pick<Reach, 'start' | 'end'> | undefined {
  if (period === undefined) return {}
  if (!isObject(period) || (period.start === undefined && period.end === undefined)) return undefined
  if (!Object.keys(period).every((name) => ['id', 'extension', 'start', 'end'].includes(name))) return undefined
  const [start, end] = [period.start ?? '0001', period.end ?? '9999'].map((time) =>
    typeof time === 'string' ? spanOf(time) : undefined,
  )
  if (start === undefined || end === undefined || start.start >= end.end || start.start >= NEVER) return undefined
  return {
    ...(period.start !== undefined && { start: start.start }),
    ...(end.end < NEVER && { end: end.end }),
  }
}

interface Actor {
  readonly role: string | undefined
  readonly person: string | undefined
}

// Actors are alternatives, while the roles and persons of one rule are both required.
function readActors(actors: unknown): readonly Pick<Reach, 'roles' | 'persons'>[] | undefined {
  if (actors === undefined) return [{}]
  if (!Array.isArray(actors) || actors.length === 0) return undefined
  const rolesOf = new Map<string, string[]>()
  const [roles, persons]: [string[], string[]] = [[], []]
  for (const actor of actors.map(readActor)) {
    if (actor === undefined) return undefined
    const { role, person } = actor
    if (person === undefined) roles.push(...(role === undefined ? [] : [role]))
    else if (role === undefined) persons.push(person)
    else rolesOf.set(person, [...(rolesOf.get(person) ?? []), role])
  }
  // Persons with the same roles are one rule.
  const both = new Map<string, string[]>()
  for (const [person, own] of rolesOf) {
    const key = sorted(own).join()
    both.set(key, [...(both.get(key) ?? []), person])
  }
  return [
    ...(roles.length > 0 ? [{ roles: sorted(roles) }] : []),
    ...(persons.length > 0 ? [{ persons: sorted(persons) }] : []),
    ...[...both].map(([names, people]) => ({ roles: names.split(','), persons: sorted(people) })),
  ]
}

function readActor(actor: unknown): Actor | undefined {
  if (!isObject(actor)) return undefined
  if (!Object.keys(actor).every((name) => ['id', 'extension', 'role', 'reference'].includes(name))) return undefined
  const roles = actor.role === undefined ? [] : codesOf(element(actor.role, 'coding') ?? null, roleTable)
  if (roles === undefined || roles.length > 1) return undefined
  const role = roles[0]
  const raw = element(actor.reference, 'reference')
  if (raw === undefined)
    return role !== undefined && namesNobody(actor.reference, role) ? { role, person: undefined } : undefined
  const person = typeof raw === 'string' ? parseReference(raw) : undefined
  if (person === undefined) return undefined
  const isPractitioner = 'type' in person && person.type === 'Practitioner'
  return person.kind === 'urn' || isPractitioner ? { role, person: person.raw } : undefined
}

// R4 requires a reference; ours repeats the role as its identifier. Any other names somebody in a way we cannot follow.
function namesNobody(reference: unknown, role: string): boolean {
  if (reference === undefined) return true
  const identifier = element(reference, 'identifier')
  return element(identifier, 'system') === systems.role && element(identifier, 'value') === role
}

function sorted(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort()
}

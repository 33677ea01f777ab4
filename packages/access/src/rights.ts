import { ASKED_BY_NAME } from './admits.ts'
import type { Needs, Policy, TypeRef } from './policy.ts'
import { waysIn } from './waysIn.ts'

/** One thing that a role may do, under one relation and for one purpose. */
export interface Right {
  readonly role: string
  readonly relation: string
  readonly purpose: string
  /**
   * `Patient.name`, and below it `Patient.name.family`; a record type: that it exists; `Segment.HIV`: records so labelled,
   * `Segment.PART2(withoutConsent:)`: without a consent; `ProxyBasis.PARENT`: for this reason;
   * `DataClass.CLINICAL(export:)`: in whole records, past consents and segments, and by no root;
   * `Audience.TEAM_EDITORS`: what a mutation asks for by name; `Query.patient`, `Mutation.breakGlass`: a call.
   */
  readonly coordinate: string
  readonly action: 'READ' | 'WRITE' | 'FILTER'
  readonly class: string | null
  /** The mask through which it is read; null: whole. */
  readonly mask: string | null
  /** READ: the shortest way to it from a root, or `export`, which is the command and no root; FILTER: the argument. Null: granted, but out of reach. */
  readonly path: string | null
}

/** What an audience of the schema grants: one entry per grant. */
export interface Grant {
  readonly role: string
  readonly purpose: string
  readonly relation: string
  readonly masked: boolean
}

/** The way out that is a command. */
const EXPORT = 'export'

/** Every right that a schema grants before any consent removes it, sorted. */
export function rightsOf(policy: Policy): readonly Right[] {
  // One key each: to compare anew would take most of the time.
  const sorted = grantedBy(policy)
    .map((right) => [keyOf(right), right] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([, right]) => right)
}

/** As `rightsOf`, in no order. */
export function grantedBy(policy: Policy): readonly Right[] {
  const way = waysIn(policy)
  const rights: Right[] = []
  const granted = new Map(Object.keys(policy.audiences).map((audience) => [audience, grantsOf(policy, audience)]))
  const add = (audience: string, of: Pick<Right, 'coordinate' | 'action'> & Partial<Right>, path?: PathOf): void => {
    for (const { role, relation, purpose, masked } of granted.get(audience) ?? []) {
      // Nothing of a field without a mask is seen by whom a grant shows it in part.
      if (masked && (of.action !== 'READ' || !of.mask)) continue
      const mask = masked ? (of.mask ?? null) : null
      const at = path?.({ role, relation, purpose, masked }) ?? null
      rights.push({ role, relation, purpose, ...of, class: of.class ?? null, mask, path: at })
    }
  }
  for (const [type, record] of Object.entries(policy.records)) {
    add(record.exists, { coordinate: type, action: 'READ' }, (grant) => way(grant, type))
    for (const [name, rule] of Object.entries(record.fields)) {
      const of = { coordinate: `${type}.${name}`, class: rule.class, mask: rule.mask ?? null }
      const { read = '' } = policy.classes[rule.class] ?? {}
      for (const below of [[], ...partsOf(policy, rule.type)])
        add(read, { ...of, coordinate: [of.coordinate, ...below].join('.'), action: 'READ' }, (grant) => {
          const at = way(grant, type)
          return at === null ? null : [at, name, ...below].join('.')
        })
      if (rule.write !== undefined) add(rule.write, { ...of, action: 'WRITE' })
    }
  }
  for (const [argument, coordinate] of Object.entries(policy.inputs)) {
    const [type = '', field = ''] = coordinate.split('.')
    const { class: name = '' } = policy.records[type]?.fields[field] ?? {}
    const { read = '' } = policy.classes[name] ?? {}
    const [place = '', filters] = argument.split('(')
    const asked = new Set(
      (granted.get(policy.roots[place]?.to ?? '') ?? []).map(({ role, purpose }) => `${role} ${purpose}`),
    )
    const reached = (grant: Grant) =>
      policy.roots[place] === undefined
        ? way(grant, place.split('.')[0] ?? '') !== null
        : asked.has(`${grant.role} ${grant.purpose}`)
    if (filters !== undefined)
      add(read, { coordinate, action: 'FILTER', class: name }, (grant) => (reached(grant) ? argument : null))
  }
  for (const [name, { export: exporters = '' }] of Object.entries(policy.classes))
    add(exporters, { coordinate: `DataClass.${name}(export:)`, action: 'READ' }, () => EXPORT)
  for (const [name, { read, withoutConsent }] of Object.entries(policy.segments)) {
    add(read, { coordinate: `Segment.${name}`, action: 'READ' })
    // Where the schema asks for no consent, all of them learn of it without one.
    add(withoutConsent ?? read, { coordinate: `Segment.${name}(withoutConsent:)`, action: 'READ' })
  }
  for (const [name, { untilAdult }] of Object.entries(policy.bases))
    for (const coordinate of [`ProxyBasis.${name}`, ...(untilAdult ? [] : [`ProxyBasis.${name}(untilAdult: false)`])])
      for (const purpose of policy.roles.PATIENT)
        rights.push({
          role: 'PATIENT',
          relation: 'PROXY',
          purpose,
          coordinate,
          action: 'READ',
          class: null,
          mask: null,
          path: null,
        })
  for (const [coordinate, { to, type }] of Object.entries(policy.roots)) {
    const [kind, name = ''] = coordinate.split('.')
    const action = kind === 'Mutation' ? 'WRITE' : 'READ'
    add(to, { coordinate, action }, () => name)
    for (const below of partsOf(policy, type))
      add(to, { coordinate: [coordinate, ...below].join('.'), action: 'READ' }, () => [name, ...below].join('.'))
  }
  for (const audience of ASKED_BY_NAME) add(audience, { coordinate: `Audience.${audience}`, action: 'WRITE' })
  return rights
}

type PathOf = (grant: Grant) => string | null

/** The grants of an audience, as the compiled cells hold them. */
export function grantsOf(policy: Policy, audience: string): readonly Grant[] {
  return Object.entries(policy.audiences[audience] ?? {}).flatMap(([cell, needs]) => {
    const [role = '', purpose = ''] = cell.split(' ')
    return Object.entries(policy.relations).flatMap(([relation, bit]) => {
      const grant = (of: keyof Needs) =>
        (needs[of] & bit) === 0 ? [] : [{ role, purpose, relation, masked: of === 'masked' }]
      return [...grant('full'), ...grant('masked')]
    })
  })
}

/** The fields below a value, as paths; records that it leads to are rights of their own. */
function partsOf(policy: Policy, { name, kind }: TypeRef, around: readonly string[] = []): readonly string[][] {
  if (kind !== 'value' || around.includes(name)) return []
  return Object.entries(policy.values[name] ?? {}).flatMap(([field, type]) => [
    [field],
    ...partsOf(policy, type, [...around, name]).map((below) => [field, ...below]),
  ])
}

function keyOf({ coordinate, action, role, relation, purpose, mask, path }: Right): string {
  return [coordinate, action, role, relation, purpose, mask ?? '', path ?? ''].join(' ')
}

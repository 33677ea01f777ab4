import { needsOf } from './needs.ts'
import type { Policy, TypeRef } from './policy.ts'

/** Somebody at a record. */
interface Situation {
  readonly role: string
  readonly purpose: string
  readonly relation: string
}

type Ways = ReadonlyMap<string, string>

/**
 * The shortest way from a root to a record of a type that exists for somebody, as the keys of a query joined by dots;
 * null where there is none. What is nobody's chart is tied by TENANT, whichever relation led there.
 */
export function waysIn(policy: Policy): (of: Situation, type: string) => string | null {
  const known = new Map<string, Ways>()
  const ways = (of: Situation): Ways => {
    const name = `${of.role} ${of.purpose} ${of.relation}`
    const found = known.get(name) ?? explore(policy, of)
    known.set(name, found)
    return found
  }
  return (of, type) => {
    if (policy.records[type]?.patient !== null) return ways(of).get(type) ?? null
    if (of.relation !== 'TENANT') return null
    const all = Object.keys(policy.relations).flatMap((relation) => ways({ ...of, relation }).get(type) ?? [])
    return all.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)).at(0) ?? null
  }
}

function depth(path: string): number {
  return path.split('.').length
}

/** Breadth first, so that the first way found to a type is a shortest; by mutations only what no query leads to. */
function explore(policy: Policy, of: Situation): Ways {
  const { TENANT, BREAK_GLASS } = policy.relations
  const bit = policy.relations[of.relation as keyof Policy['relations']] ?? 0
  const tied = bit === BREAK_GLASS ? bit : bit | TENANT
  const admits = (audience: string, bits: number) =>
    (needsOf({ policy, audience, role: of.role, purpose: of.purpose }).full & bits) !== 0
  const found = new Map<string, string>()
  for (const kind of ['Query', 'Mutation']) walk(kind)
  return found

  function walk(from: string): void {
    const waiting: [TypeRef, string][] = []
    for (const [coordinate, { to, type }] of Object.entries(policy.roots)) {
      const [kind, name = ''] = coordinate.split('.')
      if (kind === from && admits(to, tied)) waiting.push([type, name])
    }
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const [{ name, kind }, path] = step
      const fields = kind === 'value' ? policy.values[name] : enter(name.replace(/Connection$/, ''), path)
      for (const [field, type] of Object.entries(fields ?? {})) waiting.push([type, `${path}.${field}`])
    }
  }

  /** The fields that lead on from a record, if it exists and was not found before. */
  function enter(ref: string, path: string): Readonly<Record<string, TypeRef>> {
    const record = policy.records[ref]
    if (record === undefined || found.has(ref)) return {}
    const bits = record.patient === null ? TENANT : tied
    if (!admits(record.exists, bits) || !admits(policy.segments.NORMAL?.read ?? '', bits)) return {}
    found.set(ref, path)
    const readable = Object.entries(record.fields).filter(([, rule]) =>
      admits(policy.classes[rule.class]?.read ?? '', bits),
    )
    return Object.fromEntries(readable.map(([field, { type }]) => [field, type]))
  }
}

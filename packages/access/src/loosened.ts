import type { Policy } from './policy.ts'

/**
 * Coordinates that both schemas know and whose terms are looser in `head`, with what is: the right is the same, and more
 * comes of it. A record that a closed class no longer hides, or that is another's; a label that is read as another; an
 * argument that no right bounds.
 */
export function loosened(base: Policy, head: Policy): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const say = (coordinate: string, what: string) => found.set(coordinate, [...(found.get(coordinate) ?? []), what])
  for (const [type, before] of Object.entries(base.records)) {
    const after = head.records[type]
    if (after === undefined) continue
    const still = hiding(after)
    for (const name of hiding(before)) if (!still.has(name)) say(type, `is known of now where ${name} is closed`)
    if (after.patient !== before.patient)
      say(type, `belongs to ${after.patient ?? 'no patient'} now, and did to ${before.patient ?? 'no patient'}`)
  }
  for (const [name, { bit }] of Object.entries(base.segments)) {
    const after = head.segments[name]
    if (after !== undefined && after.bit !== bit)
      say(`Segment.${name}`, `is what records with bit ${after.bit} are labelled now, and was bit ${bit}`)
  }
  for (const [place, type] of Object.entries(head.steering))
    if (base.steering[place] !== type) say(place.slice(0, place.indexOf('(')), `takes ${place} as ${type}, unguarded`)
  return found
}

/** The classes without which a record does not exist for its reader: those of fields that are never null. */
function hiding({ fields }: Policy['records'][string]): ReadonlySet<string> {
  const required = Object.values(fields).filter(({ type }) => type.required)
  return new Set(required.map(({ class: name }) => name))
}

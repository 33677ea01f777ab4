import type { Policy } from '../policy.ts'
import { type Audiences, enumValues, hasMasked } from './audiences.ts'
import type { Context } from './context.ts'
import { read } from './vocabulary.ts'

/** A label holds sixteen bits. */
const MOST_BITS = 16

/** Each segment has a bit of its own, and says who may learn of its records; NORMAL is bit 0. */
export function readSegments(context: Context, audiences: Audiences): Policy['segments'] {
  const segments: Record<string, Policy['segments'][string]> = {}
  const owner = new Map<number, string>()
  for (const value of enumValues(context, 'Segment')) {
    const say = (what: string) => context.problems.say(value.astNode, `Segment.${value.name}`, what)
    const found = read(context.schema, value, 'segment')
    if (!found) {
      say('needs @segment(bit:, read:)')
      continue
    }
    if (found.bit < 0 || found.bit >= MOST_BITS) say(`bit must be 0 to ${MOST_BITS - 1}`)
    const other = owner.get(found.bit)
    if (other !== undefined) say(`has the bit of ${other}`)
    owner.set(found.bit, value.name)
    for (const audience of [found.read, found.withoutConsent ?? found.read])
      if (hasMasked(audiences, audience)) say(`${audience} has masked grants: a record is there or it is not`)
    segments[value.name] = { bit: found.bit, read: found.read, withoutConsent: found.withoutConsent ?? null }
  }
  if (owner.get(0) !== 'NORMAL') context.problems.say(undefined, 'Segment.NORMAL', 'must be there, with bit 0')
  return segments
}

/** Each basis of a proxy says whether it outlasts childhood. */
export function readBases(context: Context): Policy['bases'] {
  const bases: Record<string, { untilAdult: boolean }> = {}
  for (const value of enumValues(context, 'ProxyBasis')) {
    const found = read(context.schema, value, 'basis')
    if (found) bases[value.name] = { untilAdult: found.untilAdult }
    else context.problems.say(value.astNode, `ProxyBasis.${value.name}`, 'needs @basis(untilAdult:)')
  }
  return bases
}

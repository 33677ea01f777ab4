import type { Caller } from '@wardgraph/access'
import type { Change } from '@wardgraph/schema/types'

/** What a version says of its writer and of the moment (ms) at which it is written. */
export function changeBy({ role, practitioner }: Pick<Caller, 'role' | 'practitioner'>, now: number): Change {
  const by = practitioner === null ? {} : { by: { reference: practitioner } }
  return { at: new Date(now).toISOString(), role, ...by }
}

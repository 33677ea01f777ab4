import { randomBytes } from 'node:crypto'
import { live } from '@wardgraph/access'
import { breakGlassActions, endActions, factOf, relationKey } from '@wardgraph/records'
import type { BreakGlassInput, EndBreakGlassInput } from '@wardgraph/schema/types'
import { base32 } from '@wardgraph/vault'
import { govern, type Ready, refuse } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import { NOTHING } from './staging.ts'

/** Breaking the glass, and putting it back. */
export const emergency: readonly Registered[] = [
  entry('Mutation.breakGlass', breakGlass),
  entry('Mutation.endBreakGlass', endBreakGlass),
]

const MINUTE = 60_000
const MOST_MINUTES = 60
/** How long ago (s) the person may have signed in; until sessions can be stepped up, that is what proves presence. */
const FRESH = 5 * 60
const MAX_REASON = 500

function breakGlass(call: Call) {
  const { patient, reason, minutes, idempotencyKey } = call.args.input as BreakGlassInput // coerced by the schema
  const text = reason.trim()
  if (text === '' || text.length > MAX_REASON) throw badInput(`reason: expected 1 to ${MAX_REASON} characters.`)
  const lasting = minutes ?? MOST_MINUTES
  if (lasting < 1 || lasting > MOST_MINUTES) throw badInput(`minutes: expected 1 to ${MOST_MINUTES}.`)
  let until = 0
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'STORED',
    async effect(ready, { done }) {
      const { caller, keys, now, authTime } = ready.scope
      const row = await grantRow(ready)
      const known = row && factOf(keys, row)
      if (done) {
        until = known?.end ?? 0
        return NOTHING
      }
      if (!(now / 1000 - authTime < FRESH))
        return refuse(call, 'Sign in again: an emergency needs a sign-in of the last five minutes.')
      if (known && live(known, now)) throw badInput('The glass is broken already.')
      const w = (row === undefined ? 0 : Number(row.w)) + 1
      until = now + lasting * MINUTE
      const grant = base32(randomBytes(16))
      const { actor, membership } = caller
      return {
        actions: breakGlassActions(keys, { patient, actor, membership, grant, start: now, end: until, w }),
        changed: [[patient, 'BreakGlass', grant, ['period'], w]],
        concerns: [{ kind: 'BREAK_GLASS', patient, reason: text }],
        alarm: 'BREAK_GLASS',
      }
    },
    answer: () => ({ until: new Date(until).toISOString() }),
  })
}

function endBreakGlass(call: Call) {
  const { patient, idempotencyKey } = call.args.input as EndBreakGlassInput // coerced by the schema
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'STORED',
    async effect(ready, { done }) {
      const { keys, now } = ready.scope
      if (done) return NOTHING
      const row = await grantRow(ready)
      if (row === undefined || !live(factOf(keys, row), now)) return refuse(call)
      return {
        actions: endActions(keys, row, now),
        changed: [[patient, 'BreakGlass', String(row.grant), ['period'], Number(row.w) + 1]],
      }
    },
    answer: () => ({ done: true }),
  })
}

function grantRow({ scope, head }: Ready) {
  const { keys, caller } = scope
  const { actor, membership } = caller
  return scope.load(relationKey(keys.tenant, { patient: head.id, actor, membership }, 'glass'))
}

import { live } from '@wardgraph/access'
import { endActions, factOf, personId, proxyActions, relationKey } from '@wardgraph/records'
import type { AssignProxyInput, EndProxyInput } from '@wardgraph/schema/types'
import { govern, refuse, shownPatient } from './mutation.ts'
import { badInput, endAfter, instant, membershipsOf } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import { NOTHING } from './staging.ts'

/** Who stands for whom. */
export const proxy: readonly Registered[] = [
  entry('Mutation.assignProxy', assignProxy),
  entry('Mutation.endProxy', endProxy),
]

function assignProxy(call: Call) {
  const input = call.args.input as AssignProxyInput // coerced by the schema
  const { patient, username, basis, idempotencyKey } = input
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'EXISTING',
    async effect({ scope }, { done }) {
      const { keys, now } = scope
      const person = personId(username)
      if (done) return NOTHING
      const [row, members] = await Promise.all([
        scope.load(relationKey(keys.tenant, { patient, actor: person }, 'proxy')),
        membershipsOf(scope, username),
      ])
      const asPatient = members.filter(({ role }) => role === 'PATIENT')
      if (asPatient.length === 0) throw badInput('username: nobody here acts as a patient under this name.')
      if (asPatient.some((member) => member.patient === patient)) throw badInput('Nobody stands for oneself.')
      if (person === scope.caller.subject || scope.caller.kin.has(patient))
        return refuse(call, 'Somebody else registers for whom you stand.')
      const start = instant(input.from) ?? now
      const end = endAfter(Math.max(start, now), input.until)
      const known = row && factOf(keys, row)
      if (known && (known.end === null || known.end > start))
        throw badInput('This user stands for the patient already, or will: end it first.')
      const w = (row === undefined ? 0 : Number(row.w)) + 1
      const scoped = { classes: namesOf(input.classes), segments: namesOf(input.segments) }
      return {
        actions: proxyActions(keys, { patient, person, start, end, basis, ...scoped, w }),
        changed: [[patient, 'Proxy', person, ['period', 'basis', 'classes', 'segments'], w]],
        renewed: person,
      }
    },
    answer: shownPatient,
  })
}

function endProxy(call: Call) {
  const { patient, username, idempotencyKey } = call.args.input as EndProxyInput // coerced by the schema
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'EXISTING',
    async effect({ scope }, { done }) {
      const { keys, now } = scope
      const person = personId(username)
      if (done) return NOTHING
      // Else one could step out of the way of one's own exclusion from the care team.
      if (person === scope.caller.subject) return refuse(call, 'Somebody else ends for whom you stand.')
      const row = await scope.load(relationKey(keys.tenant, { patient, actor: person }, 'proxy'))
      if (row === undefined || !live({ ...factOf(keys, row), start: null }, now))
        throw badInput('This user does not stand for the patient.')
      return {
        // One that has not begun yet ends where it would begin.
        actions: endActions(keys, row, Math.max(now, Number(row.start))),
        changed: [[patient, 'Proxy', person, ['period'], Number(row.w) + 1]],
        renewed: person,
      }
    },
    answer: shownPatient,
  })
}

/** @throws ReplyError BAD_USER_INPUT for an empty list: it would be a proxy of nothing */
function namesOf(names: readonly string[] | null | undefined): readonly string[] | null {
  if (names?.length === 0) throw badInput('An empty list gives nothing: leave it out for all.')
  return names ? [...new Set(names)] : null
}

import { admits, live } from '@wardgraph/access'
import { endActions, relationActions, relationKey, relationOf, rosterKey, rosterOf } from '@wardgraph/records'
import type { AssignCareTeamInput, EndCareTeamInput } from '@wardgraph/schema/types'
import { callerOf, govern, refuse, shownPatient } from './mutation.ts'
import { openVisit } from './openVisit.ts'
import { actorOf, badInput, endAfter } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { NOTHING } from './staging.ts'

/** Who treats whom: places in care teams given and taken by hand. */
export const careTeam: readonly Registered[] = [
  entry('Mutation.assignCareTeam', assignCareTeam),
  entry('Mutation.endCareTeam', endCareTeam),
]

/** The audiences of the schema that these rest on. */
const FOR_OTHERS = 'TEAM_EDITORS'
const FOR_ONESELF = 'CLINICAL_STAFF'

function assignCareTeam(call: Call) {
  const input = call.args.input as AssignCareTeamInput // coerced by the schema
  const { patient, idempotencyKey } = input
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'EXISTING',
    async effect(ready, { done }) {
      const { scope } = ready
      const { keys, now } = scope
      const actor = await actorOf(scope, input)
      const oneself = actor !== undefined && (await isOneself(scope, actor))
      if (actor === undefined || !admits({ ...callerOf(ready), audience: oneself ? FOR_ONESELF : FOR_OTHERS }))
        return refuse(call)
      const end = endAfter(now, input.until)
      if (done) return NOTHING
      const row = await scope.load(relationKey(keys.tenant, { patient, actor }))
      const stored = row && relationOf(keys, row)
      if (stored && (stored.end === null || stored.end > now))
        throw badInput('There is a place in the care team already, or from later on: end it first.')
      const reason = oneself ? await openVisit(ready) : undefined
      if (oneself && reason === undefined)
        return refuse(call, 'Only while a visit is open, or on the day of an appointment, can one join a care team.')
      const w = (stored?.w ?? 0) + 1
      return {
        actions: relationActions(keys, { patient, actor, start: now, end, basis: 'manual', w }),
        changed: [[patient, 'CareTeamMembership', actor, ['period', 'basis'], w]],
        concerns: oneself ? [{ kind: 'SELF_ASSIGNMENT', patient }] : [],
        ...(reason === undefined ? {} : { relied: [reason.found], until: reason.until }),
      }
    },
    answer: shownPatient,
  })
}

function endCareTeam(call: Call) {
  const input = call.args.input as EndCareTeamInput // coerced by the schema
  const { patient, idempotencyKey } = input
  let own = false
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'EXISTING',
    async effect(ready, { done }) {
      const { scope } = ready
      const { keys, now } = scope
      const actor = await actorOf(scope, input)
      own = actor !== undefined && (await isOneself(scope, actor))
      if (actor === undefined || !admits({ ...callerOf(ready), audience: own ? FOR_ONESELF : FOR_OTHERS }))
        return refuse(call)
      if (done) return NOTHING
      const row = await scope.load(relationKey(keys.tenant, { patient, actor }))
      if (row === undefined || !live(relationOf(keys, row), now))
        throw badInput('There is no such place in the care team.')
      return {
        actions: endActions(keys, row, now),
        changed: [[patient, 'CareTeamMembership', actor, ['period'], Number(row.w) + 1]],
      }
    },
    // Whoever leaves the team is shown nothing by it any more.
    answer: (ready) => (own ? { patient: null } : shownPatient(ready)),
  })
}

/**
 * Oneself, under whichever membership, or a unit that one is on, or on whose roster or on that of a unit within it: a
 * shift there is one's own to start.
 */
async function isOneself({ shifts, keys, table, caller, now }: Scope, actor: string): Promise<boolean> {
  if (caller.selves.has(actor) || shifts.some(({ path }) => path.includes(actor))) return true
  const { pk } = rosterKey(keys.tenant, { unit: actor, person: caller.subject })
  const rows = await table.query({ table: 'directory', pk, prefix: 'A#r#' })
  const places = rows.map((row) => rosterOf(keys, row))
  return places.some(({ path, end }) => path.includes(actor) && live({ start: null, end }, now))
}

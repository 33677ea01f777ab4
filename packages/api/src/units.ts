import { live } from '@wardgraph/access'
import type { Change } from '@wardgraph/audit'
import {
  type Action,
  type Key,
  MOST_UNITS,
  personId,
  rosterAction,
  rosterKey,
  rosterOf,
  type Shift,
  shiftAction,
  shiftKey,
  shiftOf,
  unitAction,
  unitId,
  unitKey,
  unitOf,
} from '@wardgraph/records'
import type { CreateUnitInput, EndShiftInput, RosterInput, StartShiftInput } from '@wardgraph/schema/types'
import { ReplyError } from './errors.ts'
import { fulfilOnce, refuse } from './mutation.ts'
import { badInput, endAfter, membershipsOf } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'

/** Wards and on-call teams, who may work there, and who is there now. */
export const units: readonly Registered[] = [
  entry('Mutation.createUnit', createUnit),
  entry('Mutation.rosterUnit', rosterUnit),
  entry('Mutation.startShift', startShift),
  entry('Mutation.endShift', endShift),
]

const LONGEST_SHIFT = 24 * 60 * 60 * 1000
const answer = () => ({ done: true })

function createUnit(call: Call) {
  const { unit, within, idempotencyKey } = call.args.input as CreateUnitInput // coerced by the schema
  const { keys, load } = call.scope
  return fulfilOnce(call, {
    idempotencyKey,
    async effect() {
      if (unit === within) throw badInput('A unit is not within itself.')
      const id = unitId(keys.tenant, unit)
      const [there, around] = await Promise.all([
        load(unitKey(keys.tenant, id)),
        within ? load(unitKey(keys.tenant, unitId(keys.tenant, within))) : undefined,
      ])
      if (there !== undefined) throw badInput('There is a unit of this name.')
      if (within && around === undefined) throw badInput('within: there is no such unit.')
      const path = [id, ...(around === undefined ? [] : unitOf(keys, around).path)]
      if (path.length > MOST_UNITS) throw tooMany()
      return {
        actions: [unitAction(keys, { id, name: unit, path })],
        changed: [[null, 'Unit', id, ['name', 'within'], 1]],
      }
    },
    answer,
  })
}

function rosterUnit(call: Call) {
  const { unit, username, until, idempotencyKey } = call.args.input as RosterInput // coerced by the schema
  const { scope } = call
  const { keys, now, load } = scope
  return fulfilOnce(call, {
    idempotencyKey,
    async effect() {
      const person = personId(username)
      const place = { unit: unitId(keys.tenant, unit), person }
      const [there, row, running, members] = await Promise.all([
        load(unitKey(keys.tenant, place.unit)),
        load(rosterKey(keys.tenant, place)),
        load(shiftKey(keys.tenant, place)),
        membershipsOf(scope, username),
      ])
      if (there === undefined) throw badInput('unit: there is no such unit.')
      if (!members.some(({ role }) => role !== 'PATIENT')) throw badInput('username: nobody of the staff is called so.')
      const w = (row === undefined ? 0 : rosterOf(keys, row).w) + 1
      const end = until ? endAfter(now - 1, until) : null
      const { path } = unitOf(keys, there)
      const shift = running && shiftOf(keys, running)
      // A shift does not outlast the place on the roster, whichever was there first.
      const cut = shift !== undefined && end !== null && shift.end > end ? [{ ...shift, end, w: shift.w + 1 }] : []
      return {
        actions: [
          rosterAction(keys, { ...place, path, end, w }),
          ...cut.map((one) => shiftAction(keys, { ...one, person })),
          ...(end === null || cut.length > 0 ? [] : [unchanged(shiftKey(keys.tenant, place), shift)]),
        ],
        changed: [
          [null, 'Roster', person, ['unit', 'period'], w],
          ...cut.map((one): Change => [null, 'Shift', place.unit, ['period'], one.w]),
        ],
        renewed: person,
        concerns: person === scope.caller.subject ? [{ kind: 'SELF_ASSIGNMENT', patient: null }] : [],
      }
    },
    answer,
  })
}

/** Nor does one that starts, or starts again, in the same moment. */
function unchanged(key: Key, shift: Shift | undefined): Action {
  return { do: 'check', key, if: shift === undefined ? { is: 'absent' } : { is: 'written', w: shift.w } }
}

function startShift(call: Call) {
  const { unit, until, idempotencyKey } = call.args.input as StartShiftInput // coerced by the schema
  const { scope } = call
  const { keys, now, load, caller } = scope
  return fulfilOnce(call, {
    idempotencyKey,
    async effect() {
      const place = { unit: unitId(keys.tenant, unit), person: caller.subject }
      const end = endAfter(now, until)
      if (end === null || end > now + LONGEST_SHIFT) throw badInput('until: a shift is 24 hours at most.')
      const [there, roster, shifts] = await Promise.all([
        load(unitKey(keys.tenant, place.unit)),
        load(rosterKey(keys.tenant, place)),
        shiftsOf(scope),
      ])
      const rostered = roster !== undefined && live({ start: null, end: rosterOf(keys, roster).end }, now)
      if (there === undefined || !rostered)
        return refuse(call, 'Only who is on the roster of a unit starts a shift there.')
      const own = shifts.find((shift) => shift.unit === place.unit)
      if (own !== undefined && own.end > now) throw badInput('The shift on this unit is running: end it first.')
      const { path } = unitOf(keys, there)
      const running = shifts.filter((shift) => shift.end > now)
      if (new Set([...path, ...running.flatMap((shift) => shift.path)]).size > MOST_UNITS) throw tooMany()
      const w = (own?.w ?? 0) + 1
      const rosterEnd = rosterOf(keys, roster).end ?? Number.POSITIVE_INFINITY
      return {
        // A shift does not outlast the place on the roster.
        actions: [shiftAction(keys, { ...place, path, start: now, end: Math.min(end, rosterEnd), w })],
        changed: [[null, 'Shift', place.unit, ['period'], w]],
        relied: [
          { table: 'directory', row: there },
          { table: 'directory', row: roster },
        ],
        until: rosterEnd,
        renewed: caller.subject,
      }
    },
    answer,
  })
}

function endShift(call: Call) {
  const { unit, idempotencyKey } = call.args.input as EndShiftInput // coerced by the schema
  const { keys, now, load, caller } = call.scope
  return fulfilOnce(call, {
    idempotencyKey,
    async effect() {
      const place = { unit: unitId(keys.tenant, unit), person: caller.subject }
      const row = await load(shiftKey(keys.tenant, place))
      const shift = row && shiftOf(keys, row)
      if (shift === undefined || !live(shift, now)) throw badInput('There is no shift on this unit.')
      const w = shift.w + 1
      return {
        actions: [shiftAction(keys, { ...shift, person: caller.subject, end: now, w })],
        changed: [[null, 'Shift', place.unit, ['period'], w]],
        renewed: caller.subject,
      }
    },
    answer,
  })
}

/** The caller's shifts as they are now, not as its session knows them. */
async function shiftsOf({ keys, table, caller }: Scope): Promise<readonly Shift[]> {
  const rows = await table.query({ table: 'directory', pk: `${keys.tenant}#U#${caller.subject}`, prefix: 'A#s#' })
  return rows.map((row) => shiftOf(keys, row))
}

function tooMany(): ReplyError {
  const detail = `A person is on ${MOST_UNITS} units at once at most, those around them included.`
  return new ReplyError('LIMIT_EXCEEDED', { detail })
}

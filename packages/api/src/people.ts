import { live } from '@wardgraph/access'
import { spanOf } from '@wardgraph/fhir'
import { type Member, memberOf, personId, RECORD_ID, recordKey, unitId, unitKey } from '@wardgraph/records'
import { ReplyError } from './errors.ts'
import type { Scope } from './scope.ts'

/** Refuses input with a fixed sentence. */
export function badInput(detail: string): ReplyError {
  return new ReplyError('BAD_USER_INPUT', { detail })
}

/** The instant (ms) that a Moment names, or undefined. */
export function instant(moment: string | null | undefined): number | undefined {
  return moment ? spanOf(moment)?.start : undefined
}

/** An end after `now`, or null for until further notice. @throws ReplyError BAD_USER_INPUT */
export function endAfter(start: number, until: string | null | undefined): number | null {
  const end = instant(until)
  if (end !== undefined && end <= start) throw badInput('until: expected a moment after the beginning.')
  return end ?? null
}

/** The memberships of a username in this tenant; none if there is no such user here. @throws TableError, VaultError */
export async function membershipsOf(scope: Scope, username: string): Promise<readonly Member[]> {
  const { keys, table } = scope
  const pk = `${keys.tenant}#U#${personId(username)}`
  const rows = await table.query({ table: 'directory', pk, prefix: 'A#m#' })
  return rows.map((row) => memberOf(keys, row))
}

/** What relation rows call a practitioner, a user or a unit; undefined if it is not there. @throws ReplyError BAD_USER_INPUT */
export async function actorOf(
  scope: Scope,
  named: {
    readonly practitioner?: string | null
    readonly username?: string | null
    readonly unit?: string | null
  },
): Promise<string | undefined> {
  const { practitioner, username, unit } = named
  const given = [practitioner, username, unit].filter((one) => one !== null && one !== undefined)
  if (given.length !== 1) throw badInput('Send exactly one of practitioner, username, unit.')
  const { keys, services } = scope
  if (typeof unit === 'string') {
    const id = unitId(keys.tenant, unit)
    return (await scope.load(unitKey(keys.tenant, id))) && id
  }
  if (typeof username === 'string') {
    const hats = (await membershipsOf(scope, username)).filter((one) => one.role !== 'PATIENT' && live(one, scope.now))
    const actors = new Set(hats.map(({ practitioner, person }) => practitioner ?? person))
    if (actors.size > 1) throw badInput('username: is several practitioners; name one by its id.')
    return [...actors][0]
  }
  const place = { type: 'Practitioner', id: String(practitioner), patient: null }
  if (!RECORD_ID.test(place.id)) return undefined
  return (await scope.load(recordKey(services.policy, keys.tenant, place))) && place.id
}

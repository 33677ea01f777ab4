import { spanOf } from './dateTime.ts'
import { asList, element } from './json.ts'
import { parseReference, type Reference } from './reference.ts'
import type { FhirResource } from './resource.ts'

/** A practitioner treats the resource's patient in [start, end), UTC milliseconds; `end` null = still open. */
export interface CareTeamMembership {
  readonly practitioner: Reference
  readonly start: number
  readonly end: number | null
}

// http://hl7.org/fhir/R4/valueset-encounter-status.html: the patient is, or is about to be, here.
const runningStatuses = new Set<unknown>(['planned', 'arrived', 'triaged', 'in-progress', 'onleave'])
const day = 24 * 60 * 60 * 1000

/**
 * Who took part in an Encounter, from its start to `days` after its end. Only a running Encounter may lack an end; one
 * that is over without saying when ended on the day it began. Nobody, if it has no start or did not take place.
 */
export function encounterMemberships({
  resource,
  days,
}: {
  readonly resource: FhirResource
  readonly days: number
}): readonly CareTeamMembership[] {
  const { status, period, participant } = resource
  if (resource.resourceType !== 'Encounter' || status === 'cancelled' || status === 'entered-in-error') return []
  const began = bound(period, 'start')
  if (began === undefined) return []
  const over = bound(period, 'end') ?? (runningStatuses.has(status) ? null : began)
  return memberships(asList(participant), 'individual', () => ({
    start: began.start,
    end: over === null ? null : over.end + days * day,
  }))
}

/** The practitioners of an active CareTeam; `start` is 1970 where neither team nor member states one. */
export function careTeamMemberships(resource: FhirResource): readonly CareTeamMembership[] {
  const { status, period, participant } = resource
  if (resource.resourceType !== 'CareTeam' || status !== 'active') return []
  return memberships(asList(participant), 'member', (member) => {
    const periods = [period, element(member, 'period')]
    const ends = periods.map((one) => bound(one, 'end')?.end ?? Number.POSITIVE_INFINITY)
    const end = Math.min(...ends)
    return {
      start: Math.max(...periods.map((one) => bound(one, 'start')?.start ?? 0)),
      end: Number.isFinite(end) ? end : null,
    }
  })
}

// http://hl7.org/fhir/R4/valueset-appointmentstatus.html: the time is agreed, or the visit has taken place.
const agreedStatuses = new Set<unknown>(['booked', 'arrived', 'checked-in', 'fulfilled'])

/**
 * The practitioners who have accepted an agreed Appointment, for its days: from the start of the UTC day of `start` to
 * the end of the UTC day of `end` (of `start`, if it does not say), as far as the participant's own period reaches.
 */
export function appointmentMemberships(resource: FhirResource): readonly CareTeamMembership[] {
  const { resourceType, status, participant } = resource
  if (resourceType !== 'Appointment' || !agreedStatuses.has(status)) return []
  const began = bound(resource, 'start')
  if (began === undefined) return []
  const over = bound(resource, 'end') ?? began
  // http://hl7.org/fhir/R4/valueset-participationstatus.html: tentative and needs-action are not yet an acceptance.
  const accepted = asList(participant).filter((one) => element(one, 'status') === 'accepted')
  return memberships(accepted, 'actor', (one) => {
    const own = element(one, 'period')
    return {
      start: Math.max(dayOf(began.start), bound(own, 'start')?.start ?? Number.NEGATIVE_INFINITY),
      end: Math.min(dayOf(over.start) + day, bound(own, 'end')?.end ?? Number.POSITIVE_INFINITY),
    }
  })
}

function dayOf(milliseconds: number): number {
  return Math.floor(milliseconds / day) * day
}

function memberships(
  participants: readonly unknown[],
  name: 'individual' | 'member' | 'actor',
  periodOf: (participant: unknown) => { readonly start: number; readonly end: number | null },
): readonly CareTeamMembership[] {
  const byReference = new Map<string, CareTeamMembership>()
  for (const participant of participants) {
    const raw = element(element(participant, name), 'reference')
    const { start, end } = periodOf(participant)
    if (typeof raw !== 'string' || (end !== null && end <= start)) continue
    const practitioner = parseReference(raw)
    // A urn does not tell its type: whoever resolves it drops what is no Practitioner.
    const type = 'type' in practitioner ? practitioner.type : undefined
    if (type === 'Practitioner' || practitioner.kind === 'urn') byReference.set(raw, { practitioner, start, end })
  }
  return [...byReference.values()]
}

function bound(period: unknown, name: 'start' | 'end'): { readonly start: number; readonly end: number } | undefined {
  const text = element(period, name)
  return typeof text === 'string' ? spanOf(text) : undefined
}

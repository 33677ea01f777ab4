import type { Stored } from '@wardgraph/records'
import type { HumanName, Patient } from '@wardgraph/schema/types'
import { normalise } from '@wardgraph/vault'
import { type Concern, reviewActions } from './concerns.ts'
import type { Raised, Scope } from './scope.ts'
import { headOf } from './show.ts'

const DAY = 24 * 60 * 60 * 1000

/**
 * What a reply that is about to leave shows to staff, and what staff change, is for the privacy officer's queue: one entry
 * per kind, person, patient and day, however often it is looked at. @throws TableError, VaultError
 */
export async function raiseConcerns(
  scope: Scope,
  touched: readonly { readonly patient: string | null }[],
): Promise<void> {
  if (!scope.planned || scope.seeker.asPatient) return
  const patients = [...new Set(touched.flatMap(({ patient }) => (patient === null ? [] : [patient])))].sort()
  const found: Concern[] = []
  const seen = scope.handover.seen()
  const own = new Set(scope.likeness.flatMap((stored) => marksOf(scope, stored)))
  found.push(
    ...(
      await Promise.all(patients.map((patient) => concernsOf(scope, patient, { own, seen: seen.get(patient) ?? 0 })))
    ).flat(),
  )
  if (patients.length > 0 && isAfterHours(scope)) found.push({ kind: 'AFTER_HOURS', patient: null })
  scope.raised = await absentOf(
    scope,
    found.map((concern) => ({ ...concern, id: idOf(scope, concern) })),
  )
}

async function concernsOf(
  scope: Scope,
  patient: string,
  { own, seen }: { readonly own: ReadonlySet<string>; readonly seen: number },
): Promise<Concern[]> {
  const { caller, reader, services } = scope
  const head = await reader.find(headOf(patient)) // read already, to decide
  if (head === undefined) return []
  const label = reader.label(head, [])
  const vip = services.policy.segments.VIP
  const kinds: Concern['kind'][] = []
  if (caller.kin.has(patient)) kinds.push('OWN_CHART')
  else if (isAlike(scope, head, own)) kinds.push('SAME_NAME_OR_ADDRESS')
  const labels = (label?.segments ?? 0) | seen
  if (vip !== undefined && (labels & (1 << vip.bit)) !== 0) kinds.push('VIP')
  return kinds.map((kind) => ({ kind, patient }))
}

/** Whether the patient bears a family name, or lives at an address, of the caller. */
function isAlike(scope: Scope, head: Stored, own: ReadonlySet<string>): boolean {
  return own.size > 0 && marksOf(scope, head).some((mark) => own.has(mark))
}

/** Family names and addresses of a patient or practitioner, in the form in which alike ones are equal. */
function marksOf(scope: Scope, stored: Stored): string[] {
  const { type, id } = stored
  const patient = type === 'Patient' ? id : null
  const coordinates = ['name', ...(patient === null ? [] : ['address'])].map((name) => `${type}.${name}`)
  const permit = scope.handover.controlPermit({ type, id, patient }, coordinates)
  const { name, address } = scope.reader.open(permit, stored) as Pick<Patient, 'name' | 'address'> // as it was written
  const families = (name ?? []).flatMap(({ family }: HumanName) => (family ? [mark('family', family)] : []))
  const homes = (address ?? []).flatMap(({ line, postalCode }) =>
    line?.[0] && postalCode ? [mark('home', line[0], postalCode)] : [],
  )
  return [...families, ...homes]
}

function mark(...values: readonly string[]): string {
  return JSON.stringify(values.map((value) => normalise('name', value)))
}

/** Outside the tenant's hours, and on no shift. */
function isAfterHours({ rules, now, shifts }: Scope): boolean {
  if (shifts.some(({ start, end }) => start <= now && now < end)) return false
  const { open, close, zone } = rules.hours
  if (open === 0 && close === 24) return false
  const hour = Number(clockOf(zone).format(now))
  return hour < open || hour >= close
}

/** A formatter takes longer to make than to use. */
const clocks = new Map<string, Intl.DateTimeFormat>()
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone })
  clocks.set(zone, clock)
  return clock
}

/** One a day: found again by what it is about. */
function idOf({ keys, caller, now }: Scope, { kind, patient }: Concern): string {
  const id = `${caller.subject} ${patient ?? ''} ${Math.floor(now / DAY)}`
  return keys.recordId({ system: 'review', type: kind, id })
}

/** Those that are not there yet. */
async function absentOf(
  scope: Scope,
  concerns: readonly (Concern & { readonly id: string })[],
): Promise<readonly Raised[]> {
  const rows = await Promise.all(concerns.map(({ id }) => scope.reader.find({ type: 'Review', id, patient: null })))
  return reviewActions(
    scope,
    concerns.filter((_, i) => rows[i] === undefined),
  )
}

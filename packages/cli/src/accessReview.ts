import { createHash } from 'node:crypto'
import { hashedId } from '@wardgraph/records'
import { type Asked, admit, type Officer } from './accessOfficer.ts'
import { inPool, peopleOf, unitNames } from './accessPeople.ts'
import { Lists, type ReviewRow, reviewRows } from './accessTies.ts'
import { CliError, EXIT } from './command.ts'
import { csvOf } from './csv.ts'

/** The columns between the tenant and the decision. */
const COLUMNS: readonly (readonly [string, keyof ReviewRow])[] = [
  ['username', 'username'],
  ['role', 'role'],
  ['rule', 'rule'],
  ['unit', 'unit'],
  ['since', 'since'],
  ['until', 'until'],
  ['state', 'state'],
  ['practitioner', 'practitioner'],
  ['rostered', 'rostered'],
  ['on_shift_until', 'onShiftUntil'],
  ['care_team_patients', 'careTeamPatients'],
  ['proxies', 'proxies'],
  ['emergencies_90_days', 'emergencies90Days'],
]

/** The access review of a tenant as CSV, once it is on record that it was asked for. @throws CliError as `admit`; TableError, VaultError */
export async function accessReview(services: Officer['services'], of: Omit<Asked, 'root'>): Promise<string> {
  const officer = await admit(services, { ...of, root: 'access.review' })
  const csv = await reviewOf(officer)
  await officer.record({ disclosed: [[null, 'AccessReview', hashedId(csv), ['lines']]] })
  return csv
}

/**
 * Puts on record that the reviewer signs this review, which must be what the review is now: its id in the audit trail,
 * and the SHA-256 (hex) of its bytes. @throws CliError STALE, and as `admit`; TableError, VaultError
 */
export async function signOff(
  services: Officer['services'],
  { csv, ...of }: Omit<Asked, 'root'> & { readonly csv: Uint8Array },
): Promise<{ readonly id: string; readonly sha256: string }> {
  const officer = await admit(services, { ...of, root: 'access.signOff' })
  const current = await reviewOf(officer)
  if (!Buffer.from(current).equals(csv)) {
    const stale = new CliError('STALE', 'this is not what access review prints now: print it anew, and look again.', {
      exit: EXIT.no,
    })
    return officer.refuse(stale, { outcome: 'CONFLICT', denied: [[null, 'AccessReview', null, ['signedOff']]] })
  }
  const id = hashedId(current)
  await officer.record({ changed: [[null, 'AccessReview', id, ['signedOff'], 1]] })
  return { id, sha256: createHash('sha256').update(current).digest('hex') }
}

/** The same bytes whenever it is asked on one day, as long as nothing changes. */
async function reviewOf(officer: Officer): Promise<string> {
  const { services, keys, caller, now } = officer
  const people = await peopleOf(officer)
  const places = people.flatMap(({ rosters }) => rosters.map(({ unit }) => unit))
  const about = { units: await unitNames(services, keys, places), lists: new Lists(officer) }
  const asked = people.flatMap((person) => person.members.map((member) => ({ person, member })))
  const rows = await inPool(asked, ({ person, member }) => reviewRows(officer, { ...about, person }, member))
  const date = new Date(now).toISOString().slice(0, 10)
  const lines = rows
    .flat()
    .map((row) => ({
      // The membership comes before what it is given beside.
      place: JSON.stringify([row.username, row.role, row.rule !== 'MEMBERSHIP', row]),
      line: [date, caller.tenantName, ...COLUMNS.map(([, name]) => String(row[name] ?? '')), ''],
    }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
  return csvOf([['date', 'tenant', ...COLUMNS.map(([title]) => title), 'decision'], ...lines.map(({ line }) => line)])
}

import { createHash } from 'node:crypto'
import { hashedId } from '@wardgraph/records'
import { CliError, EXIT } from '../command.ts'
import { csvOf } from './csv.ts'
import { type Asked, admit, type Officer } from './officer.ts'
import { inPool, peopleOf, unitNames } from './people.ts'
import { Lists, type ReviewRow, reviewRows } from './ties.ts'

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
  const csv = await officer.find(reviewOf)
  await officer.record({ disclosed: [[null, 'AccessReview', hashedId(csv), ['lines']]] })
  return csv
}

/** A review is signed within so many days of its date: a quarter's review looks at that quarter. */
const SIGNED_WITHIN = 31
const DAY = 24 * 60 * 60 * 1000

/**
 * Puts on record that the reviewer signs this review, which must be one that was printed for this tenant, byte for byte:
 * its id in the audit trail, and the SHA-256 (hex) of its bytes. What has changed since it was printed is on record
 * anyway. @throws CliError NOT_PRINTED, STALE, and as `admit`; TableError, VaultError
 */
export async function signOff(
  services: Officer['services'],
  { csv, ...of }: Omit<Asked, 'root'> & { readonly csv: Uint8Array },
): Promise<{ readonly id: string; readonly sha256: string }> {
  const officer = await admit(services, { ...of, root: 'access.signOff' })
  const refuse = (error: CliError) =>
    officer.refuse(error, { outcome: 'CONFLICT', denied: [[null, 'AccessReview', null, ['signedOff']]] })
  const text = Buffer.from(csv).toString()
  const [body, date] = [text.slice(0, lastLineAt(text)), text.slice(lastLineAt(text)).slice(0, '2026-01-31'.length)]
  if (!Buffer.from(sealed(officer, { body, date })).equals(csv))
    return refuse(
      new CliError('NOT_PRINTED', 'this is not, byte for byte, what access review printed for this tenant.', {
        exit: EXIT.no,
      }),
    )
  if (!(officer.now - Date.parse(date) < SIGNED_WITHIN * DAY))
    return refuse(
      new CliError('STALE', `this review is older than ${SIGNED_WITHIN} days: print it anew, and look again.`, {
        exit: EXIT.no,
      }),
    )
  const id = hashedId(text)
  await officer.record({ changed: [[null, 'AccessReview', id, ['signedOff'], 1]] })
  return { id, sha256: createHash('sha256').update(csv).digest('hex') }
}

/** The lines of a review and, as its last, a seal under a key of the tenant: only what was printed bears it. */
function sealed({ keys, caller }: Officer, { body, date }: { readonly body: string; readonly date: string }): string {
  const seal = Buffer.from(keys.payloadHash({ purpose: 'access-review', payload: `${date} ${body}` })).toString('hex')
  const blank = COLUMNS.map(([, name]) => ({ rule: 'SEAL', unit: seal })[String(name)] ?? '')
  return `${body}${csvOf([[date, caller.tenantName, ...blank, '']])}`
}

function lastLineAt(text: string): number {
  return text.lastIndexOf('\n', text.length - 2) + 1
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
  const titles = ['date', 'tenant', ...COLUMNS.map(([title]) => title), 'decision']
  return sealed(officer, { body: csvOf([titles, ...lines.map(({ line }) => line)]), date })
}

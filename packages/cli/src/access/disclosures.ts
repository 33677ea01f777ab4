import { entryIn, type PatientEntry, type Touched } from '@wardgraph/audit'
import { memberKey, memberOf, readDisclosures } from '@wardgraph/records'
import { csvOf } from './csv.ts'
import { type Asked, admit, type Officer } from './officer.ts'
import { patientOf } from './who.ts'

/** Whose disclosures, and of which time: [from, to) in ms. */
interface Wanted {
  readonly patient: string
  readonly from: number | undefined
  readonly to: number | undefined
}

/** The columns; the first of a value is its title. */
const COLUMNS: readonly (readonly [title: string, cellOf: (entry: PatientEntry, username: string) => unknown])[] = [
  ['time', ({ time }) => time],
  ['username', (_, username) => username],
  ['person', ({ person }) => person],
  ['membership', ({ membership }) => membership],
  ['role', ({ role }) => role],
  ['purpose', ({ purpose }) => purpose],
  ['relation', ({ relation }) => relation],
  ['basis', ({ basis }) => basis],
  ['origin', ({ origin }) => origin],
  ['kind', ({ kind }) => kind],
  ['operations', ({ roots }) => roots.join(' ')],
  ['outcome', ({ outcome }) => outcome],
  ['read', ({ read }) => words(read)],
  ['changed', ({ changed }) => words(changed)],
  ['denied', ({ denied }) => words(denied)],
  ['chain', ({ chain }) => chain],
  ['sequence', ({ seq }) => seq],
]

/** Rows are read this many at a time. */
const AT_ONCE = 100

/**
 * Who saw, changed or was refused what of a patient, the newest first, as CSV, once it is on record that it was asked for.
 * @throws CliError as `admit`, UNKNOWN_PATIENT; TableError, VaultError
 */
export async function accessDisclosures(
  services: Officer['services'],
  { patient: id, from, to, ...of }: Omit<Asked, 'root'> & Wanted,
): Promise<string> {
  const officer = await admit(services, { ...of, root: 'access.disclosures' })
  const { patient, entries, names } = await officer.find(async () => {
    const patient = await patientOf(officer, id, 'disclosures')
    const entries = await entriesOf(officer, { patient, from, to })
    return { patient, entries, names: await usernamesOf(officer, entries) }
  })
  const lines = entries.map((one) =>
    COLUMNS.map(([, cellOf]) => String(cellOf(one, names.get(one.membership ?? '') ?? '') ?? '')),
  )
  await officer.record({
    disclosed: [[patient, 'Patient', patient, ['disclosures']]],
    ties: [[patient, 'TENANT', null]],
  })
  return csvOf([COLUMNS.map(([title]) => title), ...lines])
}

async function entriesOf(
  { services: { table }, keys, now }: Officer,
  wanted: Wanted,
): Promise<readonly PatientEntry[]> {
  const entries: PatientEntry[] = []
  for (let after: readonly string[] | undefined, more = true; more; ) {
    const page = await readDisclosures({ table, keys }, { ...wanted, now, first: AT_ONCE, after })
    entries.push(...page.items.map(({ item }) => entryIn(item)))
    more = page.more
    after = page.items.at(-1)?.position
  }
  return entries
}

/** Usernames by membership, of those that are still known. */
async function usernamesOf({ services: { table }, keys }: Officer, entries: readonly PatientEntry[]) {
  const named = new Map<string, { readonly person: string; readonly membership: string }>()
  for (const { person, membership } of entries)
    if (person !== null && membership !== null) named.set(membership, { person, membership })
  const rows = await table.get([...named.values()].map((one) => memberKey(keys.tenant, one)))
  return new Map(
    rows.flatMap((row) => {
      const member = row && memberOf(keys, row)
      return member ? [[member.membership, member.username] as const] : []
    }),
  )
}

/** `Observation (2): code valueQuantity; Patient (1): name`. */
function words(touched: readonly Touched[]): string {
  return touched.map(([type, fields, records]) => `${type} (${records}): ${fields.join(' ')}`.trim()).join('; ')
}

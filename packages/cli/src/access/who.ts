import { admitsCall, type Fact, live } from '@wardgraph/access'
import type { LiveMembership } from '@wardgraph/api'
import { both, relationOf } from '@wardgraph/records'
import { CliError } from '../command.ts'
import { recordOf } from '../users.ts'
import { type Chart, openChart } from './chart.ts'
import { houseRows, type Placed } from './house.ts'
import { type Asked, admit, type Officer } from './officer.ts'
import { type Person, peopleOf, unitNames } from './people.ts'
import { ALWAYS, rowOf, sorted, type WhoRow } from './row.ts'

/**
 * Who reads what of a patient now, once it is on record that it was asked.
 * @throws CliError UNKNOWN_USER, SEVERAL_MEMBERSHIPS, FORBIDDEN, UNKNOWN_PATIENT, AUDIT_UNAVAILABLE; TableError, VaultError
 */
export async function whoReads(
  services: Officer['services'],
  of: Omit<Asked, 'root'> & { readonly patient: string },
): Promise<readonly WhoRow[]> {
  const officer = await admit(services, { ...of, root: 'access.who' })
  const { patient, rows, opened } = await officer.find(() => readersOf(officer, of.patient))
  await officer.record({
    disclosed: [[patient, 'Patient', patient, ['access']]],
    ties: [[patient, 'TENANT', null]],
    opened,
  })
  return rows
}

async function readersOf(officer: Officer, id: string) {
  const { services } = officer
  const patient = await patientOf(officer, id, 'access')
  const people = await peopleOf(officer)
  const chart = await openChart(officer, { patient, people })
  const units = await unitNames(services, officer.keys, chart.relations.keys())
  const placed = (await Promise.all(people.map((person) => placesOf(officer, { chart, units, person })))).flat()
  const rows: readonly WhoRow[] = sorted([...placed.flatMap((one) => one.rows), ...houseRows(placed)])
  return { patient, rows, opened: chart.opened }
}

/**
 * The patient's record id; one that is not there is on record as refused, without what was asked for: `field` says what
 * of it. @throws CliError UNKNOWN_PATIENT, AUDIT_UNAVAILABLE
 */
export async function patientOf(officer: Officer, id: string, field: 'access' | 'disclosures'): Promise<string> {
  const { services, keys } = officer
  const unknown = (error: CliError) =>
    officer.refuse(error, { outcome: 'BAD_USER_INPUT', denied: [[null, 'Patient', null, [field]]] })
  const found = await recordOf(services, keys, { type: 'Patient', id }).catch((error: unknown) => {
    if (error instanceof CliError) return unknown(error)
    throw error
  })
  return found ?? unknown(new CliError('UNKNOWN_PATIENT', 'this tenant has no Patient with this id.'))
}

/** A person at the patient, with the names of the units that treat it. */
interface At {
  readonly chart: Chart
  readonly units: ReadonlyMap<string, string>
  readonly person: Person
}

function placesOf(officer: Officer, at: At): Promise<readonly Placed[]> {
  const { chart, units, person } = at
  return Promise.all(
    person.hats.map(async (hat) => {
      const relied = await chart.reader.relied({ patient: chart.patient, seeker: hat.seeker })
      const facts = relied.map(({ fact }) => fact)
      const found = chart.found(hat, facts)
      const tied = relied
        .filter(({ fact }) => live(fact, officer.now))
        .map(({ fact, rows: [row, shift] }) => {
          // Through a unit a tie rests on two rows: the unit's relation, and the shift.
          const unit = row && shift ? relationOf(officer.keys, row).actor : null
          return rowOf(hat, { rule: ruleOf(fact, unit), unit: unit && (units.get(unit) ?? unit), fact, found })
        })
      const { role, patient } = hat.member
      const isSelf = role === 'PATIENT' && patient === chart.patient
      const own = isSelf ? [rowOf(hat, { rule: 'SELF', unit: null, fact: ALWAYS, found })] : []
      const rows = latest([...own, ...tied, ...startable(officer, { ...at, hat, facts })])
      return { hat, house: chart.found(hat, []), rows }
    }),
  )
}

function ruleOf({ relation }: Fact, unit: string | null): WhoRow['rule'] {
  if (relation === 'PROXY') return 'PROXY'
  if (relation === 'BREAK_GLASS') return 'EMERGENCY'
  return unit === null ? 'TEAM' : 'UNIT'
}

/** What a shift would open that the person may start now, for each unit that treats the patient. */
function startable(
  { services: { policy }, now }: Officer,
  of: At & { readonly hat: LiveMembership; readonly facts: readonly Fact[] },
): readonly WhoRow[] {
  const { chart, units, person, hat, facts } = of
  const bits = policy.relations.TENANT
  if (!hat.callers.some((caller) => admitsCall({ policy, caller, call: 'Mutation.startShift', bits }))) return []
  return person.rosters.flatMap((roster) =>
    roster.path.flatMap((unit) => {
      const treats = chart.relations.get(unit)
      if (treats === undefined || !live(treats, now)) return []
      const fact = { ...treats, ...both(treats, { start: null, end: roster.end }) }
      const found = chart.found(hat, [...facts, fact])
      const row = rowOf(hat, { rule: 'ROSTER', unit: units.get(unit) ?? unit, fact, found })
      return [{ ...row, since: null }]
    }),
  )
}

/** Of several shifts, or places on rosters, that tie to the same unit, the one that ends last. */
function latest(rows: readonly WhoRow[]): readonly WhoRow[] {
  const byUnit = new Map<string, WhoRow>()
  const end = ({ until }: WhoRow) => until ?? '~'
  for (const row of rows) {
    const name = `${row.rule} ${row.unit ?? ''}`
    const known = byUnit.get(name)
    if (known === undefined || end(known) < end(row)) byUnit.set(name, row)
  }
  return [...byUnit.values()]
}

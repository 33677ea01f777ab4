import { type Fact, Survey } from '@wardgraph/access'
import type { LiveMembership } from '@wardgraph/api'
import {
  type Content,
  factOf,
  type Key,
  Reader,
  relationKey,
  settingsKey,
  settingsOf,
  TableError,
} from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import type { Officer } from './officer.ts'
import type { Person } from './people.ts'

/** One patient's chart as far as it decides who reads it: nothing else of it is opened. */
export interface Chart {
  readonly patient: string
  /** Looks for ties among the rows that were read. */
  readonly reader: Reader
  /** Care-team relations by what they call the person or unit, whether they hold or not. */
  readonly relations: ReadonlyMap<string, Fact>
  /** How many sealed parts were opened. */
  readonly opened: number
  /** What a membership reads, were these what ties it. */
  found(hat: LiveMembership, facts: readonly Fact[]): ReturnType<Survey['of']>
}

/** Reads what ties people to the patient, and what the patient's own record says of it. @throws TableError, VaultError */
export async function openChart(
  officer: Officer,
  { patient, people }: { readonly patient: string; readonly people: readonly Person[] },
): Promise<Chart> {
  const { services, keys, caller, now } = officer
  const { table, policy } = services
  const { pk, sk: prefix } = relationKey(keys.tenant, { patient, actor: '' })
  const [tied, [rules]] = await Promise.all([
    table.query({ table: 'directory', pk, prefix }),
    table.get([settingsKey(keys.tenant)]),
  ])
  const reader = new Reader({
    table,
    keys,
    policy,
    load: loader(officer, [...tied, ...people.flatMap(({ rows }) => rows)]),
    now,
  })
  const head = await reader.find({ type: 'Patient', id: patient, patient: null })
  if (head === undefined) throw new TableError('UNAVAILABLE') // it was there a moment ago
  const survey = new Survey({ policy, rules: settingsOf(keys, rules), reviewer: caller, patient, now })
  const facts = tied.map((row) => ({ actor: String(row.sk).split('#')[1] ?? '', fact: factOf(keys, row) }))
  const permit = survey.decisionPermit(facts.map(({ fact }) => fact))
  const { consents, birthDate }: Content = reader.decisive(permit, head)
  const segments = reader.label(head, [])?.segments ?? 0
  return {
    patient,
    reader,
    relations: new Map(facts.flatMap(({ actor, fact }) => (fact.relation === 'CARE_TEAM' ? [[actor, fact]] : []))),
    opened: permit.classes.size,
    found: (hat, own) => survey.of(hat.callers, { known: { facts: own, consents, birthDate }, head: segments }),
  }
}

/** What ties is among the rows that were read, or is not there: one query for the patient, and one for each person. */
function loader({ services: { table } }: Officer, rows: readonly Row[]): (key: Key) => Promise<Row | undefined> {
  const known = new Map(rows.map((row) => [`${row.pk} ${row.sk}`, row]))
  return async (key) => {
    if (key.table === 'directory') return known.get(`${key.pk} ${key.sk}`)
    const [row] = await table.get([key])
    return row
  }
}

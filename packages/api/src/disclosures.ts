import { entryIn, type PatientEntry, type Touched } from '@wardgraph/audit'
import { memberKey, memberOf, type Page, RECORD_ID, readDisclosures } from '@wardgraph/records'
import { cursorOf, type ListOf, pageSize, positionAfter } from './connection.ts'
import { instant } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'

/** Who saw which patient, for the privacy officer. */
export const disclosures: readonly Registered[] = [entry('Query.disclosures', disclosuresOf)]

/** Whoever is not there has no entries, and the officer's question is on record in either case. */
async function disclosuresOf({ scope, args }: Call) {
  const of: ListOf = { coordinate: 'Query.disclosures', parent: '', args }
  const patient = String(args.patient)
  const [from, to] = [args.from, args.to].map((moment) => instant(moment as string | null | undefined)) // Moments
  const page = await loggedPage(scope, { of, patient, from, to, field: 'disclosures' })
  return { ...page, nodes: await Promise.all(page.nodes.map((one) => disclosureOf(scope, one))) }
}

/**
 * One page of a patient's entries, told to the caller and so on record as a field of the patient.
 * @throws ReplyError BAD_USER_INPUT; TableError, VaultError
 */
export async function loggedPage(
  scope: Scope,
  list: {
    readonly of: ListOf
    readonly patient: string
    readonly from?: number | undefined
    readonly to?: number | undefined
    readonly field: 'disclosures' | 'accessLog'
  },
) {
  const { of, patient, from, to, field } = list
  const slice = { first: pageSize(of.args), after: positionAfter(scope, of) }
  const { now } = scope
  const isId = RECORD_ID.test(patient)
  const page: Page<string> = isId
    ? await readDisclosures(scope, { patient, from, to, now, ...slice })
    : { items: [], more: false }
  if (isId) {
    const row = { patient, type: 'Patient', id: patient, fields: [field] }
    scope.accounted = [...scope.accounted, row]
  }
  const last = page.items.at(-1)
  return {
    nodes: page.items.map(({ item }) => entryIn(item)),
    pageInfo: { hasNextPage: page.more, endCursor: last === undefined ? null : cursorOf(scope, of, last.position) },
  }
}

async function disclosureOf(scope: Scope, entry: PatientEntry) {
  const { time, roots, seq, read, changed, denied, ...rest } = entry
  return {
    ...rest,
    at: time,
    operations: roots,
    sequence: seq,
    read: read.map(touchedOf),
    changed: changed.map(touchedOf),
    denied: denied.map(touchedOf),
    username: (await memberIn(scope, entry))?.username ?? null,
  }
}

function touchedOf([type, fields, records]: Touched) {
  return { type, fields, records }
}

/** The membership that an entry names, as it is now; undefined if there is none, or none any more. @throws TableError, VaultError */
export async function memberIn({ keys, load }: Scope, { person, membership }: PatientEntry) {
  if (person === null || membership === null) return undefined
  const row = await load(memberKey(keys.tenant, { person, membership }))
  return row && memberOf(keys, row)
}

import { type Answer, answerOf, type Interaction, interactionOf } from './answer.ts'
import type { RequestRecord, Tied } from './record.ts'

/** One record of a chart as a request touched it; a list is null where it was not touched in that way. */
export interface Touched {
  readonly type: string
  /** Null where it was not known, or is withheld. */
  readonly id: string | null
  /** True where the id is another patient's. */
  readonly withheld: boolean
  /** After the change. */
  readonly version: number | null
  readonly disclosed: readonly string[] | null
  readonly changed: readonly string[] | null
  readonly denied: readonly string[] | null
}

/** What one audit record says of one patient, and of no other. */
export interface About {
  readonly touched: readonly Touched[]
  /** As what the caller was at this patient. */
  readonly ties: readonly Tied[]
  readonly answer: Answer
  readonly interaction: Interaction
}

/**
 * The part of a record that is about one patient, or undefined where it names that patient in none of its rows. An id
 * that is another patient's is withheld: a `Link` ties two charts and bears the other's id.
 */
export function aboutPatient(of: { readonly record: RequestRecord; readonly patient: string }): About | undefined {
  const { record, patient } = of
  const own = <R extends readonly [string | null, ...unknown[]]>(rows: readonly R[]) =>
    rows.filter(([whose]) => whose === patient)
  const [disclosed, changed, denied] = [own(record.disclosed), own(record.changed), own(record.denied)]
  if (disclosed.length + changed.length + denied.length === 0) return undefined
  return {
    touched: touchedBy({ disclosed, changed, denied, isOther: isOther(of) }),
    ties: own(record.ties),
    answer: answerOf({ outcome: record.outcome, denied }),
    interaction: interactionOf({ operation: record.operation, disclosed, changed, denied }),
  }
}

type Row = readonly [patient: string | null, type: string, id: string | null, ...unknown[]]

/** Tells whether a row's id is another patient's, as far as the record shows. */
function isOther({ record, patient }: { readonly record: RequestRecord; readonly patient: string }) {
  const { disclosed, changed, denied, ties } = record
  const named = new Set([...disclosed, ...changed, ...denied, ...ties].map(([whose]) => whose))
  return ([, type, id]: Row): boolean =>
    id !== null && id !== patient && (type === 'Link' || type === 'Patient' || named.has(id))
}

/** The rows by the record they are about, in the order in which it was first named. */
function touchedBy(of: {
  readonly disclosed: RequestRecord['disclosed']
  readonly changed: RequestRecord['changed']
  readonly denied: RequestRecord['denied']
  readonly isOther: (row: Row) => boolean
}): readonly Touched[] {
  const found = new Map<string, Touched>()
  const touch = (row: Row, change: (known: Touched) => Partial<Touched>) => {
    const [, type, id] = row
    const withheld = of.isOther(row)
    const key = `${type} ${id}`
    const nothing = { version: null, disclosed: null, changed: null, denied: null }
    const known = found.get(key) ?? { type, id: withheld ? null : id, withheld, ...nothing }
    found.set(key, { ...known, ...change(known) })
  }
  const more = (names: readonly string[] | null, fields: readonly string[]) => [
    ...new Set([...(names ?? []), ...fields]),
  ]
  for (const row of of.disclosed) touch(row, ({ disclosed }) => ({ disclosed: more(disclosed, row[3]) }))
  for (const row of of.changed) touch(row, ({ changed }) => ({ changed: more(changed, row[3]), version: row[4] }))
  for (const row of of.denied) touch(row, ({ denied }) => ({ denied: more(denied, row[3]) }))
  return [...found.values()]
}

import type { AuditRecord, Denial, RequestRecord } from './record.ts'

/** Fields of records of one type, and of how many of them: a count of 0 is none that is known to be there. */
export type Touched = readonly [type: string, fields: readonly string[], records: number]

/** What one audit record says of one patient: names, ids and counts. Whoever was refused has `denied` alone. */
export interface PatientEntry {
  readonly patient: string
  readonly time: string
  readonly chain: string
  readonly seq: number
  readonly person: string | null
  readonly membership: string | null
  readonly role: string | null
  /** ETREAT under a broken glass, whatever the request stated. */
  readonly purpose: string | null
  /** As what the caller was at the patient; null where that did not matter. */
  readonly relation: string | null
  readonly basis: string | null
  readonly origin: RequestRecord['origin']
  readonly kind: string | null
  readonly roots: readonly string[]
  readonly outcome: string
  readonly read: readonly Touched[]
  readonly changed: readonly Touched[]
  readonly denied: readonly Touched[]
}

/**
 * A record as it is for each patient that is named in what it disclosed, changed or denied, by patient id. What did not
 * fit into one record is carried on in others, which have entries of their own.
 */
export function entriesOf(record: AuditRecord): readonly PatientEntry[] {
  if (record.outcome === 'GENESIS') return []
  const { disclosed, changed, denied } = record
  const named = [...disclosed, ...changed, ...denied].flatMap(([patient]) => (patient === null ? [] : [patient]))
  return [...new Set(named)].sort().map((patient) => entryOf(record, patient))
}

/** The line that an entry is kept as: the same bytes whenever it is made. */
export function entryLine(entry: PatientEntry): string {
  return JSON.stringify(entry)
}

/** The entry of a line that `entryLine` made; whoever calls says how that is known, a row's MAC for one. */
export function entryIn(line: string): PatientEntry {
  return JSON.parse(line)
}

function entryOf(record: RequestRecord, patient: string): PatientEntry {
  const { time, chain, seq, caller, operation, origin, outcome } = record
  const [, relation, basis] = record.ties.find(([tied]) => tied === patient) ?? [patient, null, null]
  const of = (rows: readonly (readonly [string | null, string, string | null, readonly string[], ...unknown[]])[]) =>
    touched(
      rows.flatMap(([whose, type, id, fields]) => (whose === patient ? [[whose, type, id, fields] as const] : [])),
    )
  return {
    patient,
    time,
    chain,
    seq,
    person: caller?.person ?? null,
    membership: caller?.membership ?? null,
    role: caller?.role ?? null,
    purpose: relation === 'BREAK_GLASS' ? 'ETREAT' : (caller?.purpose ?? null),
    relation,
    basis,
    origin,
    kind: operation?.kind ?? null,
    roots: operation?.roots ?? [],
    outcome,
    read: of(record.disclosed),
    changed: of(record.changed),
    denied: of(record.denied),
  }
}

/** By type, sorted, as the fields are. */
function touched(rows: readonly Denial[]): readonly Touched[] {
  const byType = new Map<string, { readonly fields: Set<string>; readonly ids: Set<string> }>()
  for (const [, type, id, fields] of rows) {
    const known = byType.get(type) ?? { fields: new Set(), ids: new Set() }
    for (const field of fields) known.fields.add(field)
    if (id !== null) known.ids.add(id)
    byType.set(type, known)
  }
  return [...byType]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([type, { fields, ids }]) => [type, [...fields].sort(), ids.size])
}

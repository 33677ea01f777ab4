import type { Change, Denial, Disclosure, GenesisRecord, RequestRecord, Tied } from './record.ts'

/** JSON without null: what is not there has no key. */
export type Json = string | number | readonly Json[] | { readonly [name: string]: Json }

/** What OCSF has no attribute for, of a request: under its name in the record, without what is null or empty. */
export function unmappedRequest(record: RequestRecord): Json {
  const { outcome, origin, opened, continues, prev, caller, operation } = record
  return given({
    outcome,
    origin,
    opened,
    continues,
    prev,
    purpose: caller?.purpose,
    kind: operation?.kind,
    document: operation?.document,
    relation: record.ties.map(tied),
    disclosed: record.disclosed.map(touched),
    changed: record.changed.map((row) => ({ ...touched(row), version: row[4] })),
    denied: record.denied.map(touched),
    written: record.written.map(([table, pk, sk, counter, hash]) => ({ table, pk, sk, counter, hash })),
  })
}

/** The same of a record that opens a chain. */
export function unmappedOpening({ outcome, environment, lane, closes, prev }: GenesisRecord): Json {
  return given({ outcome, environment, lane, closes: closes && { chain: closes.chain, seq: closes.seq }, prev })
}

const touched = ([patient, type, id, fields]: Disclosure | Change | Denial) => given({ patient, type, id, fields })

const tied = ([patient, relation, basis]: Tied) => given({ patient, relation, basis })

function given(members: Readonly<Record<string, Json | null | undefined>>): { readonly [name: string]: Json } {
  const found: Record<string, Json> = {}
  for (const [name, value] of Object.entries(members)) {
    const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0)
    if (!empty) found[name] = value
  }
  return found
}

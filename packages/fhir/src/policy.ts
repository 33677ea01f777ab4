/** The type of a schema field, as the compiled plan writes it; `kind` is scalar, enum, value, record or connection. */
export interface TypeRef {
  readonly name: string
  readonly kind: string
  readonly list: boolean
  readonly required: boolean
}

/** What mapping needs of the compiled policy: the fields of each record and value type, by schema name. */
export interface FhirPolicy {
  readonly records: Readonly<Record<string, { readonly fields: Readonly<Record<string, { readonly type: TypeRef }>> }>>
  readonly values: Readonly<Record<string, Readonly<Record<string, TypeRef>>>>
}

// Wardgraph's own, and a connection is a list of other records: none is an element of the resource. What a file brings
// under such a name stays in `rest`, so that no Patient brings its own consents, and no label leaves as an element.
const ownFields = new Set(['id', 'version', 'consents', 'segments', 'changed'])

/** The fields of a record type that are FHIR elements of the same name; none for a type without a record. */
export function mappedFields(policy: FhirPolicy, type: string): ReadonlyMap<string, TypeRef> {
  const fields = Object.hasOwn(policy.records, type) ? (policy.records[type]?.fields ?? {}) : {}
  const mapped = Object.entries(fields).filter(([name, { type }]) => !ownFields.has(name) && type.kind !== 'connection')
  return new Map(mapped.map(([name, field]) => [name, field.type]))
}

import type { Policy, TypeRef } from '@wardgraph/access'
import { type ConditionalReference, parseReference, type Reference } from '@wardgraph/fhir'
import type { TenantKeys } from '@wardgraph/vault'
import type { SourceId, SourceIndex } from './sourceIndex.ts'

/** What a reference leads to: a record's type and stored id; `here`: whether this import brings it. */
export interface Target {
  readonly type: string
  readonly id: string
  readonly here: boolean
  /** By what the source knows it; null where only the store does. */
  readonly source: SourceId | null
}

/** Leads a reference, in a field that holds this type, to a record; undefined if it names none. */
export interface Leads {
  resolve(reference: Reference, type: string): Target | undefined
}

/** Leads the references of one content to records; `file` null: of a content that stands in several files. */
export class Resolver {
  readonly #index: SourceIndex
  readonly #keys: TenantKeys
  readonly #file: number | null

  constructor(of: { readonly index: SourceIndex; readonly keys: TenantKeys; readonly file: number | null }) {
    this.#index = of.index
    this.#keys = of.keys
    this.#file = of.file
  }

  /** The target of a reference; undefined if it names no record. Source ids are unique per tenant, whatever the base URL. */
  resolve(reference: Reference): Target | undefined {
    switch (reference.kind) {
      case 'urn':
        return this.#target(this.#index.findUrl(reference.raw, this.#file))
      case 'absolute':
        return this.#target(this.#index.findUrl(reference.raw, this.#file) ?? reference)
      case 'relative':
        return this.#target(reference)
      case 'conditional':
        return this.#target(this.#index.findIdentified(reference)) ?? this.#stored(reference)
      default:
        return undefined
    }
  }

  #stored(reference: ConditionalReference): Target | undefined {
    const id = this.#index.findStored(reference)
    return id === undefined ? undefined : { type: reference.type, id, here: false, source: null }
  }

  #target(source: SourceId | undefined): Target | undefined {
    if (source === undefined) return undefined
    const { type, id } = source
    return { type, id: storedId(this.#keys, { type, id }), here: this.#index.has(source), source: { type, id } }
  }
}

/** The id under which a source's FHIR resource is stored. */
export function storedId(keys: TenantKeys, { type, id }: SourceId): string {
  return keys.recordId({ system: 'fhir', type, id })
}

/**
 * The content with each reference led to its record, `{ reference: record id }`; one that leads to none of the field's
 * type is left out.
 */
export function resolveContent(options: {
  readonly policy: Policy
  readonly type: string
  readonly content: Readonly<Record<string, unknown>>
  readonly resolver: Leads
}): Readonly<Record<string, unknown>> {
  const { policy, type, content, resolver } = options
  const types = Object.entries(policy.records[type]?.fields ?? {}).map(([name, field]) => [name, field.type] as const)
  return resolveFields(Object.fromEntries(types), { policy, value: content, resolver })
}

interface Resolving {
  readonly policy: Policy
  readonly value: unknown
  readonly resolver: Leads
}

function resolveFields(types: Readonly<Record<string, TypeRef>>, of: Resolving): Readonly<Record<string, unknown>> {
  const fields = Object.entries(of.value ?? {}).flatMap(([name, value]) => {
    const type = types[name]
    const resolved = type === undefined ? undefined : resolveValue(type, { ...of, value })
    return resolved === undefined ? [] : [[name, resolved] as const]
  })
  return Object.fromEntries(fields)
}

function resolveValue(type: TypeRef, of: Resolving): unknown {
  const { policy, value, resolver } = of
  if (type.kind !== 'record' && type.kind !== 'value') return value
  if (Array.isArray(value)) {
    const items = value.map((item) => resolveValue(type, { ...of, value: item })).filter((item) => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  if (type.kind === 'value') {
    const fields = resolveFields(policy.values[type.name] ?? {}, of)
    return Object.keys(fields).length === 0 ? undefined : fields
  }
  const raw = typeof value === 'object' && value !== null && 'reference' in value ? value.reference : undefined
  const target = typeof raw === 'string' ? resolver.resolve(parseReference(raw), type.name) : undefined
  return target?.type === type.name ? { reference: target.id } : undefined
}

import type { Services } from '@wardgraph/api'
import { type FhirResource, patientReferences, type Reference, references } from '@wardgraph/fhir'
import { findIdentified } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { storedId } from '../import/resolver.ts'
import type { Inventory } from './inventory.ts'

/** A urn that names a resource by what may be its id in the source. */
const URN_UUID = /^urn:uuid:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i

/** Leads the references of sources to records that leave with them: `Type/id`. */
export class Targets {
  readonly #services: Services
  readonly #inventory: Inventory
  /** By the reference as it stands in a source: it leads to the same wherever it stands. */
  readonly #known = new Map<string, string | undefined>()

  constructor(of: { readonly services: Services; readonly inventory: Inventory }) {
    this.#services = of.services
    this.#inventory = of.inventory
  }

  /**
   * What the references of one resource lead to, by their strings: what the import found, else what their ids, identifiers
   * or uuids name, else whom the record belongs to, if one alone can be meant. Those that lead nowhere are not in it.
   */
  async of(
    resource: FhirResource,
    {
      keys,
      resolved,
      patient,
    }: { readonly keys: TenantKeys; readonly resolved: ReadonlyMap<string, string>; readonly patient: string | null },
  ): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>()
    for (const { reference } of references(resource)) {
      const { raw } = reference
      if (found.has(raw)) continue
      const target = this.#there(resolved.get(raw)) ?? (await this.#search(keys, reference))
      if (target !== undefined) found.set(raw, target)
    }
    const owner = patient === null ? undefined : this.#there(`Patient/${patient}`)
    const named = [...new Set(patientReferences(resource).map(({ raw }) => raw))]
    const [lost, ...others] = named.filter((raw) => !found.has(raw))
    const isNamed = named.some((raw) => found.get(raw) === owner)
    if (owner !== undefined && lost !== undefined && others.length === 0 && !isNamed) found.set(lost, owner)
    return found
  }

  #there(target: string | undefined): string | undefined {
    const [type = '', id = ''] = target?.split('/') ?? []
    return this.#inventory.has(type, id) ? target : undefined
  }

  async #search(keys: TenantKeys, reference: Reference): Promise<string | undefined> {
    const { raw } = reference
    if (this.#known.has(raw)) return this.#known.get(raw)
    const target = this.#there(await this.#find(keys, reference))
    if (this.#known.size >= MOST_KNOWN) this.#known.clear()
    this.#known.set(raw, target)
    return target
  }

  async #find(keys: TenantKeys, reference: Reference): Promise<string | undefined> {
    switch (reference.kind) {
      case 'relative':
      case 'absolute':
        return `${reference.type}/${storedId(keys, reference)}`
      case 'conditional': {
        const { table, policy } = this.#services
        const { type, system, value } = reference
        const id = system === null ? undefined : await findIdentified({ table, keys, policy }, { type, system, value })
        return id === undefined ? undefined : `${type}/${id}`
      }
      case 'urn': {
        const id = URN_UUID.exec(reference.raw)?.[1] ?? ''
        const found = this.#inventory
          .types()
          .map((type) => `${type}/${storedId(keys, { type, id })}`)
          .filter((target) => this.#there(target) !== undefined)
        return found.length === 1 ? found[0] : undefined
      }
      default:
        return undefined
    }
  }
}

/** So many references are remembered at a time. */
const MOST_KNOWN = 10_000

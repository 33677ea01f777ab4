import type { Policy } from '@wardgraph/access'
import { patientReferences, type Reference } from '@wardgraph/fhir'
import { findIdentified, opaqueKey, recordKey, type Table } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { type Leads, resolveContent, storedId, type Target } from '../import/resolver.ts'
import { Rows } from '../import/rows.ts'
import type { Candidate } from './candidate.ts'

interface Store {
  readonly policy: Policy
  readonly table: Table
  readonly keys: TenantKeys
}

/** A record with where its references lead, by the store alone, and how many lead to no record that is there. */
interface Led {
  readonly candidate: Candidate
  readonly resolver: Leads
  readonly unresolved: number
}

/** A reference in a field, and the record that it names as far as can be told without looking. */
interface Asked {
  readonly reference: Reference
  readonly patient: string | null
  readonly names: { readonly type: string; readonly id: string } | undefined
}

/**
 * Leads the references of these records. The files are no more, which knew what a `urn:uuid` stands for: it is the id of the
 * resource where nobody gave it another, so that is looked for among records of the field's type. What names a type and an
 * id leads there whether it came already or not, as in an import. @throws TableError, VaultError
 */
export async function leadAll(candidates: readonly Candidate[], store: Store): Promise<readonly Led[]> {
  const asked = await Promise.all(
    candidates.map(async (candidate) => ({ candidate, references: await askedBy(candidate, store) })),
  )
  const isThere = await presence(
    asked.flatMap(({ references }) => [...references.values()]),
    store,
  )
  return asked.map(({ candidate, references }) => {
    const resolver: Leads = {
      resolve(reference, type) {
        const found = references.get(nameOf(reference, type))
        if (found?.names === undefined) return undefined
        const isSure = reference.kind === 'relative' || reference.kind === 'absolute' || isThere(found)
        return isSure ? targetOf(found.names) : undefined
      },
    }
    return { candidate, resolver, unresolved: [...references.values()].filter((each) => !isThere(each)).length }
  })
}

function targetOf({ type, id }: { readonly type: string; readonly id: string }): Target {
  return { type, id, here: false, source: null }
}

function nameOf({ raw }: Reference, type: string): string {
  return `${type} ${raw}`
}

/** Every reference in a field of a record, once. */
async function askedBy(candidate: Candidate, store: Store): Promise<ReadonlyMap<string, Asked>> {
  const { stored, content, resource } = candidate
  const { type, patient } = stored
  const found = new Map<string, { readonly reference: Reference; readonly type: string }>()
  const resolver: Leads = {
    resolve(reference, of) {
      found.set(nameOf(reference, of), { reference, type: of })
      return undefined
    },
  }
  resolveContent({ policy: store.policy, type, content, resolver })
  // Whose chart it stands in was told by one of these: where there is one, by that.
  const owners = new Set(patientReferences(resource).map(({ raw }) => raw))
  const named = [...found].map(async ([name, { reference, type: of }]) => {
    const isOwner = of === 'Patient' && patient !== null && owners.size === 1 && owners.has(reference.raw)
    const names = isOwner ? { type: of, id: patient } : await namedBy(reference, of, store)
    return [name, { reference, patient, names }] as const
  })
  return new Map(await Promise.all(named))
}

async function namedBy(reference: Reference, type: string, store: Store): Promise<Asked['names']> {
  switch (reference.kind) {
    case 'relative':
    case 'absolute':
      return { type: reference.type, id: storedId(store.keys, reference) }
    case 'urn':
      return { type, id: storedId(store.keys, { type, id: reference.raw.replace(/^urn:(uuid|oid):/, '') }) }
    case 'conditional': {
      const { system, value } = reference
      if (system === null) return undefined
      const id = await findIdentified(store, { type: reference.type, system, value })
      return id === undefined ? undefined : { type: reference.type, id }
    }
    default:
      return undefined
  }
}

/** Which of the named records are there, in the chart of who asks or in none. */
async function presence(all: readonly Asked[], { policy, table, keys }: Store): Promise<(one: Asked) => boolean> {
  const placesOf = ({ names, patient }: Asked) =>
    names === undefined ? [] : [null, ...(patient === null ? [] : [patient])].map((of) => ({ ...names, patient: of }))
  const places = all.flatMap(placesOf)
  // In this order: what is moved to its type in between is found there.
  const opaque = await Rows.read(
    table,
    places.map((place) => opaqueKey(keys.tenant, place)),
  )
  const known = await Rows.read(
    table,
    places.map((place) => recordKey(policy, keys.tenant, place)),
  )
  return (one) =>
    placesOf(one).some(
      (place) =>
        opaque.find(opaqueKey(keys.tenant, place)) !== undefined ||
        known.find(recordKey(policy, keys.tenant, place)) !== undefined,
    )
}

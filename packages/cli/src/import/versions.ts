import { hash } from 'node:crypto'
import type { FhirResource } from '@wardgraph/fhir'
import { canonicalJson } from './canonicalJson.ts'
import type { Tally } from './report.ts'
import { REMEMBERED } from './seenHashes.ts'
import { type Incoming, type Mapping, type Unit, unitOf } from './unit.ts'

/**
 * The contents under one id in the order in which they became current: by `meta.lastUpdated`, then by their bytes. An
 * item remembers eight, so of more only the last eight count: the older ones are unchanged, now and the next time.
 */
export function versionsOf(group: readonly Incoming[], of: Mapping & { readonly tally: Tally }): readonly Unit[] {
  const mapped = group.flatMap((incoming) => {
    const { resource, source } = incoming
    const unit = unitOf(incoming, of)
    if (typeof unit !== 'string') return [{ resource, unit }]
    of.tally.reject({ type: resource.resourceType, at: source.at }, unit)
    return []
  })
  if (mapped.length <= 1) return mapped.map(({ unit }) => unit)
  const aged = mapped.map(({ resource, unit }) => ({ unit, ...ageOf(resource) }))
  aged.sort((a, b) => a.updated - b.updated || (a.bytes < b.bytes ? -1 : 1))
  const older = aged.slice(0, -REMEMBERED)
  for (const { unit } of older) of.tally.accept({ type: unit.type, at: unit.source.at }, 'unchanged')
  const kept = aged.slice(-REMEMBERED).map(({ unit }) => unit)
  const siblings = kept.map(({ source }) => source.hash)
  // Only what is current says who treats the patient.
  return kept.map((unit, place) => ({
    ...unit,
    siblings,
    candidates: place === kept.length - 1 ? unit.candidates : [],
  }))
}

function ageOf(resource: FhirResource): { readonly updated: number; readonly bytes: string } {
  const { meta } = resource
  const stated = typeof meta === 'object' && meta !== null && 'lastUpdated' in meta ? meta.lastUpdated : undefined
  const at = typeof stated === 'string' ? Date.parse(stated) : Number.NaN
  return { updated: Number.isNaN(at) ? 0 : at, bytes: hash('sha256', canonicalJson(resource)) }
}

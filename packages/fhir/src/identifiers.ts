import { asList, element } from './json.ts'
import type { FhirResource } from './resource.ts'

/** The identifiers of a resource that have a value: what conditional references are resolved by. */
export function identifiers(
  resource: FhirResource,
): readonly { readonly system: string | null; readonly value: string }[] {
  return asList(resource.identifier).flatMap((identifier) => {
    const system = element(identifier, 'system')
    const value = element(identifier, 'value')
    return typeof value === 'string' ? [{ system: typeof system === 'string' ? system : null, value }] : []
  })
}

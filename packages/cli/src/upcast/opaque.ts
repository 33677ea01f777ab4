import type { WritePermit } from '@wardgraph/access'
import type { FhirResource } from '@wardgraph/fhir'
import type { Stored } from '@wardgraph/records'
import { openItem, VaultError } from '@wardgraph/vault'

/** The resource that is kept whole of a record without a type of its own. @throws VaultError ERR_VAULT_INTEGRITY, ERR_VAULT_PERMIT */
export function openResource({ row, key, type, id }: Stored, permit: WritePermit): FhirResource {
  const { OPAQUE: resource } = openItem({ permit, key, table: 'records', row, type, id })
  if (!isResource(resource) || resource.resourceType !== type) throw new VaultError('ERR_VAULT_INTEGRITY')
  return resource
}

function isResource(value: unknown): value is FhirResource {
  return typeof value === 'object' && value !== null && 'resourceType' in value
}

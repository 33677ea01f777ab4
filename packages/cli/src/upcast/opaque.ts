import type { Policy, WritePermit } from '@wardgraph/access'
import type { FhirResource } from '@wardgraph/fhir'
import { type FindDocument, openWhole, type Stored } from '@wardgraph/records'
import { VaultError } from '@wardgraph/vault'

/** The resource that is kept whole of a record without a type of its own. @throws VaultError ERR_VAULT_INTEGRITY, ERR_VAULT_PERMIT */
export async function openResource(
  stored: Stored,
  of: { readonly policy: Policy; readonly permit: WritePermit; readonly find: FindDocument },
): Promise<FhirResource> {
  const { rest } = await openWhole({ ...of, stored })
  if (!isResource(rest) || rest.resourceType !== stored.type) throw new VaultError('ERR_VAULT_INTEGRITY')
  return rest
}

function isResource(value: object): value is FhirResource {
  return 'resourceType' in value
}

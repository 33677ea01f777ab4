import { createHash } from 'node:crypto'
import { base32 } from '@wardgraph/vault'

/** The pseudo-tenant: what happens before a tenant is known, and the deployment's own lists. */
export const NO_TENANT = '000000000000'
/** A tenant's or user's name: what fits in a URL and a shell word. */
export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

/** The id of a tenant, 12 characters of [a-z2-7], from its name. */
export function tenantId(name: string): string {
  return base32(createHash('sha256').update(`wg.tenant ${name}`).digest()).slice(0, 12)
}

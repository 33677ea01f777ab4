import type { Hat, Services } from '@wardgraph/api'
import type { Issuer } from '@wardgraph/local-aws'
import { CliError } from './command.ts'
import { findMember } from './users.ts'

/** An access token of the local user pool never lives longer, in seconds: as in a real pool. */
const MAX_TTL = 24 * 60 * 60

/** An access token for one membership of a user, good for `ttl` seconds. @throws CliError UNKNOWN_USER, SEVERAL_MEMBERSHIPS, BAD_TTL */
export async function tokenFor(
  { services, issuer }: { readonly services: Services; readonly issuer: Issuer },
  { username, ttl = 3600, ...hat }: { readonly username: string; readonly ttl?: number } & Hat,
): Promise<string> {
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > MAX_TTL)
    throw new CliError('BAD_TTL', `--ttl is from 1 to ${MAX_TTL} seconds.`)
  const { person, tenant, membership } = await findMember(services, username, hat)
  const claims = { 'wardgraph:membership': `${tenant}.${person}.${membership}` }
  return issuer.token({ subject: person, username, ttl, claims })
}

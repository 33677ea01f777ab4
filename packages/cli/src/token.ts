import type { Services } from '@wardgraph/api'
import type { Issuer } from '@wardgraph/local-aws'
import { CliError } from './command.ts'
import { findMember } from './users.ts'

/** An access token of the local user pool never lives longer, in seconds: as in a real pool. */
const MAX_TTL = 24 * 60 * 60

/** An access token for a user, good for `ttl` seconds. @throws CliError UNKNOWN_USER, BAD_TTL */
export async function tokenFor(
  { services, issuer }: { readonly services: Services; readonly issuer: Issuer },
  { username, ttl = 3600 }: { readonly username: string; readonly ttl?: number },
): Promise<string> {
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > MAX_TTL)
    throw new CliError('BAD_TTL', `--ttl is from 1 to ${MAX_TTL} seconds.`)
  const { person, tenant } = await findMember(services, username)
  return issuer.token({ subject: person, username, ttl, claims: { 'wardgraph:membership': `${tenant}.${person}` } })
}

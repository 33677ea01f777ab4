import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts'
import { TableError } from '@wardgraph/records'

/** Temporary credentials as SDK clients take them. */
export interface SessionCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/** Seconds that a session lasts: the least that STS gives. */
const LASTS = 900
/** A session is renewed at this age (ms), so that none expires under a request. */
const RENEWED = 600_000
/** Each holds two SDK clients, 62 KB. */
const MAX_KEPT = 500

/**
 * Sessions of the tenant role, one for each tenant, whose tag `tenant` its policy compares with the keys that are asked
 * for. Simultaneous callers share one AssumeRole. What `open` makes of the credentials lives as long as they do: an SDK
 * client remembers its credentials. @throws TableError UNAVAILABLE where STS gives none
 */
export function tenantSessions<Session>(of: {
  /** ARN of the tenant role. */
  readonly role: string
  readonly sts: STSClient
  readonly now: () => number
  readonly open: (credentials: SessionCredentials) => Session
}): (tenant: string) => Promise<Session> {
  const { role, sts, now, open } = of
  const kept = new Map<string, { readonly since: number; readonly session: Promise<Session> }>()

  return (tenant) => {
    const found = kept.get(tenant)
    const age = found === undefined ? RENEWED : now() - found.since
    // A clock set back says nothing about age.
    if (found !== undefined && age >= 0 && age < RENEWED) return found.session
    const begun = { since: now(), session: assume({ role, sts, tenant }).then(open) }
    kept.delete(tenant)
    const [oldest] = kept.keys()
    if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest)
    kept.set(tenant, begun)
    // Whoever waits is told; whoever comes later asks again.
    begun.session.catch(() => {
      if (kept.get(tenant) === begun) kept.delete(tenant)
    })
    return begun.session
  }
}

async function assume(of: {
  readonly role: string
  readonly sts: STSClient
  readonly tenant: string
}): Promise<SessionCredentials> {
  const { role, sts, tenant } = of
  const command = new AssumeRoleCommand({
    RoleArn: role,
    RoleSessionName: `wardgraph-${tenant}`,
    DurationSeconds: LASTS,
    Tags: [{ Key: 'tenant', Value: tenant }],
  })
  const { Credentials: given } = await sts.send(command).catch((cause: unknown) => {
    throw new TableError('UNAVAILABLE', { cause })
  })
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) throw new TableError('UNAVAILABLE')
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
  }
}

import type { Caller, Policy } from '@wardgraph/access'
import { type Member, memberKey, memberOf, openTenant } from '@wardgraph/records'
import { type TenantKeys, VaultError } from '@wardgraph/vault'
import { ReplyError } from './errors.ts'
import type { Services } from './services.ts'

/** Who is asking, with the keys of the tenant and the name of the session. */
export interface SignedIn {
  readonly caller: Caller
  readonly keys: TenantKeys
  readonly session: string
  /** Whether the purpose of use that was stated is one of the role's; if not, the request is to be refused. */
  readonly purposeGranted: boolean
}

/** The claim that fixes a token's membership: tenant id and person id. */
const MEMBERSHIP = /^([a-z2-7]{12})\.([a-z2-7]{26})$/
/** A token older than this is refused whatever it says (a day is the longest an access token of the pool can live). */
const MAX_AGE = 24 * 60 * 60
/** How long a membership is remembered: an ended one works no longer than this. */
const KEPT = 30_000
const MAX_KEPT = 10_000

/** Turns the headers of a request into its caller, remembering memberships for 30 s. */
export function createCallers({ policy, table, vault, verify, now }: Services) {
  const kept = new Map<string, { readonly member: Member; readonly until: number }>()

  async function memberFor(keys: TenantKeys, person: string): Promise<Member | undefined> {
    const name = `${keys.tenant} ${person}`
    const known = kept.get(name)
    if (known !== undefined && known.until > now()) return known.member
    kept.delete(name)
    const [row] = await table.get([memberKey(keys.tenant, person)])
    if (row === undefined) return undefined
    const member = memberOf(keys, row)
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(name, { member, until: now() + KEPT })
    return member
  }

  /** @throws ReplyError UNAUTHENTICATED, UNAVAILABLE */
  return async function signIn(headers: Readonly<Record<string, string | undefined>>): Promise<SignedIn> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(headers.authorization ?? '')?.[1]
    if (token === undefined) throw new ReplyError('UNAUTHENTICATED')
    const claims = await verify(token).catch(() => undefined)
    const [, tenant, person] = MEMBERSHIP.exec(String(claims?.['wardgraph:membership'])) ?? []
    if (claims === undefined || tenant === undefined || person === undefined) throw new ReplyError('UNAUTHENTICATED')
    if (claims.iat < now() / 1000 - MAX_AGE) throw new ReplyError('UNAUTHENTICATED')
    const keys = await openKnown({ table, vault }, tenant)
    const member = await memberFor(keys, person)
    if (member === undefined) throw new ReplyError('UNAUTHENTICATED')
    const { purpose, granted } = purposeOf(policy, member, headers['x-purpose-of-use'])
    return {
      caller: { ...callerOf(member), purposeOfUse: purpose },
      purposeGranted: granted,
      keys,
      session: keys.sessionHash(claims.jti ?? token),
    }
  }
}

/** A signed token for a tenant that is not here is as good as none. */
async function openKnown(stores: Pick<Services, 'table' | 'vault'>, tenant: string): Promise<TenantKeys> {
  try {
    return await openTenant(stores, tenant)
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_KEYS_MISSING') throw new ReplyError('UNAUTHENTICATED')
    throw error
  }
}

function callerOf(member: Member): Omit<Caller, 'purposeOfUse'> {
  const { person, username, membership, role, tenant, tenantName, patient, practitioner } = member
  return {
    subject: person,
    username,
    membership,
    role,
    tenant,
    tenantName,
    patient,
    practitioner,
    actors: [practitioner ?? person],
  }
}

/** The stated purpose if the role has it, else the role's own. */
function purposeOf(policy: Policy, { role }: Member, stated: string | undefined) {
  const [own, ...others] = policy.roles[role]
  if (own === undefined) throw new ReplyError('FORBIDDEN')
  const purpose = [own, ...others].find((one) => one === (stated ?? own))
  return { purpose: purpose ?? own, granted: purpose !== undefined }
}

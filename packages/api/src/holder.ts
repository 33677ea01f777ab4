import { ReplyError } from './errors.ts'
import type { Services } from './services.ts'

/** Whose token a request bears, as the token alone says: the tenant is known before anything of it is asked for. */
export interface Holder {
  readonly tenant: string
  readonly person: string
  readonly membership: string
  /** What names the session: the token's id, or all of it. */
  readonly token: string
  readonly authTime: number
  /** The purpose of use that was stated. */
  readonly stated: string | undefined
}

/** The claim that fixes a token's membership: tenant, person and membership id. */
const MEMBERSHIP = /^([a-z2-7]{12})\.([a-z2-7]{26})\.([a-z2-7]{26})$/
/** A token older than this is refused whatever it says (a day is the longest an access token of the pool can live). */
const MAX_AGE = 24 * 60 * 60

/** Verifies the token in the headers of a request. @throws ReplyError UNAUTHENTICATED */
export async function holderOf(
  { verify, now }: Pick<Services, 'verify' | 'now'>,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<Holder> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) throw new ReplyError('UNAUTHENTICATED')
  const claims = await verify(token).catch(() => undefined)
  const [, tenant, person, membership] = MEMBERSHIP.exec(String(claims?.['wardgraph:membership'])) ?? []
  if (claims === undefined || tenant === undefined || person === undefined || membership === undefined)
    throw new ReplyError('UNAUTHENTICATED')
  if (claims.iat < now() / 1000 - MAX_AGE) throw new ReplyError('UNAUTHENTICATED')
  const [session, authTime] = [claims.jti ?? token, claims.auth_time ?? 0]
  return { tenant, person, membership, token: session, authTime, stated: headers['x-purpose-of-use'] }
}

import { live } from '@wardgraph/access'
import { type Key, type Member, memberKey, memberOf, NO_TENANT, openTenant, usernames } from '@wardgraph/records'
import type { Role } from '@wardgraph/schema/types'
import type { Row } from '@wardgraph/vault'
import type { Services } from './services.ts'
import { UserError } from './userErrors.ts'

/** What memberships are read with. */
export type Directory = Pick<Services, 'table' | 'vault' | 'now'>

/** A user as `users --json` lists it. */
export interface User {
  readonly username: string
  readonly role: Role
  readonly tenant: string
  readonly subject: string
  readonly patient: string | null
  readonly practitioner: string | null
}

/** Every membership that one can sign in under here, by username. */
export async function listUsers(directory: Directory): Promise<User[]> {
  const all = (await membersOf(directory)).map(userOf)
  const place = ({ username, tenant, role }: User) => `${username} ${tenant} ${role}`
  return all.sort((a, b) => (place(a) < place(b) ? -1 : 1))
}

/** The memberships of a username, or of everybody. @throws UserError INTERNAL; TableError, VaultError */
export async function membersOf({ table, vault }: Omit<Directory, 'now'>, username?: string): Promise<Member[]> {
  const names = await table.query({ table: 'directory', ...usernames(username) })
  if (names.length === 0) return []
  const deployment = await openTenant({ table, vault }, NO_TENANT)
  const rows = await table.get(names.map(placeOf))
  return Promise.all(
    names.map(async (name, i) => {
      deployment.verify({ table: 'directory', row: name })
      const row = rows[i]
      if (row === undefined) throw new UserError('INTERNAL')
      return memberOf(await openTenant({ table, vault }, String(name.tenant)), row)
    }),
  )
}

/** Where the membership is that an entry of the list of usernames names. */
function placeOf({ sk, tenant, person }: Row): Key {
  const [, , membership = ''] = String(sk).split('#')
  return memberKey(String(tenant), { person: String(person), membership })
}

/** A membership as it is listed. */
export function userOf({ username, role, tenantName, person, patient, practitioner }: Member): User {
  return { username, role, tenant: tenantName, subject: person, patient, practitioner }
}

/** Which of a person's memberships is meant, where there are several. */
export interface Hat {
  readonly role?: Role | undefined
  /** The tenant's name. */
  readonly tenant?: string | undefined
}

/** The one membership that a username, and where it has several the hat, names. @throws UserError UNKNOWN_USER, SEVERAL_MEMBERSHIPS */
export async function findMember(directory: Directory, username: string, { role, tenant }: Hat = {}): Promise<Member> {
  const all = (await membersOf(directory, username)).filter(
    (one) => (role === undefined || one.role === role) && (tenant === undefined || one.tenantName === tenant),
  )
  // An ended one is meant only where there is no other.
  const running = all.filter((one) => live(one, directory.now()))
  const [member, ...others] = running.length > 0 ? running : all
  if (member === undefined) throw new UserError('UNKNOWN_USER')
  if (others.length > 0) throw new UserError('SEVERAL_MEMBERSHIPS')
  return member
}

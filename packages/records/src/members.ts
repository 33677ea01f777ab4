import { createHash } from 'node:crypto'
import type { Role } from '@wardgraph/schema/types'
import { base32, type Row, type TenantKeys } from '@wardgraph/vault'
import { memberKey } from './keys.ts'
import type { Action, Key } from './table.ts'
import { NO_TENANT } from './tenants.ts'

/** One person's membership of one tenant: the role it acts under, and whose chart or practice it is. */
export interface Member {
  readonly person: string
  /** The membership's own id. */
  readonly membership: string
  readonly username: string
  /** Tenant id and name. */
  readonly tenant: string
  readonly tenantName: string
  readonly role: Role
  readonly patient: string | null
  readonly practitioner: string | null
}

/** The person id of a username; where an identity provider is connected, its own subject stands for it. */
export function personId(username: string): string {
  return hashedId(`wg.person ${username}`)
}

/** The id of what is known by a name alone and so is no secret: 26 characters. */
export function hashedId(text: string): string {
  return base32(createHash('sha256').update(text).digest().subarray(0, 16))
}

/** The membership that a row states, its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function memberOf(keys: TenantKeys, row: Row): Member {
  keys.verify({ table: 'directory', row })
  const person = String(row.pk).split('#')[2] ?? ''
  return {
    person,
    membership: hashedId(`wg.membership ${keys.tenant} ${person}`),
    username: String(row.username),
    tenant: keys.tenant,
    tenantName: String(row.tenant),
    role: String(row.role) as Role, // the MAC says that `memberActions` wrote it
    patient: row.patient === undefined ? null : String(row.patient),
    practitioner: row.practitioner === undefined ? null : String(row.practitioner),
  }
}

/** Where usernames of all tenants are found. */
export function usernameKey(username: string): Key {
  return { table: 'directory', pk: `${NO_TENANT}#N`, sk: username }
}

/** A membership and its entry in the list of usernames, to be written in one transaction. */
export function memberActions(options: {
  readonly keys: TenantKeys
  readonly deployment: TenantKeys
  readonly member: Omit<Member, 'membership'>
}): Action[] {
  const { keys, deployment, member } = options
  const { username, role, patient, practitioner } = member
  const row: Row = {
    ...place(memberKey(keys.tenant, member.person)),
    username,
    tenant: member.tenantName,
    role,
    ...(patient === null ? {} : { patient }),
    ...(practitioner === null ? {} : { practitioner }),
  }
  const name: Row = { ...place(usernameKey(username)), person: member.person, tenant: keys.tenant }
  return [
    { do: 'put', table: 'directory', row: keys.protect({ table: 'directory', row }), if: { is: 'absent' } },
    { do: 'put', table: 'directory', row: deployment.protect({ table: 'directory', row: name }), if: { is: 'absent' } },
  ]
}

function place({ pk, sk }: Key) {
  return { pk, sk }
}

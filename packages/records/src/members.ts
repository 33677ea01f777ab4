import { createHash } from 'node:crypto'
import type { Purpose, Role } from '@wardgraph/schema/types'
import { base32, type Row, type TenantKeys } from '@wardgraph/vault'
import type { Action, Key } from './table.ts'
import { NO_TENANT } from './tenantNames.ts'

/** One membership ("hat") of one person: the role it acts under, for how long, and whose chart or practice it is. */
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
  /** [start, end) in ms; null = open. */
  readonly start: number | null
  readonly end: number | null
  /** The one purpose of a job; null: those of the role. */
  readonly purpose: Purpose | null
}

/** The person id of a username; where an identity provider is connected, its own subject stands for it. */
export function personId(username: string): string {
  return hashedId(`wg.person ${username}`)
}

/** The id of what is known by a name alone and so is no secret: 26 characters. */
export function hashedId(text: string): string {
  return base32(createHash('sha256').update(text).digest().subarray(0, 16))
}

/** The id of a membership: a person has one per tenant and role. */
export function membershipId({ tenant, person, role }: Pick<Member, 'tenant' | 'person' | 'role'>): string {
  return hashedId(`wg.membership ${tenant} ${person} ${role}`)
}

/** A job of a tenant as its member: the role SERVICE, for one purpose, until it is ended. */
export function jobMember(keys: TenantKeys, of: { readonly job: string; readonly tenantName: string }): Member {
  const about = {
    tenant: keys.tenant,
    person: hashedId(`wg.job ${of.job} ${keys.tenant}`),
    role: 'SERVICE' as const,
  }
  return {
    ...about,
    membership: membershipId(about),
    username: of.job,
    tenantName: of.tenantName,
    purpose: 'HOPERAT',
    patient: null,
    practitioner: null,
    start: null,
    end: null,
  }
}

/** Where a membership is, in the partition of its person. */
export function memberKey(
  tenant: string,
  { person, membership }: { readonly person: string; readonly membership: string },
): Key {
  return { table: 'directory', pk: `${tenant}#U#${person}`, sk: `A#m#${membership}` }
}

/** The membership that a row states, its MAC checked. @throws VaultError ERR_VAULT_INTEGRITY */
export function memberOf(keys: TenantKeys, row: Row): Member {
  keys.verify({ table: 'directory', row })
  const [, , person = ''] = String(row.pk).split('#')
  const [, , membership = ''] = String(row.sk).split('#')
  return {
    person,
    membership,
    username: String(row.username),
    tenant: keys.tenant,
    tenantName: String(row.tenant),
    // The MAC says that `memberActions` wrote them.
    role: String(row.role) as Role,
    purpose: row.purpose === undefined ? null : (String(row.purpose) as Purpose),
    patient: row.patient === undefined ? null : String(row.patient),
    practitioner: row.practitioner === undefined ? null : String(row.practitioner),
    start: row.start === undefined ? null : Number(row.start),
    end: row.end === undefined ? null : Number(row.end),
  }
}

/** A membership in the list of the usernames of all tenants; the key, which the audit trail names, holds the person's id instead. */
export function usernameKey(of: Pick<Member, 'person' | 'tenant' | 'membership'>): Key {
  return { table: 'directory', pk: usernames().pk, sk: `${of.person}#${of.tenant}#${of.membership}` }
}

/** The memberships of one username, or of all: the range of their places in the list. */
export function usernames(username?: string): { readonly pk: string; readonly prefix?: string } {
  return { pk: `${NO_TENANT}#N`, ...(username === undefined ? {} : { prefix: `${personId(username)}#` }) }
}

/** A membership and its entry in the list of usernames, to be written in one transaction. */
export function memberActions(options: {
  readonly keys: TenantKeys
  readonly deployment: TenantKeys
  readonly member: Member
}): Action[] {
  const { keys, deployment, member } = options
  const name: Row = { ...place(usernameKey(member)), person: member.person, tenant: keys.tenant }
  return [
    memberAction(keys, member),
    { do: 'put', table: 'directory', row: deployment.protect({ table: 'directory', row: name }), if: { is: 'absent' } },
  ]
}

/** A membership that nobody signs in under: a job's. */
export function memberAction(keys: TenantKeys, member: Member): Action {
  const { username, role, patient, practitioner, start, end, purpose } = member
  const row: Row = {
    ...place(memberKey(keys.tenant, member)),
    username,
    tenant: member.tenantName,
    role,
    ...(patient === null ? {} : { patient }),
    ...(practitioner === null ? {} : { practitioner }),
    ...(start === null ? {} : { start }),
    ...(end === null ? {} : { end }),
    ...(purpose === null ? {} : { purpose }),
    w: 1,
  }
  return { do: 'put', table: 'directory', row: keys.protect({ table: 'directory', row }), if: { is: 'absent' } }
}

/** A membership as it is, but for its period (ms; null = open). */
export function memberPeriodAction(keys: TenantKeys, row: Row, { start, end }: Pick<Member, 'start' | 'end'>): Action {
  const { m: _, start: _start, end: _end, ...facts } = row
  const w = Number(row.w)
  const period = { ...(start === null ? {} : { start }), ...(end === null ? {} : { end }) }
  const next = keys.protect({ table: 'directory', row: { ...facts, ...period, w: w + 1 } })
  return { do: 'put', table: 'directory', row: next, if: { is: 'written', w } }
}

function place({ pk, sk }: Key) {
  return { pk, sk }
}

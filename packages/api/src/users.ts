import {
  listTenants,
  type Member,
  memberActions,
  memberKey,
  memberOf,
  memberPeriodAction,
  membershipId,
  NO_TENANT,
  openTenant,
  personId,
  RECORD_ID,
  recordKey,
  SLUG,
} from '@wardgraph/records'
import type { Role } from '@wardgraph/schema/types'
import type { TenantKeys } from '@wardgraph/vault'
import { ensureTenant } from './ensureTenant.ts'
import { findMember, type Hat, type User, userOf } from './members.ts'
import { recordedMember } from './recordedMember.ts'
import type { Services } from './services.ts'
import { UserError } from './userErrors.ts'

/** Ends a membership now; sessions under it end within 30 seconds. @throws UserError UNKNOWN_USER, SEVERAL_MEMBERSHIPS */
export async function endUser(services: Services, username: string, hat: Hat): Promise<void> {
  const { table, vault, now } = services
  const member = await findMember(services, username, hat)
  const keys = await openTenant({ table, vault }, member.tenant)
  const [row] = await table.get([memberKey(member.tenant, member)])
  if (row === undefined) throw new UserError('UNKNOWN_USER')
  const { start } = member
  const action = memberPeriodAction(keys, row, { start, end: Math.max(now(), (start ?? 0) + 1) })
  if (!(await recordedMember(services, { keys, root: 'users.end', member, fields: ['period'], actions: [action] })))
    throw changedMeanwhile()
}

function changedMeanwhile(): UserError {
  return new UserError('USER_EXISTS', { detail: 'this membership was changed meanwhile; look again.' })
}

/** What a new user is to be. */
export interface NewUser {
  readonly username: string
  readonly tenant: string
  readonly role: Role
  readonly patient?: string | null | undefined
  readonly practitioner?: string | null | undefined
  /** [start, end) in ms; null = open. */
  readonly start?: number | null
  readonly end?: number | null
  /** A PATIENT without a chart here, who only stands for others. */
  readonly withoutChart?: boolean
}

/** Adds a membership; the same again changes nothing, another role or record of the same user is another one. @throws UserError BAD_NAME, USER_EXISTS, UNKNOWN_PATIENT, UNKNOWN_PRACTITIONER, NEEDS_PATIENT */
export async function addUser(
  services: Services,
  user: NewUser,
): Promise<{ user: User; made: boolean; newTenant: boolean }> {
  const { username, tenant, role } = user
  if (!SLUG.test(username) || !SLUG.test(tenant)) throw new UserError('BAD_NAME')
  if (role === 'PATIENT' && !user.patient && !user.withoutChart) throw new UserError('NEEDS_PATIENT')
  const { start = null, end = null } = user
  if (start !== null && end !== null && end <= start) throw new UserError('BAD_DATE')
  if (role !== 'PATIENT' && user.patient) throw new UserError('WRONG_USAGE')
  const known = (await listTenants(services)).some(({ name }) => name === tenant)
  // A tenant that is not there has no such record either, and is not made for nothing.
  if (!known && user.patient) throw unknown('Patient')
  if (!known && user.practitioner) throw unknown('Practitioner')
  const keys = await ensureTenant(services, tenant)
  const about = {
    person: personId(username),
    username,
    tenant: keys.tenant,
    tenantName: tenant,
    role,
    patient: await recordOf(services, keys, { type: 'Patient', id: user.patient }),
    practitioner: await recordOf(services, keys, { type: 'Practitioner', id: user.practitioner }),
    start,
    end,
    // A job has one purpose, for good.
    purpose: role === 'SERVICE' ? (services.policy.roles.SERVICE[0] ?? null) : null,
  }
  const member: Member = { ...about, membership: membershipId(about) }
  const deployment = await openTenant(services, NO_TENANT)
  const actions = memberActions({ keys, deployment, member })
  const fields = ['role', 'patient', 'practitioner', 'period', 'purpose']
  if (await recordedMember(services, { keys, root: 'users.add', member, fields, actions }))
    return { user: userOf(member), made: true, newTenant: !known }
  return { ...(await standing(services, { keys, member })), newTenant: !known }
}

/** The membership is there already: as it is to be, or over, and then it begins anew. @throws UserError USER_EXISTS */
async function standing(
  services: Services,
  { keys, member }: { readonly keys: TenantKeys; readonly member: Member },
): Promise<{ readonly user: User; readonly made: boolean }> {
  const { table, now } = services
  const [row] = await table.get([memberKey(keys.tenant, member)])
  const there = row && memberOf(keys, row)
  if (
    row === undefined ||
    there === undefined ||
    there.patient !== member.patient ||
    there.practitioner !== member.practitioner
  )
    throw new UserError('USER_EXISTS')
  if (there.end !== null && there.end <= now()) {
    const actions = [memberPeriodAction(keys, row, member)]
    if (!(await recordedMember(services, { keys, root: 'users.add', member, fields: ['period'], actions })))
      throw changedMeanwhile()
    return { user: userOf(member), made: true }
  }
  if (there.start !== member.start || there.end !== member.end)
    throw new UserError('USER_EXISTS', {
      detail: 'this user has this membership with another period: end it first.',
    })
  return { user: userOf(there), made: false }
}

/** The record behind an id, which may be ours or the source's; null for none. @throws UserError UNKNOWN_PATIENT, UNKNOWN_PRACTITIONER */
export async function recordOf(
  services: Services,
  keys: TenantKeys,
  of: { type: 'Patient' | 'Practitioner'; id: string | null | undefined },
): Promise<string | null> {
  if (!of.id) return null
  const ids = [...(RECORD_ID.test(of.id) ? [of.id] : []), keys.recordId({ system: 'fhir', type: of.type, id: of.id })]
  const rows = await services.table.get(
    ids.map((id) => recordKey(services.policy, keys.tenant, { type: of.type, id, patient: null })),
  )
  const found = ids.find((_, i) => rows[i] !== undefined)
  if (found === undefined) throw unknown(of.type)
  return found
}

function unknown(type: 'Patient' | 'Practitioner'): UserError {
  return new UserError(type === 'Patient' ? 'UNKNOWN_PATIENT' : 'UNKNOWN_PRACTITIONER')
}

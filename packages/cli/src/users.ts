import { live } from '@wardgraph/access'
import { ensureTenant, type Services } from '@wardgraph/api'
import {
  type Key,
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
  usernames,
} from '@wardgraph/records'
import type { Role } from '@wardgraph/schema/types'
import type { Row, TenantKeys } from '@wardgraph/vault'
import { CliError, EXIT } from './command.ts'
import { recorded } from './recorded.ts'

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
export async function listUsers(services: Services): Promise<User[]> {
  const all = (await membersOf(services)).map(userOf)
  const place = ({ username, tenant, role }: User) => `${username} ${tenant} ${role}`
  return all.sort((a, b) => (place(a) < place(b) ? -1 : 1))
}

/** The memberships of a username, or of everybody. @throws TableError, VaultError */
export async function membersOf({ table, vault }: Services, username?: string): Promise<Member[]> {
  const names = await table.query({ table: 'directory', ...usernames(username) })
  if (names.length === 0) return []
  const deployment = await openTenant({ table, vault }, NO_TENANT)
  const rows = await table.get(names.map(placeOf))
  return Promise.all(
    names.map(async (name, i) => {
      deployment.verify({ table: 'directory', row: name })
      const row = rows[i]
      if (row === undefined)
        throw new CliError('INTERNAL', 'a user is listed without membership.', { exit: EXIT.unavailable })
      return memberOf(await openTenant({ table, vault }, String(name.tenant)), row)
    }),
  )
}

/** Where the membership is that an entry of the list of usernames names. */
function placeOf({ sk, tenant, person }: Row): Key {
  const [, , membership = ''] = String(sk).split('#')
  return memberKey(String(tenant), { person: String(person), membership })
}

function userOf({ username, role, tenantName, person, patient, practitioner }: Member): User {
  return { username, role, tenant: tenantName, subject: person, patient, practitioner }
}

/** Which of a person's memberships is meant, where there are several. */
export interface Hat {
  readonly role?: Role | undefined
  /** The tenant's name. */
  readonly tenant?: string | undefined
}

/** The one membership that a username, and where it has several the hat, names. @throws CliError UNKNOWN_USER, SEVERAL_MEMBERSHIPS */
export async function findMember(services: Services, username: string, { role, tenant }: Hat = {}): Promise<Member> {
  const all = (await membersOf(services, username)).filter(
    (one) => (role === undefined || one.role === role) && (tenant === undefined || one.tenantName === tenant),
  )
  // An ended one is meant only where there is no other.
  const running = all.filter((one) => live(one, services.now()))
  const [member, ...others] = running.length > 0 ? running : all
  if (member === undefined)
    throw new CliError('UNKNOWN_USER', 'there is no such user; `npx wardgraph users` lists them.')
  if (others.length > 0)
    throw new CliError('SEVERAL_MEMBERSHIPS', 'this user has several memberships: say which with --role, or --tenant.')
  return member
}

/** Ends a membership now; sessions under it end within 30 seconds. @throws CliError UNKNOWN_USER, SEVERAL_MEMBERSHIPS */
export async function endUser(services: Services, username: string, hat: Hat): Promise<void> {
  const { table, vault, now } = services
  const member = await findMember(services, username, hat)
  const keys = await openTenant({ table, vault }, member.tenant)
  const [row] = await table.get([memberKey(member.tenant, member)])
  if (row === undefined) throw new CliError('UNKNOWN_USER', 'this membership is gone.')
  const { start } = member
  const action = memberPeriodAction(keys, row, { start, end: Math.max(now(), (start ?? 0) + 1) })
  if (!(await recorded(services, { keys, root: 'users.end', member, fields: ['period'], actions: [action] })))
    throw changedMeanwhile()
}

function changedMeanwhile(): CliError {
  return new CliError('USER_EXISTS', 'this membership was changed meanwhile; look again.', { exit: EXIT.no })
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

/** Adds a membership; the same again changes nothing, another role or record of the same user is another one. @throws CliError BAD_NAME, USER_EXISTS, UNKNOWN_PATIENT, UNKNOWN_PRACTITIONER, NEEDS_PATIENT */
export async function addUser(
  services: Services,
  user: NewUser,
): Promise<{ user: User; made: boolean; newTenant: boolean }> {
  const { username, tenant, role } = user
  if (!SLUG.test(username) || !SLUG.test(tenant))
    throw new CliError('BAD_NAME', 'usernames and tenants are 1 to 40 of a-z, 0-9 and inner hyphens.')
  if (role === 'PATIENT' && !user.patient && !user.withoutChart)
    throw new CliError('NEEDS_PATIENT', 'the role PATIENT needs --patient ID, or --without-chart for a mere proxy.')
  const { start = null, end = null } = user
  if (start !== null && end !== null && end <= start)
    throw new CliError('BAD_DATE', 'a membership ends after it begins.')
  if (role !== 'PATIENT' && user.patient) throw new CliError('WRONG_USAGE', 'only the role PATIENT takes --patient.')
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
  if (await recorded(services, { keys, root: 'users.add', member, fields, actions }))
    return { user: userOf(member), made: true, newTenant: !known }
  return { ...(await standing(services, { keys, member })), newTenant: !known }
}

/** The membership is there already: as it is to be, or over, and then it begins anew. @throws CliError USER_EXISTS */
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
    throw new CliError('USER_EXISTS', 'this user has this role here with another record.', { exit: EXIT.no })
  if (there.end !== null && there.end <= now()) {
    const actions = [memberPeriodAction(keys, row, member)]
    if (!(await recorded(services, { keys, root: 'users.add', member, fields: ['period'], actions })))
      throw changedMeanwhile()
    return { user: userOf(member), made: true }
  }
  if (there.start !== member.start || there.end !== member.end)
    throw new CliError('USER_EXISTS', 'this user has this membership with another period: end it first.', {
      exit: EXIT.no,
    })
  return { user: userOf(there), made: false }
}

/** The record behind an id, which may be ours or the source's; null for none. @throws CliError UNKNOWN_PATIENT, UNKNOWN_PRACTITIONER */
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
function unknown(type: 'Patient' | 'Practitioner'): CliError {
  const code = type === 'Patient' ? 'UNKNOWN_PATIENT' : 'UNKNOWN_PRACTITIONER'
  return new CliError(code, `this tenant has no ${type} with this id.`)
}

/** Whether there is any tenant yet. */
export async function isEmpty({ table, vault }: Services): Promise<boolean> {
  return (await listTenants({ table, vault })).length === 0
}

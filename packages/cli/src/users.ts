import type { Services } from '@wardgraph/api'
import {
  ensureTenant,
  listTenants,
  type Member,
  memberActions,
  memberKey,
  memberOf,
  NO_TENANT,
  openTenant,
  personId,
  RECORD_ID,
  recordKey,
  SLUG,
  TableError,
  usernameKey,
} from '@wardgraph/records'
import type { Role } from '@wardgraph/schema/types'
import type { TenantKeys } from '@wardgraph/vault'
import { CliError, EXIT } from './command.ts'

/** A user as `users --json` lists it. */
export interface User {
  readonly username: string
  readonly role: Role
  readonly tenant: string
  readonly subject: string
  readonly patient: string | null
  readonly practitioner: string | null
}

/** Everybody who can sign in here, by username. */
export async function listUsers({ table, vault }: Services): Promise<User[]> {
  const names = await table.query({ table: 'directory', pk: usernameKey('').pk })
  const deployment = await openTenant({ table, vault }, NO_TENANT)
  const rows = await table.get(names.map(({ tenant, person }) => memberKey(String(tenant), String(person))))
  return Promise.all(
    names.map(async (name, i) => {
      deployment.verify({ table: 'directory', row: name })
      const row = rows[i]
      if (row === undefined)
        throw new CliError('INTERNAL', 'a user is listed without membership.', { exit: EXIT.unavailable })
      return userOf(memberOf(await openTenant({ table, vault }, String(name.tenant)), row))
    }),
  )
}

function userOf({ username, role, tenantName, person, patient, practitioner }: Omit<Member, 'membership'>): User {
  return { username, role, tenant: tenantName, subject: person, patient, practitioner }
}

/** The membership of a username. @throws CliError UNKNOWN_USER */
export async function findMember({ table, vault }: Services, username: string): Promise<Member> {
  const [name] = await table.get([usernameKey(username)])
  if (name === undefined) throw new CliError('UNKNOWN_USER', 'there is no such user; `npx wardgraph users` lists them.')
  const keys = await openTenant({ table, vault }, String(name.tenant))
  const [row] = await table.get([memberKey(keys.tenant, String(name.person))])
  if (row === undefined) throw new CliError('UNKNOWN_USER', 'this user has no membership any more.')
  return memberOf(keys, row)
}

/** What a new user is to be. */
export interface NewUser {
  readonly username: string
  readonly tenant: string
  readonly role: Role
  readonly patient?: string | null | undefined
  readonly practitioner?: string | null | undefined
}

/** Adds a user; the same user again changes nothing. @throws CliError BAD_NAME, USER_EXISTS, UNKNOWN_PATIENT, UNKNOWN_PRACTITIONER, NEEDS_PATIENT */
export async function addUser(
  services: Services,
  user: NewUser,
): Promise<{ user: User; made: boolean; newTenant: boolean }> {
  const { username, tenant, role } = user
  if (!SLUG.test(username) || !SLUG.test(tenant))
    throw new CliError('BAD_NAME', 'usernames and tenants are 1 to 40 of a-z, 0-9 and inner hyphens.')
  if (role === 'PATIENT' && !user.patient) throw new CliError('NEEDS_PATIENT', 'the role PATIENT needs --patient ID.')
  if (role !== 'PATIENT' && user.patient) throw new CliError('WRONG_USAGE', 'only the role PATIENT takes --patient.')
  const known = (await listTenants(services)).some(({ name }) => name === tenant)
  // A tenant that is not there has no such record either, and is not made for nothing.
  if (!known && user.patient) throw unknown('Patient')
  if (!known && user.practitioner) throw unknown('Practitioner')
  const keys = await ensureTenant(services, tenant)
  const member = {
    person: personId(username),
    username,
    tenant: keys.tenant,
    tenantName: tenant,
    role,
    patient: await recordOf(services, keys, { type: 'Patient', id: user.patient }),
    practitioner: await recordOf(services, keys, { type: 'Practitioner', id: user.practitioner }),
  }
  const deployment = await openTenant(services, NO_TENANT)
  try {
    await services.table.transact(memberActions({ keys, deployment, member }), { token: crypto.randomUUID() })
    return { user: userOf(member), made: true, newTenant: !known }
  } catch (error) {
    if (!(error instanceof TableError) || error.code !== 'CONDITION') throw error
    const there = userOf(await findMember(services, username))
    if (JSON.stringify(there) !== JSON.stringify(userOf(member)))
      throw new CliError('USER_EXISTS', 'there is a user of this name with another tenant, role or record.', {
        exit: EXIT.no,
      })
    return { user: there, made: false, newTenant: !known }
  }
}

/** The record behind an id, which may be ours or the source's. */
async function recordOf(
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

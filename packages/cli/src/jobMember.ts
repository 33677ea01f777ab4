import { type Caller, live } from '@wardgraph/access'
import type { Services } from '@wardgraph/api'
import { jobMember, memberKey, memberOf } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'

/**
 * The job that brings a tenant's records in and takes them out, as a member of it: the membership that the tenant was made
 * with, which bounds it as any does; undefined where it has ended. @throws TableError, VaultError
 */
export async function jobCaller(
  { table, now }: Services,
  { keys, tenantName }: { readonly keys: TenantKeys; readonly tenantName: string },
): Promise<Caller | undefined> {
  const [row] = await table.get([memberKey(keys.tenant, jobMember(keys, { job: 'import', tenantName }))])
  const found = row && memberOf(keys, row)
  if (found?.purpose == null || !live(found, now())) return undefined
  const { person, username, membership, role, tenant, purpose } = found
  return {
    subject: person,
    username,
    membership,
    role,
    tenant,
    tenantName,
    purposeOfUse: purpose,
    patient: null,
    practitioner: null,
    actor: person,
    selves: new Set([person]),
    kin: new Set(),
  }
}

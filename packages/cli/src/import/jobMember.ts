import { type Caller, live } from '@wardgraph/access'
import type { Services } from '@wardgraph/api'
import { jobMember, memberKey, memberOf } from '@wardgraph/records'
import type { TenantKeys } from '@wardgraph/vault'
import { ImportError } from './errors.ts'

/**
 * The import as a member of its tenant: the membership that the tenant was made with, which bounds it as any does.
 * @throws ImportError MEMBERSHIP_ENDED, TableError, VaultError
 */
export async function importCaller(
  { table, now }: Services,
  { keys, tenantName }: { readonly keys: TenantKeys; readonly tenantName: string },
): Promise<Caller> {
  const [row] = await table.get([memberKey(keys.tenant, jobMember(keys, { job: 'import', tenantName }))])
  const found = row && memberOf(keys, row)
  if (found?.purpose == null || !live(found, now())) throw new ImportError('MEMBERSHIP_ENDED')
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

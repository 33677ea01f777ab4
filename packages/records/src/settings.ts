import type { TenantRules } from '@wardgraph/access'
import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import type { Action, Key } from './table.ts'

/** What a new tenant starts with; it is written into the tenant's row, so that what holds can be read there. */
export const NEW_TENANT_RULES: TenantRules = {
  consent: 'PERMIT',
  ownChart: 'OUTSIDE',
  // 12 to 17: the segments that state laws let minors consent to by themselves; whoever relies on it checks the state's.
  ages: [{ from: 12, hides: ['PART2', 'HIV', 'MENTAL_HEALTH', 'REPRODUCTIVE', 'PSYCHOTHERAPY'] }],
  adult: 18,
  hours: { open: 6, close: 22, zone: 'UTC' },
  accessLog: 'ROLES',
}

/** Where a tenant's rules are. */
export function settingsKey(tenant: string): Key {
  return { table: 'directory', pk: `${tenant}#T`, sk: 'rules' }
}

/** The rules that a tenant's row states. @throws VaultError ERR_VAULT_INTEGRITY, also when there is no row: nothing is assumed */
export function settingsOf(keys: TenantKeys, row: Row | undefined): TenantRules {
  if (row === undefined) throw new VaultError('ERR_VAULT_INTEGRITY')
  keys.verify({ table: 'directory', row })
  const { accessLog } = NEW_TENANT_RULES
  // The MAC says that `settingsAction` wrote it; tenants made before there was an access log do not say how it is shown.
  return { accessLog, ...JSON.parse(String(row.rules)) }
}

/** A tenant's rules, the `w`th writing, on condition that it is. */
export function settingsAction(keys: TenantKeys, rules: TenantRules, w: number): Action {
  const { pk, sk } = settingsKey(keys.tenant)
  const row = keys.protect({ table: 'directory', row: { pk, sk, rules: JSON.stringify(rules), w } })
  return { do: 'put', table: 'directory', row, if: w === 1 ? { is: 'absent' } : { is: 'written', w: w - 1 } }
}

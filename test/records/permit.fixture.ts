import { decideWrite, type WritePermit } from '@wardgraph/access'
import type { TenantKeys } from '@wardgraph/vault'
import { policy } from '../fixtures/clinic.ts'

/** What a feed stamps the versions with that it writes. */
export const change = { at: '2026-11-01T08:00:00.000Z', role: 'SERVICE' } as const

/** The permit of a feed to write these fields of one record, every one that it writes unless said. */
export function feed(
  keys: TenantKeys,
  of: { type: string; id: string; patient: string | null },
  names?: readonly string[],
): WritePermit {
  const fields = Object.entries(policy.records[of.type]?.fields ?? {})
  const written = names ?? fields.filter(([, { write }]) => write !== undefined).map(([name]) => name)
  const coordinates = written.map((name) => `${of.type}.${name}`)
  const caller = { role: 'SERVICE', purposeOfUse: 'HOPERAT', tenant: keys.tenant } as Parameters<
    typeof decideWrite
  >[0]['caller'] // all that a write decision reads
  const decision = decideWrite({
    ...of,
    policy,
    caller,
    reach: { bits: policy.relations.TENANT, classes: -1 },
    coordinates,
  })
  if (!decision.allow) throw new Error(`${decision.reason} ${decision.coordinate}`)
  return decision.permit
}

import type { Policy } from '@wardgraph/access'
import {
  type ConsentRule,
  consentResource,
  type FhirResource,
  resolvedIn,
  rewriteReferences,
  toFhir,
  withoutAmended,
  withTypedReferences,
} from '@wardgraph/fhir'
import { type Content, opaqueRow, type Stored, type Whole } from '@wardgraph/records'
import type { Change, Consent } from '@wardgraph/schema/types'
import type { TenantKeys } from '@wardgraph/vault'
import type { Targets } from './targets.ts'

/** A stored record as the FHIR resource that it was, under its stored id, with references to what is stored. */
export async function resourceOf(
  { type, id, patient, row }: Stored,
  { content, rest: stored }: Whole,
  of: { readonly policy: Policy; readonly keys: TenantKeys; readonly targets: Targets },
): Promise<FhirResource> {
  const { policy, keys, targets } = of
  const amended = typeof row.e === 'string' ? row.e.split(' ') : []
  const rest = withoutAmended(stored, { content, amended })
  const mapped = { policy, type, rest, content: withTypedReferences({ policy, type, content }) }
  const isWhole = opaqueRow(row) === 'record' || isUntyped(policy, { type, patient })
  const whole = isWhole ? { ...rest, resourceType: type } : toFhir(mapped)
  const found = await targets.of(whole, { keys, resolved: resolvedIn(mapped), patient })
  const { resourceType, id: _, meta, ...elements } = rewriteReferences(whole, ({ raw }) => found.get(raw))
  return { resourceType, id, meta: metaOf(meta, { version: Number(row.v), content }), ...elements }
}

/** A record of ours that belongs to a patient and names none was kept as FHIR without a type of its own. */
function isUntyped(policy: Policy, { type, patient }: Pick<Stored, 'type' | 'patient'>): boolean {
  const rule = Object.hasOwn(policy.records, type) ? policy.records[type] : undefined
  return rule !== undefined && rule.patient !== null && type !== 'Patient' && patient === null
}

/** The source's profiles, tags and labels with our version and when it was written, if that is known; the source's own say nothing of ours. */
function metaOf(meta: unknown, { version, content }: { readonly version: number; readonly content: Content }): object {
  const kept = Object.entries(Object.assign({}, meta)).filter(([name]) => !OWN_META.has(name))
  const { changed }: { changed?: Change } = content // as it was written
  const written = changed === undefined ? {} : { lastUpdated: changed.at }
  return { versionId: String(version), ...written, ...Object.fromEntries(kept) }
}

const OWN_META: ReadonlySet<string> = new Set(['versionId', '_versionId', 'lastUpdated', '_lastUpdated'])

/** The consents of a patient that no import brought: taken down here, they are rules and no resource. */
export function consentsOf(
  { content }: Whole,
  of: { readonly patient: string; readonly isImported: (id: string) => boolean },
): readonly FhirResource[] {
  const { consents }: { consents?: readonly Consent[] } = content
  return (consents ?? [])
    .filter(({ id }) => !of.isImported(id))
    .map(({ id, recorded, rules }) =>
      consentResource({
        id,
        patient: `Patient/${of.patient}`,
        ...(recorded == null ? {} : { dateTime: recorded }),
        rules: rules.map(
          ({ persons, ...rule }) =>
            ({
              ...rule,
              ...(persons == null ? {} : { persons: persons.map((person) => `Practitioner/${person}`) }),
            }) as ConsentRule, // stored without what a rule does not name
        ),
      }),
    )
}

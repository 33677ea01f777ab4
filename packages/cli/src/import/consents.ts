import { decideWrite } from '@wardgraph/access'
import { type ConsentRule as FhirRule, parseReference } from '@wardgraph/fhir'
import { changeBy, keyRow, openKey, recordKey, Writer } from '@wardgraph/records'
import type { Consent, ConsentRule } from '@wardgraph/schema/types'
import { openItem } from '@wardgraph/vault'
import { type Job, untilSettled } from './job.ts'
import type { Resolver } from './resolver.ts'
import { Rows } from './rows.ts'

export type { ConsentRule }

/** One consent of an import: whose, under which stored id, and its rules; none takes it back. */
export interface PatientConsent {
  readonly patient: string
  readonly id: string
  readonly rules: readonly ConsentRule[]
  /** Whether this import brought the content; one that was there before is only looked for, and taken up where it is missing. */
  readonly isNew: boolean
}

/** Rules whose persons are record ids; one about somebody who cannot be found denies everything. */
export function resolveRules(rules: readonly FhirRule[], resolver: Resolver): readonly ConsentRule[] {
  return rules.map(({ persons, ...rule }) => {
    if (persons === undefined) return { ...rule } as ConsentRule // names that `consentRules` knows are the schema's
    const found = persons.map((raw) => resolver.resolve(parseReference(raw)))
    const known = found.flatMap((target) => (target?.type === 'Practitioner' ? [target.id] : []))
    if (known.length < persons.length) return { type: 'DENY' }
    return { ...rule, persons: known } as ConsentRule
  })
}

/**
 * Writes the consents into the records of their patients, all of one patient at once, and tells how many patients it
 * changed. @throws ImportError, TableError, VaultError
 */
export function writeConsents(
  consents: readonly PatientConsent[],
  of: { readonly job: Job; readonly now: number; readonly onWritten: (count: number) => void },
): Promise<void> {
  const groups = [...Map.groupBy(consents, ({ patient }) => patient)]
  return untilSettled(groups, async ([group, ...later]) => {
    if (group === undefined) return []
    const [patient, incoming] = group
    const written = await writeOne(patient, incoming, of)
    if (written === 'CHANGED') of.onWritten(1)
    return written === 'LOST' ? [group, ...later] : later
  })
}

async function writeOne(
  patient: string,
  incoming: readonly PatientConsent[],
  { job, now }: { readonly job: Job; readonly now: number },
): Promise<'CHANGED' | 'SAME' | 'LOST'> {
  const { services, caller } = job
  const { policy, table } = services
  const keys = await job.keys()
  const place = { type: 'Patient', id: patient, patient: null }
  const [at, keyAt] = [recordKey(policy, keys.tenant, place), keyRow(keys.tenant, patient)]
  const rows = await Rows.read(table, [at, keyAt])
  const [row, keyRowFound] = [rows.find(at), rows.find(keyAt)]
  const decision = decideWrite({
    policy,
    caller,
    type: 'Patient',
    id: patient,
    patient,
    reach: { bits: policy.relations.TENANT, classes: -1 },
    coordinates: ['Patient.consents'],
  })
  const key = keyRowFound && openKey(keys, { subject: patient, row: keyRowFound })
  if (row === undefined || key === undefined || !decision.allow) return 'SAME'
  const { permit } = decision
  const content: { consents?: readonly Consent[] } = Object.assign(
    {},
    ...Object.values(openItem({ permit, key, table: 'records', row, type: 'Patient', id: patient })),
  )
  const known = content.consents ?? []
  const recorded = new Date(now).toISOString()
  const next = merged(known, incoming, recorded)
  if (next === known) return 'SAME'
  const draft = { ...place, permit, key, content: { consents: next.length === 0 ? null : next } }
  const writer = new Writer({ keys, policy, change: changeBy(caller, services.now()) })
  const staged = writer.update({ ...place, row, key }, draft)
  const version = Number(staged.stored.row.v)
  const written = await job.write({
    keys,
    actions: staged.actions,
    changed: [[patient, 'Patient', patient, ['consents'], version]],
  })
  return written ? 'CHANGED' : 'LOST'
}

/**
 * What is known with what comes in, by id; the very same list if nothing changes. One that was taken back stays, without
 * rules, so that no repetition of what the source said before revives it.
 */
function merged(known: readonly Consent[], incoming: readonly PatientConsent[], recorded: string): readonly Consent[] {
  const byId = new Map(known.map((one) => [one.id, one]))
  let changed = false
  for (const { id, rules, isNew } of incoming) {
    const before = byId.get(id)
    if (before !== undefined && !isNew) continue
    if (JSON.stringify(before?.rules ?? []) === JSON.stringify(rules)) continue
    changed = true
    byId.set(id, { id, recorded, rules })
  }
  return changed ? [...byId.values()] : known
}

import { isDeepStrictEqual } from 'node:util'
import { mayCall, outcome, type Question } from '../api/interpreter.ts'
import { policy } from '../fixtures/clinic.ts'
import type { Difference } from './differences.ts'
import { type Asker, type Model, SCOPE, START, type Where } from './world.ts'

const TENANT = { consent: 'PERMIT', ages: [], adult: 18 } as const

/** Whether the schema, read naively, lets the asker tell the two charts apart at all. */
export function sees(asker: Asker, { where, a, b }: Difference): boolean {
  return !isDeepStrictEqual(viewOf(asker, where, a), viewOf(asker, where, b))
}

/** All that the asker may know of a chart: each record that exists for it, with each field as it may be read. */
function viewOf(asker: Asker, where: Where, model: Model): unknown {
  const tie = asker.ties[where]
  const isHere = (where === 'ELSEWHERE') === (asker.name === 'a doctor elsewhere')
  const caller = { role: asker.role, purpose: asker.purpose, names: [asker.user.person, asker.user.practitioner ?? ''] }
  const { patient } = model
  const ties = {
    self: tie === 'self',
    team: tie === 'team',
    glass: tie === 'glass',
    ...(tie === 'proxy' ? { proxy: SCOPE } : {}),
  }
  const show = (
    type: string,
    content: Readonly<Record<string, unknown>>,
    { segments, at }: { readonly segments: readonly string[]; readonly at: number },
  ) => {
    const chart = patient && { ties, birthDate: String(patient.content.birthDate), consent: patient.rules }
    const owned = policy.records[type]?.patient !== null
    const record = { type, segments }
    const question: Question = { tenant: TENANT, now: START, caller, patient: owned ? chart : null, record }
    if (outcome(question, 'id') !== 'FULL') return null
    const fields = Object.keys(policy.records[type]?.fields ?? {})
    const stored: Readonly<Record<string, unknown>> = { ...content, segments, changed: { at } }
    return fields.map((name) => [name, seen(outcome(question, name), stored[name])])
  }
  const reviews = mayCall(caller, 'Query.reviews') && (model.broken ?? false)
  if (!isHere) return { reviews, chart: null }
  if (patient === null || !mayCall(caller, 'Query.patient')) return { reviews, chart: null }
  const consents = patient.rules.length === 0 ? undefined : patient.rules
  const head = show('Patient', { ...patient.content, consents }, patient)
  const leads = { Encounter: 'encounters', Observation: 'observations' } as Readonly<Record<string, string>>
  const reads = new Set((head ?? []).flatMap(([name, value]) => (value === 'DENIED' ? [] : [name])))
  const records = model.records
    .filter(({ type }) => reads.has(leads[type] ?? ''))
    .map((one) => show(one.type, one.content, one))
  // The other chart is one to whom nobody is tied.
  const record = { type: 'Patient', segments: ['NORMAL'] }
  const other: Question = {
    tenant: TENANT,
    now: START,
    caller,
    patient: { ties: {}, birthDate: null, consent: [] },
    record,
  }
  const linked = reads.has('linked') && model.linked === true && outcome(other, 'id') === 'FULL'
  return { reviews, chart: head && [head, records.filter((one) => one !== null), linked] }
}

function seen(is: string, value: unknown): unknown {
  if (is === 'FULL') return [value]
  if (is !== 'MASKED') return 'DENIED'
  // Years of dates, the last four of numbers: the only masks of a chart.
  const part = (text: unknown) => (/^\d{4}-/.test(String(text)) ? String(text).slice(0, 4) : String(text).slice(-4))
  return Array.isArray(value) ? value.map(({ value: text }: { value: string }) => part(text)) : value && part(value)
}

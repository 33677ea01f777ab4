import { type Fact, Standing } from '@wardgraph/access'
import { NEW_TENANT_RULES } from '@wardgraph/records'
import { policy } from '../fixtures/clinic.ts'
import { microseconds } from './timing.ts'

const NOW = Date.now()
const CALLS = 20_000

/** One decision about one patient from 20 facts, in us: medians. */
export function decisionFigures() {
  const caller = {
    subject: 'u',
    username: 'u',
    membership: 'm',
    role: 'DOCTOR' as const,
    tenant: 't',
    tenantName: 't',
    purposeOfUse: 'TREAT' as const,
    patient: null,
    practitioner: null,
    actor: 'u',
    selves: new Set(['u']),
    kin: new Set<string>(),
  }
  const facts = Array.from(
    { length: 20 },
    (_, i): Fact => ({
      relation: 'CARE_TEAM',
      start: NOW - 1_000,
      end: i === 19 ? null : NOW - 1,
      basis: 'encounter',
    }),
  )
  const rules = Array.from({ length: 20 }, (_, i) => ({
    type: i % 2 === 0 ? 'DENY' : 'PERMIT',
    roles: [i % 3 === 0 ? 'DOCTOR' : 'NURSE'],
    classes: ['CLINICAL'],
    ...(i % 4 === 0 ? { segments: ['HIV'] } : {}),
  }))
  const label = { segments: 1, author: false }
  const decide = (consents: unknown) => () =>
    new Standing({ policy, rules: NEW_TENANT_RULES, caller, now: NOW }, 'p', { facts, consents }).reach(label, {
      head: false,
    })
  return {
    '20 relation rows, no consent': microseconds(decide(undefined), { calls: CALLS }),
    '20 relation rows, 20 rules of consent': microseconds(decide([{ id: 'c', rules }]), { calls: CALLS }),
  }
}

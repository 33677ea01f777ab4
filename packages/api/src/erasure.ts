import { type Erasure, erasureAction, erasureKey, erasureOf } from '@wardgraph/records'
import type { ErasePatientInput, ErasureInput, ErasureState } from '@wardgraph/schema/types'
import { govern } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { NOTHING } from './staging.ts'

/** How long (ms) after the second has agreed a chart is still there, and everything can be cancelled. */
export const COOLING_OFF = 7 * 24 * 3_600_000

/** Charts that are erased, or must not be. */
export const erasure: readonly Registered[] = [
  entry('Mutation.erasePatient', (call) => {
    const { reason, ...input } = call.args.input as ErasePatientInput // coerced by the schema
    if (reason.trim() === '') throw badInput('reason: expected words.')
    return change(call, { input, reason, kind: 'ERASURE', to: wanted })
  }),
  entry('Mutation.cancelErasure', (call) => plain(call, 'ERASURE', (known) => ({ ...known, ...NOBODY }))),
  entry('Mutation.holdPatient', (call) => plain(call, 'LEGAL_HOLD', (known) => ({ ...known, ...NOBODY, held: true }))),
  entry('Mutation.releasePatient', (call) => plain(call, 'LEGAL_HOLD', (known) => ({ ...known, held: false }))),
]

const NOBODY = { wanted: null, approved: null } as const

type Next = (known: Erasure, scope: Scope) => Erasure

function plain(call: Call, kind: 'ERASURE' | 'LEGAL_HOLD', to: Next) {
  return change(call, { input: call.args.input as ErasureInput, kind, to }) // coerced by the schema
}

/** Two persons under two roles, as for a merge: whoever asked first is not asked again. */
function wanted(known: Erasure, { caller, now }: Scope): Erasure {
  const self = { person: caller.subject, role: caller.role }
  if (known.held) throw badInput('The chart is held: it is released first.')
  if (known.approved !== null) throw badInput('Both have asked for it already.')
  const first = known.wanted
  const isSecond = first !== null && first.person !== self.person && first.role !== self.role
  return isSecond ? { ...known, approved: { ...self, due: now + COOLING_OFF } } : { ...known, wanted: self }
}

function change(
  call: Call,
  of: {
    readonly input: ErasureInput
    readonly reason?: string
    readonly kind: 'ERASURE' | 'LEGAL_HOLD'
    readonly to: Next
  },
) {
  const { patient, idempotencyKey } = of.input
  let shown: Erasure | undefined
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'STORED',
    async effect({ scope }, { done }) {
      const known = erasureOf(scope.keys, { patient, row: await scope.load(erasureKey(scope.keys.tenant, patient)) })
      shown = known
      if (done) return NOTHING
      if (known.begun) throw badInput('It has begun.')
      const next = { ...of.to(known, scope), w: known.w + 1 }
      shown = next
      return {
        actions: [erasureAction(scope.keys, next)],
        changed: [[patient, 'Erasure', patient, ['state'], next.w]],
        concerns: [{ kind: of.kind, patient, ...(of.reason === undefined ? {} : { reason: of.reason }) }],
      }
    },
    answer: () => ({ state: stateOf(shown), due: dueOf(shown) }),
  })
}

function stateOf(erasure: Erasure | undefined): ErasureState {
  if (erasure?.held) return 'HELD'
  if (erasure?.approved) return 'APPROVED'
  return erasure?.wanted ? 'WANTED' : 'NONE'
}

function dueOf(erasure: Erasure | undefined): string | null {
  return erasure?.approved ? new Date(erasure.approved.due).toISOString() : null
}

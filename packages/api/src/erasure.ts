import { live } from '@wardgraph/access'
import { type Erasure, erasureAction, erasureKey, erasureOf, memberKey, memberOf } from '@wardgraph/records'
import type { ErasePatientInput, ErasureInput, ErasureState } from '@wardgraph/schema/types'
import { govern } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { NOTHING } from './staging.ts'

/** How long (ms) after the second has agreed a chart is still there, and everything can be cancelled. */
export const COOLING_OFF = 7 * 24 * 3_600_000

/** How long (ms) what the first has asked for waits for the second. */
const ASKED = 30 * 24 * 3_600_000

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

type Next = (known: Erasure, scope: Scope) => Erasure | Promise<Erasure>

function plain(call: Call, kind: 'ERASURE' | 'LEGAL_HOLD', to: Next) {
  return change(call, { input: call.args.input as ErasureInput, kind, to }) // coerced by the schema
}

/**
 * Two persons under two roles, as for a merge: whoever asked first is not asked again, but must still be who it was, and not
 * have asked too long ago.
 */
async function wanted(known: Erasure, scope: Scope): Promise<Erasure> {
  const { caller, now } = scope
  const self = { person: caller.subject, role: caller.role, membership: caller.membership, at: now }
  if (known.held) throw badInput('The chart is held: it is released first.')
  if (known.approved !== null) throw badInput('Both have asked for it already.')
  const first = known.wanted
  const isSecond = first !== null && first.person !== self.person && first.role !== self.role
  if (!isSecond || !(await stands(scope, first))) return { ...known, wanted: self }
  return { ...known, approved: { person: self.person, role: self.role, due: now + COOLING_OFF } }
}

async function stands(
  { keys, load, now }: Scope,
  { person, membership, role, at }: NonNullable<Erasure['wanted']>,
): Promise<boolean> {
  const row = await load(memberKey(keys.tenant, { person, membership }))
  const member = row && memberOf(keys, row)
  return member !== undefined && member.role === role && live(member, now) && now - at < ASKED
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
      const next = { ...(await of.to(known, scope)), w: known.w + 1 }
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

import { decideWrite, segmentBits } from '@wardgraph/access'
import { RECORD_ID, type Stored } from '@wardgraph/records'
import type { LabelRecordInput, Segment } from '@wardgraph/schema/types'
import { namedRecord, nameOf, shown } from './chartRecord.ts'
import { govern, type Ready, refuse } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { exists, headOf } from './show.ts'
import { NOTHING } from './staging.ts'

/** How sensitive a record is, said by a clinician. */
export const label: readonly Registered[] = [entry('Mutation.labelRecord', labelRecord)]

/** Segments as the bits of a label; of none, NORMAL's. */
export function labelBits(scope: Scope, segments: readonly string[]): number {
  const bits = segmentBits(scope.services.policy)
  const all = segments.reduce((label, name) => label | (name === 'NORMAL' ? 0 : (bits.get(name) ?? 0)), 0)
  return all === 0 ? (bits.get('NORMAL') ?? 0) : all
}

function labelRecord(call: Call) {
  const input = call.args.input as LabelRecordInput // coerced by the schema
  const { patient, segments, idempotencyKey } = input
  const place = namedRecord(call.scope, { ...input }) ?? headOf(patient)
  if (segments.length === 0 || (segments.includes('NORMAL') && new Set(segments).size > 1))
    throw badInput('segments: expected one or more, NORMAL alone.')
  let labelled: Stored | undefined
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'EXISTING',
    async effect(ready, { done }) {
      if (!RECORD_ID.test(place.id)) return refuse(call)
      const stored = await ready.scope.reader.find(place)
      if (stored === undefined || !exists(ready.scope, stored, [])) return refuse(call)
      labelled = stored
      return done ? NOTHING : relabel(call, ready, { stored, segments, onStaged: (next) => (labelled = next) })
    },
    answer: ({ scope }) => ({ [nameOf(place.type)]: shown(scope, () => labelled) }),
  })
}

function relabel(
  call: Call,
  { scope, head, key, standing }: Ready,
  of: { readonly stored: Stored; readonly segments: readonly Segment[]; readonly onStaged: (stored: Stored) => void },
) {
  const { stored, segments, onStaged } = of
  const { type, id, patient } = stored
  const known = scope.reader.label(stored, [scope.caller.subject, scope.caller.actor])
  const bits = labelBits(scope, segments)
  // Nobody labels a record out of the own sight: a psychotherapy note is its author's alone.
  if (known === null) return refuse(call)
  const [decision, after] = [known, { ...known, segments: bits }].map((label) =>
    decideWrite({
      policy: scope.services.policy,
      caller: scope.caller,
      type,
      id,
      patient: head.id,
      reach: standing.reach(label, { head: type === 'Patient' }),
      coordinates: [`${type}.segments`],
    }),
  )
  if (!decision?.allow || !after?.allow) return refuse(call)
  const label = { segments: bits, author: null }
  const { permit } = decision
  const staged = scope.writer.update(stored, { type, id, patient, permit, key, content: {}, label })
  onStaged(staged.stored)
  return {
    actions: staged.actions,
    changed: [[head.id, type, id, ['segments'], Number(staged.stored.row.v)] as const],
    concerns: [{ kind: 'RELABELLING' as const, patient: head.id }],
  }
}

import { decideWrite } from '@wardgraph/access'
import type { Change } from '@wardgraph/audit'
import type { Action, Content, Stored } from '@wardgraph/records'
import type { ReconcileChartInput } from '@wardgraph/schema/types'
import { shownAll } from './chartRecord.ts'
import { eachOf } from './eachOf.ts'
import { coded } from './elementInput.ts'
import { saysInError } from './enteredInError.ts'
import { ReplyError } from './errors.ts'
import { govern, type Ready, refuse } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import { exists, lookInto } from './show.ts'
import { NOTHING } from './staging.ts'

/** What a patient takes and does not bear, gone through as a whole. */
export const reconcile: readonly Registered[] = [entry('Mutation.reconcileChart', reconcileChart)]

/** Two actions each, and DynamoDB takes 100 in a transaction. */
const MOST = 40
const SYSTEM = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical'

/** One of the two lists: what is still open of it, what may be said of a record, and how it is written. */
interface List {
  readonly type: 'MedicationRequest' | 'AllergyIntolerance'
  readonly field: 'status' | 'clinicalStatus'
  readonly open: ReadonlySet<string>
  /** What may be open again: an order that is over is another order. */
  readonly reopens: ReadonlySet<string>
  readonly takes: readonly string[]
  readonly write: (code: string) => Content
}

// http://hl7.org/fhir/R4/valueset-medicationrequest-status.html, valueset-allergyintolerance-clinical.html
const MEDICATIONS: List = {
  type: 'MedicationRequest',
  field: 'status',
  open: new Set(['active', 'on-hold']),
  reopens: new Set(['active', 'on-hold']),
  takes: ['active', 'on-hold', 'stopped', 'completed'],
  write: (status) => ({ status }),
}
const ALLERGIES: List = {
  type: 'AllergyIntolerance',
  field: 'clinicalStatus',
  open: new Set(['active']),
  reopens: new Set(['active', 'inactive', 'resolved']),
  takes: ['active', 'inactive', 'resolved'],
  write: (code) => ({ clinicalStatus: coded(SYSTEM, code) }),
}

interface Decision {
  readonly id: string
  readonly version: number
  readonly code: string
}

async function reconcileChart(call: Call) {
  const input = call.args.input as ReconcileChartInput // coerced by the schema
  const medications = input.medicationRequests.map((one) => ({
    id: one.medicationRequest,
    version: one.expectedVersion,
    code: one.status,
  }))
  const allergies = input.allergyIntolerances.map((one) => ({
    id: one.allergyIntolerance,
    version: one.expectedVersion,
    code: one.clinicalStatus,
  }))
  if (medications.length + allergies.length > MOST) throw badInput(`Send ${MOST} decisions at most.`)
  const after = new Map<List, readonly Stored[]>()
  return govern(call, {
    patient: input.patient,
    idempotencyKey: input.idempotencyKey,
    of: 'EXISTING',
    async effect(ready, { done }) {
      const lists = [
        { list: MEDICATIONS, decisions: medications },
        { list: ALLERGIES, decisions: allergies },
      ]
      if (done) {
        for (const { list, decisions } of lists) after.set(list, await found(ready, list, decisions))
        return NOTHING
      }
      const actions: Action[] = []
      const changed: Change[] = []
      const relied: { table: 'records'; row: Stored['row'] }[] = []
      for (const { list, decisions } of lists) {
        const outcome = await decide(ready, list, decisions)
        if (outcome === undefined) return refuse(call)
        actions.push(...outcome.actions)
        changed.push(...outcome.changed)
        relied.push(...outcome.kept.map(({ row }) => ({ table: 'records' as const, row })))
        after.set(list, outcome.after)
      }
      return { actions, changed, relied }
    },
    answer: ({ scope }) => ({
      medicationRequests: shownAll(scope, () => after.get(MEDICATIONS) ?? []),
      allergyIntolerances: shownAll(scope, () => after.get(ALLERGIES) ?? []),
    }),
  })
}

/** What the decisions about one list come to; undefined where the caller may not write one. @throws ReplyError BAD_USER_INPUT, CONFLICT */
async function decide(ready: Ready, list: List, decisions: readonly Decision[]) {
  const { scope } = ready
  const byId = new Map(decisions.map((one) => [one.id, one]))
  if (byId.size < decisions.length) throw badInput('A record is decided about once.')
  for (const { code } of decisions)
    if (!list.takes.includes(code)) throw badInput(`${list.field}: expected of ${list.takes.join(', ')}.`)
  const actions: Action[] = []
  const changed: Change[] = []
  const kept: Stored[] = []
  const after: Stored[] = []
  const filters = [`${list.type}.${list.field}`]
  for await (const item of eachOf(scope, { type: list.type, patient: ready.head.id, filters })) {
    // What should never have been there is nothing to decide about.
    if (saysInError(scope, item)) continue
    const code = codeOf(ready, list, item)
    const decision = byId.get(item.id)
    byId.delete(item.id)
    // One that is open and not decided about came since, or was overlooked; one that is not is no matter of this list.
    if (decision === undefined && list.open.has(code)) throw new ReplyError('CONFLICT', { detail: LEFT_OUT })
    if (decision === undefined) continue
    if (decision.version !== item.row.v) throw new ReplyError('CONFLICT')
    if (decision.code === code) {
      kept.push(item)
      after.push(item)
      continue
    }
    if (list.open.has(decision.code) && !list.reopens.has(code))
      throw badInput(`${list.field}: what is over is not begun anew by this.`)
    const written = write(ready, list, { item, code: decision.code })
    if (written === undefined) return undefined
    actions.push(...written.actions)
    changed.push(written.changed)
    after.push(written.stored)
  }
  // What does not exist for the caller is not to be told from what is not there.
  return byId.size > 0 ? undefined : { actions, changed, kept, after }
}

const LEFT_OUT = 'The chart has others that are active or on hold: decide about each.'

function write(ready: Ready, list: List, { item, code }: { readonly item: Stored; readonly code: string }) {
  const { scope, head, key, standing } = ready
  const { subject, actor } = scope.caller
  const label = scope.reader.label(item, [subject, actor])
  if (label === null) return undefined
  const content = list.write(code)
  const decision = decideWrite({
    policy: scope.services.policy,
    caller: scope.caller,
    type: list.type,
    id: item.id,
    patient: head.id,
    reach: standing.reach(label, { head: false }),
    coordinates: Object.keys(content).map((name) => `${list.type}.${name}`),
  })
  if (!decision.allow) return undefined
  const { permit } = decision
  const { stored, actions } = scope.writer.update(item, {
    type: list.type,
    id: item.id,
    patient: head.id,
    permit,
    key,
    content,
  })
  const changed: Change = [head.id, list.type, item.id, Object.keys(content), Number(stored.row.v)]
  return { stored, actions, changed }
}

function codeOf({ scope }: Ready, { type, field }: List, item: Stored): string {
  const value = lookInto(scope, item, [`${type}.${field}`])[field]
  if (typeof value === 'string') return value
  const { coding } = Object(value) as { coding?: readonly { code?: string }[] } // checked when it was written
  return coding?.find(({ code }) => code)?.code ?? ''
}

async function found({ scope, head }: Ready, { type }: List, decisions: readonly Decision[]) {
  const all = await Promise.all(decisions.map(({ id }) => scope.reader.find({ type, id, patient: head.id })))
  return all.filter((one) => one !== undefined && exists(scope, one, [])) as Stored[]
}

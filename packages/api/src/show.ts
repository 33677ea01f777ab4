import type { Fact, FieldMap, Permit, Standing, View } from '@wardgraph/access'
import { type Content, ownerOf, type Stored } from '@wardgraph/records'
import type { ResponsePath } from 'graphql'
import type { Scope } from './scope.ts'

/** A selection of nothing. */
const NOTHING: FieldMap = {}

/**
 * How the caller stands to the record's patient: the relation rows, and what the patient's own row says, read together.
 * The first answer of a request counts; undefined for what is no patient's, or a patient who is not there.
 * @throws TableError, VaultError
 */
export async function relate(
  scope: Scope,
  record: Pick<Stored, 'type' | 'id' | 'patient'>,
): Promise<Standing | undefined> {
  const patient = ownerOf(record)
  if (patient === null) return undefined
  const { seeker, reader } = scope
  const [head, relied] = await Promise.all([reader.find(headOf(patient)), reader.relied({ patient, seeker })])
  return stand(scope, { patient, head, facts: relied.map(({ fact }) => fact) })
}

/** As `relate`, where the facts came with a list. */
export function stand(
  scope: Scope,
  of: { readonly patient: string; readonly head: Stored | undefined; readonly facts: readonly Fact[] },
): Standing | undefined {
  const { patient, head, facts } = of
  if (head === undefined) return undefined
  // Before there is a permit: of a row that is not what was written the record counts no part as opened.
  scope.reader.label(head, [])
  const permit = scope.handover.decisionPermit(patient, facts)
  const { consents, birthDate } = scope.reader.decisive(permit, head)
  return scope.handover.relate(patient, { facts, consents, birthDate })
}

/** Where a patient's own record is. */
export function headOf(patient: string) {
  return { type: 'Patient', id: patient, patient: null }
}

/** These fields of a record, for a control that looks at them and never shows them. @throws VaultError */
export function lookInto(scope: Scope, stored: Stored, coordinates: readonly string[]): Content {
  const { type, id } = stored
  return scope.reader.open(scope.handover.controlPermit({ type, id, patient: ownerOf(stored) }, coordinates), stored)
}

/** Whether the record exists for this caller; its relation must be known. */
export function exists(scope: Scope, stored: Stored, filters: readonly string[]): boolean {
  return permitFor(scope, stored, { fields: NOTHING, filters }) !== undefined
}

/** Counts the record as shown to exist at this place, though nothing of it is; its row must be what was written. @throws VaultError */
export function mention(
  scope: Scope,
  stored: Stored,
  at: {
    readonly path: ResponsePath
    readonly suffix: readonly number[]
    readonly filters: readonly string[]
  },
): void {
  const { path, suffix, filters } = at
  const permit = permitFor(scope, stored, { fields: NOTHING, filters })
  if (permit === undefined) return
  scope.reader.verify(stored)
  scope.handover.mention({ permit, path, suffix })
}

/** The record as its caller sees it at this place of the reply; null if it does not exist for the caller. */
export function show(
  scope: Scope,
  stored: Stored,
  at: {
    readonly path: ResponsePath
    readonly suffix: readonly number[]
    readonly fields: FieldMap
    readonly filters?: readonly string[]
  },
): View | null {
  const permit = permitFor(scope, stored, { fields: at.fields, filters: at.filters ?? [] })
  if (permit === undefined) return null
  const content = scope.reader.open(permit, stored)
  const view = scope.handover.view({ permit, content, path: at.path, suffix: at.suffix })
  scope.shown.set(view, stored)
  return view
}

function permitFor(
  scope: Scope,
  stored: Stored,
  of: { readonly fields: FieldMap; readonly filters: readonly string[] },
): Permit | undefined {
  const { type, id } = stored
  const { subject, actor } = scope.caller
  const label = scope.reader.label(stored, [subject, actor])
  return scope.handover.permit({ ...of, type, id, patient: ownerOf(stored), label })
}

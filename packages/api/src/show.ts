import type { FieldMap, Permit, View } from '@wardgraph/access'
import type { Stored } from '@wardgraph/records'
import type { ResponsePath } from 'graphql'
import type { Scope } from './scope.ts'

/** A selection of nothing. */
const NOTHING: FieldMap = {}

/** Whose record it is: a patient is its own. */
export function patientOf({ type, id, patient }: Pick<Stored, 'type' | 'id' | 'patient'>): string | null {
  return type === 'Patient' ? id : patient
}

/** Relates the caller to the record's patient; the first answer of a request counts. @throws TableError, VaultError */
export async function relate(scope: Scope, record: Pick<Stored, 'type' | 'id' | 'patient'>): Promise<number> {
  const patient = patientOf(record)
  if (patient === null) return scope.services.policy.relations.TENANT
  const { actors } = scope.caller
  return scope.handover.relate(patient, await scope.reader.facts({ patient, actors }))
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
    readonly suffix: readonly (string | number)[]
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
    readonly suffix: readonly (string | number)[]
    readonly fields: FieldMap
    readonly filters?: readonly string[]
  },
): View | null {
  const permit = permitFor(scope, stored, { fields: at.fields, filters: at.filters ?? [] })
  if (permit === undefined) return null
  return scope.handover.view({ permit, content: scope.reader.open(permit, stored), path: at.path, suffix: at.suffix })
}

function permitFor(
  scope: Scope,
  stored: Stored,
  of: { readonly fields: FieldMap; readonly filters: readonly string[] },
): Permit | undefined {
  const { type, id } = stored
  return scope.handover.permit({ ...of, type, id, patient: patientOf(stored) })
}

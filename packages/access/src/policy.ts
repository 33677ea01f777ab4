import type { Purpose, Relation, Role } from '@wardgraph/schema/types'

/** What a field or input holds, without its GraphQL wrappers. */
export interface TypeRef {
  readonly name: string
  readonly kind: 'scalar' | 'enum' | 'value' | 'record' | 'connection'
  readonly list: boolean
  readonly required: boolean
}

/** The rule of one record field: its class, and where given its writers, mask and blind indexes. */
export interface FieldRule {
  readonly class: string
  readonly write?: string
  readonly mask?: string
  readonly index?: readonly string[]
  readonly type: TypeRef
}

/** One record type: its letters in row keys, the field that names its patient, who may learn that it exists, its fields. */
export interface RecordRule {
  readonly key: string
  readonly patient: string | null
  readonly exists: string
  readonly fields: Readonly<Record<string, FieldRule>>
}

/** Relation bits under which an audience reads fully, and under which only masked. */
export interface Needs {
  readonly full: number
  readonly masked: number
}

/** A segment: its bit in the label of a record, who may learn of such records, and who without a consent that names it (null: all of them). */
export interface SegmentRule {
  readonly bit: number
  readonly read: string
  readonly withoutConsent: string | null
}

/** A data class: its id in the part's header, who reads it, and who takes it out as part of whole records (absent: nobody). */
export interface ClassRule {
  readonly id: number
  readonly read: string
  readonly export?: string
}

/** The compiled schema: plan.json. */
export interface Policy {
  readonly roles: Readonly<Record<Role, readonly Purpose[]>>
  readonly relations: Readonly<Record<Relation, number>>
  /** Audience -> "ROLE PURPOSE" -> bits. */
  readonly audiences: Readonly<Record<string, Readonly<Record<string, Needs>>>>
  readonly classes: Readonly<Record<string, ClassRule>>
  readonly segments: Readonly<Record<string, SegmentRule>>
  /** Why somebody may stand for a patient. */
  readonly bases: Readonly<Record<string, { readonly untilAdult: boolean }>>
  readonly records: Readonly<Record<string, RecordRule>>
  /** `@value` object types; neither inputs nor connections. */
  readonly values: Readonly<Record<string, Readonly<Record<string, TypeRef>>>>
  /** "Query.patient" -> its audience and type. */
  readonly roots: Readonly<Record<string, { readonly to: string; readonly type: TypeRef }>>
  /** "Query.patients(mrn:)" or "UpdatePatientContactInput.telecom" -> the coordinate it carries. */
  readonly inputs: Readonly<Record<string, string>>
  /** "Query.patients(first:)" or "Mutation.grantProxy(input.start:)", which no right bounds -> its type. */
  readonly steering: Readonly<Record<string, string>>
  /** "Patient" or "Patient.birthDate" -> the line of the SDL that states it, as `schema/patient.graphql:9`. */
  readonly lines: Readonly<Record<string, string>>
}

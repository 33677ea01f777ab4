import type { Purpose, Role } from '@wardgraph/schema/types'
import type { FieldNode } from 'graphql'
import type { Guard } from './guard.ts'
import type { TypeRef } from './policy.ts'

/** Response key -> what is selected there. Without a prototype: response keys are the client's. */
export type FieldMap = Readonly<Record<string, PlanNode>>

/** What a place needs: bits for the whole value, bits for the masked one; class and mask are null for root fields. */
export interface PlanRule {
  readonly class: string | null
  readonly mask: string | null
  readonly full: number
  readonly masked: number
}

/** One response key of one concrete type. */
export interface PlanNode {
  readonly key: string
  readonly name: string
  /** Such as `Patient.birthDate`. */
  readonly coordinate: string
  readonly type: TypeRef
  readonly field: readonly FieldNode[]
  /** Null: a field of a value, decided by the field that holds it. */
  readonly rule: PlanRule | null
  readonly when: Guard
  /** Concrete type -> its selected fields; empty for leaves. */
  readonly types: Readonly<Record<string, FieldMap>>
}

/** What one operation touches, for one role and purpose. */
export interface Plan {
  readonly role: Role
  readonly purpose: Purpose
  readonly roots: FieldMap
}

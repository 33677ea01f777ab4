import type { Purpose, Role } from '@wardgraph/schema/types'
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { PlanBuilder } from './buildPlan.ts'
import type { Guard } from './guard.ts'
import type { Policy, TypeRef } from './policy.ts'

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

/**
 * Plans an operation of a validated document; cache it per (operation, role, purpose).
 * @throws AccessError ERR_ACCESS_PLAN if the policy does not know what the document selects
 */
export function planOperation(options: {
  policy: Policy
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  role: Role
  purpose: Purpose
}): Plan {
  const { role, purpose } = options
  return { role, purpose, roots: new PlanBuilder(options).roots() }
}

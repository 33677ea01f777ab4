/** One rule of a consent; a dimension that is not named means all of it, and all that are named must hold. */
export interface ConsentRule {
  readonly type: 'PERMIT' | 'DENY'
  /** Names of the schema's data classes. */
  readonly classes?: readonly string[]
  /** Names of the schema's segments. */
  readonly segments?: readonly string[]
  /** Names of the schema's roles. */
  readonly roles?: readonly string[]
  /** References to practitioners, or urns, as the source wrote them. */
  readonly persons?: readonly string[]
  /** Purposes of use of the schema. */
  readonly purposes?: readonly string[]
  /** From this instant on, ISO 8601 in UTC with milliseconds. */
  readonly start?: string
  /** Up to this instant, without it. */
  readonly end?: string
}

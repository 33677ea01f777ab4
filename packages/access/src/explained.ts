import type { PlanNode } from './plan.ts'
import type { Policy } from './policy.ts'

/** What became of a response key: ABSENT is a record that is not there, or that the caller may not know of. */
export type ExplainedOutcome = 'ALLOWED' | 'MASKED' | 'DENIED' | 'ABSENT'

/** One response key as its caller finds it, in a sentence; neither a value nor how many there are. */
export interface Explained {
  /** Response keys from the root, without places in lists, joined by dots. */
  readonly path: string
  readonly coordinate: string
  readonly outcome: ExplainedOutcome
  readonly reason: string
  /** The line of the SDL that states the coordinate, as `schema/patient.graphql:9`. */
  readonly line: string
}

/** What became of one key, and why. */
export type Found = Pick<Explained, 'outcome' | 'reason'>

/** What is generated is stated by the record that it is made for. */
export function lineOf({ lines }: Policy, { coordinate, type }: PlanNode): string {
  return lines[coordinate] ?? lines[coordinate.replace(/(Connection|Edge)\..*$/, '')] ?? lines[type.name] ?? ''
}

/** Relations, in the order of their bits. */
export function namesOf({ relations }: Policy, bits: number): readonly string[] {
  const named = Object.entries(relations).filter(([, bit]) => (bits & bit) !== 0)
  return named.sort(([, a], [, b]) => a - b).map(([name]) => name)
}

import type { Kind } from '../stage.ts'
import { type Graph, kindOf } from './graph.ts'
import type { Finding } from './rule.ts'

/** What breaks a rule and is meant to. */
export interface Exception {
  readonly rule: string
  readonly kinds: readonly Kind[]
  /** Names of the resources. */
  readonly resource: RegExp
  /** What is wrong with them, where not all that the rule can find is meant. */
  readonly wrong?: RegExp
  readonly reason: string
}

/** Whether an exception is of this finding. */
export function excuses(exception: Exception, { rule, resource, wrong }: Finding, graph: Graph): boolean {
  return (
    exception.rule === rule &&
    exception.kinds.includes(kindOf(graph)) &&
    exception.resource.test(resource) &&
    (exception.wrong === undefined || exception.wrong.test(wrong))
  )
}

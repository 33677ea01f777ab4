import type { Kind } from '../stage.ts'
import { all, type Graph, kindOf, type Resource } from './graph.ts'

/** One rule of what is deployed; its id is the name of its file and of what that exports. */
export interface Rule {
  /** Where it comes from: `45 CFR 164.312(b)`, `cdk-nag HIPAA.Security-LambdaDLQ`, `ours: STORAGE.md`. */
  readonly source: string
  /** One sentence that is true of the product. */
  readonly says: string
  /** Types of the resources that it looks at. */
  readonly of: readonly string[]
  /** Kinds of stages that it is true of; all, if left out. */
  readonly kinds?: readonly Kind[]
  /** Which of the resources; all, if left out. */
  where?(resource: Resource, graph: Graph): boolean
  /** What is wrong with it, in words that name no value of an environment; [] if nothing is. */
  check(resource: Resource, graph: Graph): readonly string[]
  /** The smallest change after which the resource breaks the rule. */
  readonly broken: Break
}

/** A graph in which something is wrong with one of its resources. */
export type Break = (resource: Resource, graph: Graph) => Graph

/** One resource that breaks one rule. */
export interface Finding {
  readonly rule: string
  readonly resource: string
  readonly wrong: string
}

/** The resources that a rule looks at. */
export function looksAt({ of, kinds, where }: Rule, graph: Graph): readonly Resource[] {
  if (kinds?.includes(kindOf(graph)) === false) return []
  return of.flatMap((type) => all(graph, type)).filter((one) => where === undefined || where(one, graph))
}

/** All that breaks a rule, whether excused or not. */
export function findings(rules: Readonly<Record<string, Rule>>, graph: Graph): readonly Finding[] {
  return Object.entries(rules).flatMap(([rule, one]) =>
    looksAt(one, graph).flatMap((resource) =>
      one.check(resource, graph).map((wrong) => ({ rule, resource: resource.name, wrong })),
    ),
  )
}

/** [text] unless it holds. */
export function unless(holds: boolean, wrong: string): readonly string[] {
  return holds ? [] : [wrong]
}

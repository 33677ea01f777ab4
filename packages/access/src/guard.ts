import type { DirectiveNode, OperationDefinitionNode } from 'graphql'
import { Kind } from 'graphql'

/** `variable` of @include (wanted true) or @skip (wanted false); `fallback` is its default in the operation. */
export interface Condition {
  readonly variable: string
  readonly wanted: boolean
  readonly fallback: boolean | undefined
}

/**
 * When a selection counts: if any alternative does, which is if all its conditions hold and its outer guard does. No
 * conditions and `outer: null` is always.
 */
export interface Guard {
  readonly alternatives: { readonly conditions: readonly Condition[]; readonly outer: Guard | null }[]
}

/** The conditions that @skip and @include put on a selection, or undefined if it never counts. */
export function conditionsOf(
  directives: readonly DirectiveNode[] | undefined,
  operation: OperationDefinitionNode,
): readonly Condition[] | undefined {
  const conditions: Condition[] = []
  for (const directive of directives ?? []) {
    const name = directive.name.value
    if (name !== 'include' && name !== 'skip') continue
    const wanted = name === 'include'
    const value = directive.arguments?.[0]?.value
    if (value?.kind === Kind.VARIABLE) {
      conditions.push({ variable: value.name.value, wanted, fallback: defaultOf(value.name.value, operation) })
    } else if (value?.kind !== Kind.BOOLEAN || value.value !== wanted) return undefined
  }
  return conditions
}

function defaultOf(variable: string, operation: OperationDefinitionNode): boolean | undefined {
  const found = operation.variableDefinitions?.find((definition) => definition.variable.name.value === variable)
  return found?.defaultValue?.kind === Kind.BOOLEAN ? found.defaultValue.value : undefined
}

/** Tells what the variables of one request select; each guard is decided once, so shared fragments stay linear. */
export class Selection {
  readonly #variables: Readonly<Record<string, unknown>>
  readonly #decided = new Map<Guard, boolean>()

  constructor(variables: Readonly<Record<string, unknown>>) {
    this.#variables = variables
  }

  /** Whether the guard holds. */
  holds(guard: Guard): boolean {
    const known = this.#decided.get(guard)
    if (known !== undefined) return known
    const decided = guard.alternatives.some(
      ({ conditions, outer }) =>
        conditions.every((condition) => this.#meets(condition)) && (outer === null || this.holds(outer)),
    )
    this.#decided.set(guard, decided)
    return decided
  }

  #meets({ variable, wanted, fallback }: Condition): boolean {
    const given = Object.hasOwn(this.#variables, variable) ? this.#variables[variable] : undefined
    return (given === undefined ? fallback : given) === wanted
  }
}

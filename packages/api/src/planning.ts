import { createHash } from 'node:crypto'
import { type Plan, planOperation } from '@wardgraph/access'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql'
import { ReplyError } from './errors.ts'
import { checkLimits } from './limits.ts'
import type { Operation, Scope } from './scope.ts'

/** A validated operation, as Apollo hands it over. */
export interface Validated {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
}

interface Planned {
  readonly plan: Plan
  readonly operation: Operation
}

/** Measures and plans operations, each for a role and purpose once while its document is kept (documentStore.ts). */
export class Planner {
  readonly #schema: GraphQLSchema
  readonly #known = new WeakMap<OperationDefinitionNode, Map<string, Planned>>()

  constructor(schema: GraphQLSchema) {
    this.#schema = schema
  }

  /** Starts the request's decisions. @throws GraphQLError BAD_USER_INPUT, LIMIT_EXCEEDED */
  begin(scope: Scope, validated: Validated): void {
    const { document, operation, variables } = validated
    const { records } = scope.services.policy
    const { coerced } = getVariableValues(this.#schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: 1,
    })
    if (coerced === undefined)
      throw asGraphql(new ReplyError('BAD_USER_INPUT', { detail: 'A variable is missing or has another type.' }))
    try {
      const isRecord = (type: string) => Object.hasOwn(records, type)
      checkLimits({ schema: this.#schema, document, operation, variables: coerced, isRecord })
    } catch (error) {
      throw error instanceof ReplyError ? asGraphql(error) : error
    }
    const planned = this.#plan(scope, validated)
    scope.operation = planned.operation
    scope.begin(planned.plan, coerced)
  }

  /** Looked up by the node, and not by the text: a client's text would be hashed for each request. */
  #plan(scope: Scope, { document, operation }: Validated): Planned {
    const { role, purposeOfUse: purpose } = scope.caller
    const plans = this.#known.get(operation) ?? new Map<string, Planned>()
    const known = plans.get(`${role} ${purpose}`)
    if (known !== undefined) return known
    const { policy } = scope.services
    const plan = planOperation({ policy, schema: this.#schema, document, operation, role, purpose })
    const planned = { plan, operation: operationOf(plan, { document, operation }) }
    this.#known.set(operation, plans.set(`${role} ${purpose}`, planned))
    return planned
  }
}

function operationOf(plan: Plan, { document, operation }: Pick<Validated, 'document' | 'operation'>): Operation {
  return {
    kind: operation.operation === 'mutation' ? 'mutation' : 'query',
    roots: [...new Set(Object.values(plan.roots).map(({ coordinate }) => coordinate))],
    document: documentHash(document),
  }
}

/** SHA-256 of the document without its literals: they may be values, and the same request should have the same hash. */
function documentHash(document: DocumentNode): string {
  const stripped = visit(document, {
    StringValue: (node) => ({ ...node, value: '', block: false }),
    IntValue: (node) => ({ ...node, value: '0' }),
    FloatValue: (node) => ({ ...node, value: '0' }),
  })
  return createHash('sha256')
    .update(stripIgnoredCharacters(print(stripped)))
    .digest('hex')
}

function asGraphql(error: ReplyError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error, extensions: { code: error.code } })
}

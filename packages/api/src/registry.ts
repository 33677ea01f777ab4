import { inputCoordinates, mayFilterAtAll } from '@wardgraph/access'
import type { GraphQLResolveInfo } from 'graphql'
import { codeOf, ReplyError } from './errors.ts'
import type { Held, Scope } from './scope.ts'

/** Arguments as the executor coerced them. */
export type Args = Readonly<Record<string, unknown>>

/** What a resolver is called with. */
export interface Call {
  readonly args: Args
  readonly scope: Scope
  readonly info: GraphQLResolveInfo
  /** Coordinates that the given arguments carry: of what is searched by, or written. */
  readonly carried: readonly string[]
}

/** What an edge is called with: the view it hangs on, and what that view holds for it (a reference, or true). */
export interface EdgeCall extends Call {
  readonly parent: unknown
  readonly held: unknown
}

/** One registered field: nothing but these resolves anything. */
export interface Registered {
  readonly coordinate: string
  readonly resolve: (parent: unknown, args: Args, context: Held, info: GraphQLResolveInfo) => Promise<unknown>
}

/** Registers a root field: it is refused before it is called if its caller may not call it, or not search by this. */
export function entry(coordinate: string, resolve: (call: Call) => Promise<unknown>): Registered {
  return register(coordinate, async ({ args, scope, info, carried }) => {
    const { policy } = scope.services
    const { role, purposeOfUse: purpose } = scope.caller
    const needs = policy.audiences[policy.roots[coordinate]?.to ?? '']?.[`${role} ${purpose}`]
    const searches = info.parentType.name === 'Query'
    const unreadable = searches && carried.some((of) => !mayFilterAtAll({ policy, coordinate: of, role, purpose }))
    if (needs === undefined || needs.full === 0 || unreadable) {
      scope.handover.deny(info.path, coordinate)
      return null
    }
    return resolve({ args, scope, info, carried })
  })
}

/** Registers a way from one record to others; a denied edge is null and is never asked. */
export function edge(coordinate: string, resolve: (call: EdgeCall) => Promise<unknown>): Registered {
  return register(coordinate, async (call) => {
    const held = (call.parent as Readonly<Record<string, unknown>>)[call.info.fieldName] // a view or a value of one
    return held === null || held === undefined ? null : resolve({ ...call, held })
  })
}

function register(
  coordinate: string,
  resolve: (call: Call & { readonly parent: unknown }) => Promise<unknown>,
): Registered {
  return {
    coordinate,
    async resolve(parent, args, { scope }, info) {
      try {
        const { policy } = scope.services
        const carried = inputCoordinates({ policy, schema: info.schema, fieldCoordinate: coordinate, args })
        for (const one of carried) scope.carried.add(one)
        return await resolve({ parent, args, scope, info, carried })
      } catch (error) {
        const code = codeOf(error)
        if (code !== 'CONFLICT') scope.fail(code, error)
        throw error instanceof ReplyError ? error : new ReplyError(code, { cause: error })
      }
    },
  }
}

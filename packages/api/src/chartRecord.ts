import type { Place, Stored } from '@wardgraph/records'
import type { GraphQLResolveInfo } from 'graphql'
import { isGiven } from './elementInput.ts'
import { badInput } from './people.ts'
import type { Args } from './registry.ts'
import type { Scope } from './scope.ts'
import { show } from './show.ts'

/** The name of a type's record in inputs and payloads. */
export function nameOf(type: string): string {
  return type.charAt(0).toLowerCase() + type.slice(1)
}

/** The record of a patient's chart that an input names by its type; undefined if it names none. @throws ReplyError BAD_USER_INPUT if it names several */
export function namedRecord(scope: Scope, input: Args): Place | undefined {
  const { records } = scope.services.policy
  const named = Object.keys(records).filter((type) => type !== 'Patient' && isGiven(input[nameOf(type)]))
  const [type, other] = named
  if (other !== undefined) throw badInput(`Send one of ${named.map(nameOf).join(', ')}.`)
  return type === undefined ? undefined : { type, id: String(input[nameOf(type)]), patient: String(input.patient) }
}

/** A payload's list of records that exist for the caller. */
export function shownAll(scope: Scope, items: () => readonly Stored[]) {
  return (_args: unknown, _scope: unknown, { path }: GraphQLResolveInfo) =>
    items().map((item, i) =>
      show(scope, item, { path, suffix: [i], fields: scope.handover.nodesAt(path)[item.type] ?? {} }),
    )
}

/** A payload's field that shows a record; null where there is none to show. */
export function shown(scope: Scope, stored: () => Stored | undefined) {
  return (_args: unknown, _scope: unknown, { path }: GraphQLResolveInfo) => {
    const item = stored()
    if (item === undefined) return null
    return show(scope, item, { path, suffix: [], fields: scope.handover.nodesAt(path)[item.type] ?? {} })
  }
}

import type { GraphQLFieldResolver } from 'graphql'
import { encounter } from './encounter.ts'
import { me } from './me.ts'
import { observation } from './observation.ts'
import { patient } from './patient.ts'
import type { Registered } from './registry.ts'
import type { Held } from './scope.ts'

/** Every field that is resolved by more than reading a name: root fields and edges. */
export const REGISTERED: readonly Registered[] = [...me, ...patient, ...encounter, ...observation]

/** The registered fields as the schema takes them. */
export function resolverMap(): Record<string, Record<string, GraphQLFieldResolver<unknown, Held>>> {
  const map: Record<string, Record<string, GraphQLFieldResolver<unknown, Held>>> = {}
  for (const { coordinate, resolve } of REGISTERED) {
    const [type = '', field = ''] = coordinate.split('.')
    map[type] = { ...map[type], [field]: resolve }
  }
  return map
}

import { sdl } from '@wardgraph/schema/sdl'
import { buildASTSchema, type GraphQLSchema, isObjectType, isScalarType, parse } from 'graphql'
import { REGISTERED } from './resolvers.ts'
import { scalars } from './scalars.ts'

/**
 * The schema that is served: plain SDL, and no resolver but the registered ones. The SDL was checked when it was
 * generated; that a function checks it again at each cold start would take longer than all else here.
 * @throws Error for what is registered and not in the schema
 */
export function executableSchema(): GraphQLSchema {
  const schema = buildASTSchema(parse(sdl, { noLocation: true }), { assumeValidSDL: true })
  for (const { coordinate, resolve } of REGISTERED) {
    const [name = '', field = ''] = coordinate.split('.')
    const type = schema.getType(name)
    const found = isObjectType(type) ? type.getFields()[field] : undefined
    if (found === undefined) throw new Error(`SCHEMA: there is no ${coordinate}`)
    found.resolve = resolve
  }
  for (const [name, { serialize, parseValue, parseLiteral }] of Object.entries(scalars())) {
    const type = schema.getType(name)
    if (!isScalarType(type)) throw new Error(`SCHEMA: there is no scalar ${name}`)
    Object.assign(type, { serialize, parseValue, parseLiteral })
  }
  return schema
}

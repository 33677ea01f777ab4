import type { GraphQLObjectType } from 'graphql'
import type { Policy, TypeRef } from '../policy.ts'
import { type Audiences, hasMasked } from './audiences.ts'
import { type Context, rootTypes, typeRef } from './context.ts'
import type { ObjectTypes } from './objectTypes.ts'
import { checkType } from './recordFields.ts'
import { read } from './vocabulary.ts'

/** Every root field says who may call it, and may come to nothing. */
export function readRoots(context: Context, audiences: Audiences): Record<string, Policy['roots'][string]> {
  const roots: Record<string, Policy['roots'][string]> = {}
  for (const type of rootTypes(context)) {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      const say = (what: string) => context.problems.say(field.astNode, coordinate, what)
      const ref = typeRef(context, field.type)
      if (ref.required) say('a root field must be nullable')
      else checkType(field, ref, say)
      if (read(context.schema, field, 'data')) say('@data is for fields of records')
      const allow = read(context.schema, field, 'allow')
      if (!allow) say('needs @allow(to:)')
      else if (hasMasked(audiences, allow.to)) say(`to: ${allow.to} has masked grants, which only read`)
      if (allow) roots[coordinate] = { to: allow.to, type: ref }
    }
  }
  return roots
}

/** A value's fields are decided by the field that holds it; they carry no rule of their own. */
export function readValues(context: Context, { values }: ObjectTypes): Record<string, Record<string, TypeRef>> {
  const found: Record<string, Record<string, TypeRef>> = {}
  for (const type of values) {
    if (generated(context, type)) continue
    const fields: Record<string, TypeRef> = {}
    for (const field of Object.values(type.getFields())) {
      const say = (what: string) => context.problems.say(field.astNode, `${type.name}.${field.name}`, what)
      if (read(context.schema, field, 'data') ?? read(context.schema, field, 'allow'))
        say('a @value field is decided by the field that holds it')
      const ref = typeRef(context, field.type)
      checkType(field, ref, say)
      fields[field.name] = ref
    }
    found[type.name] = fields
  }
  return found
}

function generated({ connections }: Context, type: GraphQLObjectType): boolean {
  return connections.has(type.name) || connections.has(type.name.replace(/Edge$/, 'Connection'))
}

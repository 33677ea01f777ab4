import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  valueFromAST,
} from 'graphql'
import type { RecordRule } from '../policy.ts'
import { type Context, ownTypes } from './context.ts'
import { read } from './vocabulary.ts'

/** One argument or input field; `writes` if what it carries ends up in a record. */
interface Input {
  readonly of: GraphQLArgument | GraphQLInputField
  readonly coordinate: string
  readonly writes: boolean
}

/** Every argument and input field carries a coordinate, steers, or is an input object whose fields do. */
export function readInputs(context: Context, records: Readonly<Record<string, RecordRule>>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const input of inputsOf(context)) {
    const target = read(context.schema, input.of, 'of')?.field
    checkDefault(context, input)
    if (target === undefined) checkUncarried(context, input)
    else {
      checkTarget({ context, input, target, records })
      found[input.coordinate] = target
    }
  }
  checkValueInputs(context)
  return found
}

function* inputsOf(context: Context): Generator<Input> {
  const mutation = context.schema.getMutationType()
  for (const type of ownTypes(context)) {
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        for (const of of field.args)
          yield { of, coordinate: `${type.name}.${field.name}(${of.name}:)`, writes: type === mutation }
    } else if (isInputObjectType(type) && !isValue(context, type) && type.name !== 'Grant') {
      for (const of of Object.values(type.getFields()))
        yield { of, coordinate: `${type.name}.${of.name}`, writes: true }
    }
  }
}

function isValue({ schema }: Context, type: GraphQLInputObjectType): boolean {
  return read(schema, type, 'value') !== undefined
}

function checkUncarried(context: Context, { of, coordinate }: Input): void {
  const say = (what: string) => context.problems.say(of.astNode, coordinate, what)
  const type = getNamedType(of.type)
  if (isInputObjectType(type)) {
    if (isValue(context, type)) say(`needs @of(field:): ${type.name} is a @value`)
  } else if (!(isScalarType(type) || isEnumType(type)) || !read(context.schema, type, 'control'))
    say('needs @of(field:) or a @control scalar or enum')
}

function checkTarget(options: {
  context: Context
  input: Input
  target: string
  records: Readonly<Record<string, RecordRule>>
}): void {
  const { context, input, target, records } = options
  const say = (what: string) => context.problems.say(input.of.astNode, input.coordinate, what)
  const type = getNamedType(input.of.type)
  if (isInputObjectType(type) && !isValue(context, type))
    say(`${type.name} carries coordinates of its own: make it a @value`)
  const [typeName = '', fieldName = ''] = target.split('.')
  const rule = records[typeName]?.fields[fieldName]
  if (!rule || target !== `${typeName}.${fieldName}`) say(`@of: no record has a field ${target}`)
  else if (rule.type.kind === 'connection') say(`@of: ${target} holds no data of its own`)
  else if (input.writes && rule.write === undefined) say(`@of: nobody writes ${target}`)
}

/** Inside a @value input nothing is carried: the input field or argument that holds it carries all of it. */
function checkValueInputs(context: Context): void {
  for (const type of ownTypes(context)) {
    if (!isInputObjectType(type) || !isValue(context, type)) continue
    for (const field of Object.values(type.getFields())) {
      const say = (what: string) => context.problems.say(field.astNode, `${type.name}.${field.name}`, what)
      const inner = getNamedType(field.type)
      if (read(context.schema, field, 'of')) say('a field of a @value input is carried by what holds it')
      if (isInputObjectType(inner) && !isValue(context, inner)) say(`${inner.name} must be a @value too`)
    }
  }
}

function checkDefault({ problems }: Context, { of, coordinate }: Input): void {
  const node = of.astNode?.defaultValue
  if (node && valueFromAST(node, of.type) === undefined) problems.say(node, coordinate, 'has a default of another type')
}

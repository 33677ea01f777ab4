import {
  type GraphQLInputField,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
} from 'graphql'
import type { Policy, TypeRef } from '../policy.ts'
import type { Context } from './context.ts'
import { compare } from './problems.ts'
import { HEADER } from './sdl.ts'
import { names } from './vocabulary.ts'

/** Scalars that JSON does not carry as strings. */
const SCALARS: Readonly<Record<string, string>> = {
  Boolean: 'boolean',
  Float: 'number',
  Int: 'number',
  PageSize: 'number',
  Version: 'number',
  Count: 'number',
}

/** The module with the content of every record, value and input as TypeScript. */
export function typesOf(context: Context, policy: Policy): string {
  const { schema } = context
  const content = Object.entries({ ...policy.values, ...recordContent(policy) }).map(([name, fields]) =>
    interfaceOf(name, schema.getType(name)?.description, Object.entries(fields).flatMap(contentField)),
  )
  const inputs = Object.values(schema.getTypeMap())
    .filter((type) => isInputObjectType(type))
    .filter((type) => type.name !== 'Grant')
    .map((type) => interfaceOf(type.name, type.description, Object.values(type.getFields()).map(inputField)))
  return [
    HEADER,
    union('Role', names(schema, 'Role'), 'As what a person acts.'),
    union('Purpose', names(schema, 'Purpose'), 'HL7 v3 PurposeOfUse.'),
    union('Relation', names(schema, 'Relation'), 'What ties a caller to a patient.'),
    union('ClassName', Object.keys(policy.classes), 'A data class: one sealed part.'),
    union('DataClass', names(schema, 'DataClass'), 'A data class as the schema names it.'),
    union('Segment', names(schema, 'Segment'), 'How sensitive a record is.'),
    union('RecordType', Object.keys(policy.records), 'A stored record type.'),
    ...otherEnums(context, policy),
    interfaceOf('Reference', 'A record as another record names it.', ['readonly reference: string']),
    ...[...content, ...inputs].toSorted(compare),
  ].join('\n')
}

function recordContent(policy: Policy): Record<string, Record<string, TypeRef>> {
  const types = Object.entries(policy.records).map(([name, { fields }]) => [
    name,
    Object.fromEntries(Object.entries(fields).map(([field, rule]) => [field, rule.type])),
  ])
  return Object.fromEntries(types)
}

/** Enums other than the vocabulary's that content or inputs use. */
function otherEnums({ schema }: Context, policy: Policy): string[] {
  const known = ['Role', 'Purpose', 'Relation', 'Segment', 'DataClass']
  const refs = Object.values({ ...policy.values, ...recordContent(policy) }).flatMap((fields) => Object.values(fields))
  const inputs = Object.values(schema.getTypeMap())
    .filter((type) => isInputObjectType(type))
    .flatMap((type) => (type.name === 'Grant' ? [] : Object.values(type.getFields())))
    .map((field) => getNamedType(field.type))
    .filter((type) => isEnumType(type))
  const used = new Set([...refs.filter(({ kind }) => kind === 'enum'), ...inputs].map(({ name }) => name))
  return [...used]
    .filter((name) => !known.includes(name))
    .toSorted(compare)
    .map((name) => union(name, names(schema, name), `The enum ${name}.`))
}

function union(name: string, members: readonly string[], doc: string): string {
  return `/** ${doc} */\nexport type ${name} = ${members.map((member) => `'${member}'`).join(' | ')}\n`
}

function interfaceOf(name: string, description: string | null | undefined, fields: readonly string[]): string {
  const doc = (description ?? `The content of ${name}.`).replaceAll('*/', '*\\/')
  return `/** ${doc} */\nexport interface ${name} {\n${fields.map((field) => `  ${field}\n`).join('')}}\n`
}

function contentField([name, ref]: [string, TypeRef]): string[] {
  if (ref.kind === 'connection') return []
  const one = ref.kind === 'record' ? 'Reference' : ref.kind === 'scalar' ? (SCALARS[ref.name] ?? 'string') : ref.name
  const type = ref.list ? `readonly ${one}[]` : one
  return [ref.required ? `readonly ${name}: ${type}` : `readonly ${name}?: ${type} | null`]
}

function inputField(field: GraphQLInputField): string {
  const named: GraphQLNamedType = getNamedType(field.type)
  const one = isInputObjectType(named) || isEnumType(named) ? named.name : (SCALARS[named.name] ?? 'string')
  const type = isListType(getNullableType(field.type)) ? `readonly ${one}[]` : one
  return isRequiredInputField(field) ? `readonly ${field.name}: ${type}` : `readonly ${field.name}?: ${type} | null`
}

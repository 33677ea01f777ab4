import { type ConstDirectiveNode, type GraphQLSchema, getDirectiveValues, isEnumType, isInputObjectType } from 'graphql'
import { MASKS } from '../mask.ts'
import type { Problems } from './problems.ts'

/** One grant of an audience. */
export interface Grant {
  readonly role: string
  readonly when: string
  readonly for?: readonly string[] | null
  readonly masked?: boolean | null
}

/** The directives as they read once `checkVocabulary` and `checkDirectiveValues` found nothing. */
export interface Vocabulary {
  acts: { readonly for: readonly string[] }
  grants: { readonly to: readonly Grant[] }
  class: { readonly id: number; readonly read: string; readonly export?: string | null }
  record: { readonly key: string; readonly patient?: string | null; readonly exists: string }
  value: object
  data: {
    readonly class: string
    readonly write?: string
    readonly mask?: string
    readonly index?: string | readonly string[]
  }
  allow: { readonly to: string }
  of: { readonly field: string }
  control: object
  segment: { readonly bit: number; readonly read: string; readonly withoutConsent?: string | null }
  basis: { readonly untilAdult: boolean }
}

const DIRECTIVES: Readonly<Record<keyof Vocabulary, string>> = {
  acts: 'for: [Purpose!]!',
  grants: 'to: [Grant!]!',
  class: 'id: Int!, read: Audience!, export: Audience',
  record: 'key: String!, patient: String, exists: Audience!',
  value: '',
  data: 'class: DataClass!, write: Audience, mask: Mask, index: [Index!]',
  allow: 'to: Audience!',
  of: 'field: String!',
  control: '',
  segment: 'bit: Int!, read: Audience!, withoutConsent: Audience',
  basis: 'untilAdult: Boolean!',
}
/** As older schemas say it, which `access diff` reads beside the newest: nobody exported, a field had one index at most. */
const OLDER: Readonly<Record<string, string>> = {
  class: 'id: Int!, read: Audience!',
  data: 'class: DataClass!, write: Audience, mask: Mask, index: Index',
}
const GRANT = 'role: Role!, when: Relation!, for: [Purpose!], masked: Boolean = false'
const RELATIONS = ['SELF', 'PROXY', 'CARE_TEAM', 'TENANT', 'BREAK_GLASS', 'AUTHOR']
const ENUMS = ['Role', 'Relation', 'Purpose', 'Audience', 'DataClass', 'Mask', 'Index', 'Segment', 'ProxyBasis']

/** The vocabulary is what the compiler understands: a directive that means something else would be misread. */
export function checkVocabulary(schema: GraphQLSchema, problems: Problems): void {
  for (const [name, wanted] of Object.entries(DIRECTIVES)) {
    const directive = schema.getDirective(name)
    if (!directive) problems.say(undefined, `@${name}`, 'is not defined')
    else if (![wanted, OLDER[name]].includes(signature(directive.args)))
      problems.say(directive.astNode, `@${name}`, `must take (${wanted})`)
  }
  const grant = schema.getType('Grant')
  if (!isInputObjectType(grant)) problems.say(grant?.astNode, 'Grant', 'must be an input')
  else if (signature(Object.values(grant.getFields())) !== GRANT)
    problems.say(grant.astNode, 'Grant', `must be ${GRANT}`)
  for (const name of ENUMS)
    if (!isEnumType(schema.getType(name))) problems.say(schema.getType(name)?.astNode, name, 'must be an enum')
  if (names(schema, 'Relation').join() !== RELATIONS.join())
    problems.say(schema.getType('Relation')?.astNode, 'Relation', `must be ${RELATIONS.join(' ')}`)
  for (const mask of names(schema, 'Mask'))
    if (!MASKS.has(mask))
      problems.say(schema.getType('Mask')?.astNode, `Mask.${mask}`, 'is a mask that nothing carries out')
}

/** The value names of an enum, in the order of the schema. */
export function names(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name)
  return isEnumType(type) ? type.getValues().map((value) => value.name) : []
}

function signature(args: readonly { name: string; type: { toString(): string }; defaultValue?: unknown }[]): string {
  const one = ({ name, type, defaultValue }: (typeof args)[number]) =>
    `${name}: ${type.toString()}${defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`}`
  return args.map(one).join(', ')
}

/** Anything of a built schema that may carry directives. */
export interface Owner {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] } | null | undefined
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] }[]
}

/** What a directive says on a definition or one of its extensions; undefined if it is not there. */
export function read<Name extends keyof Vocabulary>(
  schema: GraphQLSchema,
  owner: Owner,
  name: Name,
): Vocabulary[Name] | undefined {
  const definition = schema.getDirective(name)
  if (!definition) return undefined
  for (const node of [owner.astNode, ...(owner.extensionASTNodes ?? [])]) {
    const values = node ? getDirectiveValues(definition, node) : undefined
    // Checked before: the definition is the one above, and every use of it coerces.
    if (values) return values as unknown as Vocabulary[Name]
  }
  return undefined
}

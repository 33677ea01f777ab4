import { type GraphQLField, type GraphQLObjectType, getNullableType, isListType } from 'graphql'
import type { FieldRule, RecordRule, TypeRef } from '../policy.ts'
import { type Audiences, covers, hasMasked } from './audiences.ts'
import type { Classes } from './classes.ts'
import { type Context, typeRef } from './context.ts'
import type { ObjectTypes } from './objectTypes.ts'
import { read, type Vocabulary } from './vocabulary.ts'

/** What the rules of record fields rest on. */
export interface Tables {
  readonly audiences: Audiences
  readonly classes: Classes
  readonly tenant: number
}

type Field = GraphQLField<unknown, unknown>
type Say = (what: string) => void

/** Every record field has its class; what it says fits the field. */
export function readRecords(context: Context, { records }: ObjectTypes, tables: Tables): Record<string, RecordRule> {
  const rules: Record<string, RecordRule> = {}
  const indexOwner = new Map<string, string>()
  for (const [type, record] of records) {
    const fields: Record<string, FieldRule> = {}
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      const say: Say = (what) => context.problems.say(field.astNode, coordinate, what)
      const data = read(context.schema, field, 'data')
      if (read(context.schema, field, 'allow')) say('@allow is for root fields')
      if (!data) {
        say('needs @data(class:)')
        continue
      }
      const ref = typeRef(context, field.type)
      checkType(field, ref, say)
      checkData(ref, data, tables, say)
      checkExistence({ ref, data, exists: record.exists, type, tables, say })
      const { index, ...rest } = data
      const indexes = index === undefined ? [] : [index].flat()
      checkIndexes({ indexes, type, owners: indexOwner, say })
      fields[field.name] = { ...rest, ...(indexes.length === 0 ? {} : { index: indexes }), type: ref }
    }
    rules[type.name] = { key: record.key, patient: record.patient ?? null, exists: record.exists, fields }
  }
  return rules
}

/** One level of lists; a record may not exist for its reader, so an edge to one is nullable. */
export function checkType(field: Field, ref: TypeRef, say: Say): void {
  const outer = getNullableType(field.type)
  if (isListType(outer)) {
    if (isListType(getNullableType(outer.ofType))) say('lists of lists are not supported')
    if (ref.kind === 'connection') say('a connection is a list already')
  } else if (ref.kind === 'record' && ref.required)
    say(`must be nullable: that ${ref.name} may not exist for the reader`)
}

/** What a mask can reduce. */
const FITS: Readonly<Record<string, readonly string[]>> = {
  YEAR: ['Date', 'DateTime'],
  LAST_4: ['String', 'Identifier'],
  INITIALS: ['String', 'HumanName'],
}

function checkData(ref: TypeRef, data: Vocabulary['data'], { audiences, classes }: Tables, say: Say): void {
  const { write, mask, index } = data
  if (ref.kind === 'connection' && (write ?? mask ?? index) !== undefined)
    say('a connection has neither write, mask nor index')
  if (write !== undefined && hasMasked(audiences, write)) say(`write: ${write} has masked grants, which only read`)
  if (mask === undefined) return
  const readers = classes[data.class]?.read ?? ''
  if (!hasMasked(audiences, readers)) say(`mask: ${readers} has no masked grant, so it would never apply`)
  const fits = FITS[mask] ?? []
  if (!fits.includes(ref.name)) say(`mask: ${mask} fits ${fits.join(' and ')} only`)
  if (ref.required) say('a masked field must be nullable')
}

function checkExistence(options: {
  ref: TypeRef
  data: Vocabulary['data']
  exists: string
  type: GraphQLObjectType
  tables: Tables
  say: Say
}): void {
  const { ref, data, exists, type, tables, say } = options
  const wide = tables.classes[data.class]?.read
  if (!ref.required || wide === undefined) return
  if (covers({ audiences: tables.audiences, wide, narrow: exists, tenant: tables.tenant })) return
  say(`must be nullable: ${exists} may know of that ${type.name} without reading ${data.class}`)
}

function checkIndexes(options: {
  indexes: readonly string[]
  type: GraphQLObjectType
  owners: Map<string, string>
  say: Say
}): void {
  const { indexes, type, owners, say } = options
  for (const index of indexes) {
    const owner = owners.get(index)
    if (owner !== undefined && owner !== type.name) say(`index: ${index} is an index of ${owner}`)
    else owners.set(index, type.name)
  }
}

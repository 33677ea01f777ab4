import { type GraphQLObjectType, getNamedType, isInterfaceType, isListType, isObjectType, isUnionType } from 'graphql'
import { type Audiences, hasMasked } from './audiences.ts'
import { type Context, ownTypes, rootTypes } from './context.ts'
import { read, type Vocabulary } from './vocabulary.ts'

/** The object types of the schema by what they are. */
export interface ObjectTypes {
  readonly records: ReadonlyMap<GraphQLObjectType, Vocabulary['record']>
  /** Generated connections and edges included. */
  readonly values: readonly GraphQLObjectType[]
}

/** Every object type is a root, or exactly one of @record and @value; there are no interfaces or unions. */
export function readObjectTypes(context: Context): ObjectTypes {
  const { schema, problems } = context
  const roots = rootTypes(context)
  const records = new Map<GraphQLObjectType, Vocabulary['record']>()
  const values: GraphQLObjectType[] = []
  for (const type of ownTypes(context)) {
    if (isInterfaceType(type) || isUnionType(type))
      problems.say(type.astNode, type.name, 'interfaces and unions are not supported')
    if (!isObjectType(type)) continue
    const record = read(schema, type, 'record')
    const value = read(schema, type, 'value')
    if (roots.includes(type)) {
      if (record || value) problems.say(type.astNode, type.name, 'a root type takes neither @record nor @value')
    } else if (!record === !value) problems.say(type.astNode, type.name, 'needs exactly one of @record, @value')
    else if (record) records.set(type, record)
    else values.push(type)
  }
  return { records, values }
}

/** Row keys are unique, `patient` is written out and leads to a patient, `exists` says yes or no. */
export function checkRecords(context: Context, { records }: ObjectTypes, audiences: Audiences): void {
  const owner = new Map<string, string>()
  for (const [type, record] of records) {
    const say = (what: string) => context.problems.say(type.astNode, type.name, what)
    if (!/^[A-Za-z]{1,2}$/.test(record.key)) say('key must be one or two letters')
    const other = owner.get(record.key)
    if (other !== undefined) say(`has the key of ${other}`)
    owner.set(record.key, type.name)
    if (record.patient === undefined) say('write patient: null if it belongs to no patient')
    else if (record.patient !== null && !leadsToPatient(type, record.patient, records))
      say(`patient: ${record.patient} must be its id, or a field that holds one patient`)
    if (hasMasked(audiences, record.exists)) say(`exists: ${record.exists} has masked grants, which only read`)
  }
}

function leadsToPatient(type: GraphQLObjectType, name: string, records: ObjectTypes['records']): boolean {
  const field = type.getFields()[name]
  if (!field) return false
  if (name === 'id') return true
  const target = getNamedType(field.type)
  return isObjectType(target) && !isListType(field.type) && records.get(target)?.patient === 'id'
}

/** What every decision reads off a patient: without these fields consents and the age of a child would bind nobody. */
const DECIDING = { consents: '[Consent!]', birthDate: 'Date' }

/** The patient's record holds what decisions rest on. */
export function checkDeciding(context: Context, { records }: ObjectTypes): void {
  for (const [type, record] of records) {
    if (record.patient !== 'id') continue
    if (type.name !== 'Patient') context.problems.say(type.astNode, type.name, 'patient: "id" is for Patient')
    for (const [name, wanted] of Object.entries(DECIDING))
      if (type.getFields()[name]?.type.toString() !== wanted)
        context.problems.say(type.astNode, `Patient.${name}`, `decisions read it: must be ${wanted}`)
  }
}

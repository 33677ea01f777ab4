import { spanOf } from '@wardgraph/fhir'
import { SLUG } from '@wardgraph/records'
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql'

/** What a scalar takes from a client; what it gives is what was stored. */
type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string' && value.length <= 4_096
const document: Check = (value) => typeof value === 'string' && value.length <= 65_536
const whole: Check = (value) => Number.isSafeInteger(value)
const dateTime: Check = (value) => typeof value === 'string' && spanOf(value) !== undefined
const date: Check = (value) => dateTime(value) && String(value).length <= 'YYYY-MM-DD'.length

/** With time and zone: what bounds a right is an instant. */
const moment: Check = (value) => dateTime(value) && /T.*(Z|[+-]\d{2}:\d{2})$/.test(String(value))
const slug: Check = (value) => typeof value === 'string' && SLUG.test(value)

const CHECKS: Readonly<Record<string, Check>> = {
  RecordId: text,
  ElementName: text,
  Cursor: text,
  IdempotencyKey: text,
  PageSize: whole,
  Version: whole,
  Count: whole,
  Zone: text,
  Date: date,
  DateTime: dateTime,
  Moment: moment,
  UnitName: slug,
  Username: slug,
  OperationText: document,
  VariablesText: document,
}

/** The schema's scalars: a value of another kind is refused before any resolver sees it. */
export function scalars(): Record<string, GraphQLScalarType> {
  return Object.fromEntries(Object.entries(CHECKS).map(([name, check]) => [name, scalar(name, check)]))
}

function scalar(name: string, check: Check): GraphQLScalarType {
  const checked = (value: unknown) => {
    if (check(value)) return value
    // A plain error: graphql-js then says where in the document, which it does not for one of its own.
    throw new TypeError(`${name}: not a value of this type.`)
  }
  return new GraphQLScalarType({
    name,
    serialize: (value) => value,
    parseValue: checked,
    parseLiteral: (node) => checked(literal(node)),
  })
}

function literal(node: ValueNode): unknown {
  if (node.kind === Kind.INT) return Number(node.value)
  return node.kind === Kind.STRING ? node.value : undefined
}

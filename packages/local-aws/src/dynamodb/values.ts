import { invalid } from '../serviceException.ts'
import { bytesOf, member, type Shape, shapeOf } from '../shape.ts'
import { canonicalNumber, compareNumbers, numberSize } from './number.ts'

/** One attribute value of the types that this endpoint stores; B is base64, N canonical. */
export type AttributeValue =
  | { readonly type: 'S' | 'N' | 'B'; readonly value: string }
  | { readonly type: 'BOOL' | 'NULL'; readonly value: boolean }

/** An item by attribute name: a map, because an attribute may be called `__proto__`. */
export type Item = ReadonlyMap<string, AttributeValue>

/** DynamoDB's limit for one item. */
export const itemLimit = 400 * 1024

/** Reads an item of a request. @throws ServiceException ValidationException, SerializationException */
export function parseItem(shape: Shape): Item {
  const item = new Map<string, AttributeValue>()
  for (const [name, value] of Object.entries(shape)) item.set(name, parseValue(shapeOf(value)))
  return item
}

/** Reads one `{ "S": "..." }`. @throws ServiceException ValidationException, SerializationException */
export function parseValue(shape: Shape): AttributeValue {
  const [type, ...others] = Object.keys(shape).filter((name) => member(shape, name) !== undefined)
  if (type === undefined || others.length > 0) {
    throw invalid('Supplied AttributeValue must contain exactly one of the supported datatypes')
  }
  const value = shape[type]
  if (type === 'S' && typeof value === 'string') return { type, value }
  if (type === 'N' && typeof value === 'string') return { type, value: canonicalNumber(value) }
  if (type === 'B' && typeof value === 'string') {
    bytesOf(value)
    return { type, value }
  }
  if (type === 'BOOL' && typeof value === 'boolean') return { type, value }
  if (type === 'NULL' && value === true) return { type, value }
  throw invalid('The local endpoint supports the datatypes S, N, B, BOOL and NULL')
}

/** The item in DynamoDB JSON. */
export function itemShape(item: Item): Shape {
  return Object.fromEntries(Array.from(item, ([name, { type, value }]) => [name, { [type]: value }]))
}

/** Bytes as DynamoDB counts them: names and values in UTF-8, binary unencoded. */
export function itemSize(item: Item): number {
  let size = 0
  for (const [name, value] of item) size += Buffer.byteLength(name) + valueSize(value)
  return size
}

function valueSize({ type, value }: AttributeValue): number {
  if (typeof value === 'boolean') return 1
  if (type === 'S') return Buffer.byteLength(value)
  return type === 'N' ? numberSize(value) : Buffer.byteLength(value, 'base64')
}

/** Whether two values are of one type and equal. */
export function equal(left: AttributeValue, right: AttributeValue): boolean {
  return left.type === right.type && left.value === right.value
}

/** Whether two items have equal attributes, in whatever order they were written, or are both absent. */
export function sameItem(left: Item | undefined, right: Item | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  return left.size === right.size && Array.from(left).every(([name, value]) => sameValue(value, right.get(name)))
}

function sameValue(left: AttributeValue, right: AttributeValue | undefined): boolean {
  return right !== undefined && equal(left, right)
}

/** The order of two values, or undefined where there is none: other types, or a type without order. */
export function order(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.type !== right.type || typeof left.value === 'boolean' || typeof right.value === 'boolean') return undefined
  if (left.type === 'N') return compareNumbers(left.value, right.value)
  const encoding = left.type === 'B' ? 'base64' : 'utf8'
  return Buffer.compare(Buffer.from(left.value, encoding), Buffer.from(right.value, encoding))
}

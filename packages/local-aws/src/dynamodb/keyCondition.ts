import { invalid } from '../serviceException.ts'
import { getString, type Shape } from '../shape.ts'
import { assertBounds } from './condition.ts'
import { type Comparator, type Expression, type Operand, parseExpression } from './expression.ts'
import { Placeholders } from './placeholders.ts'

/** One end of a range of sort keys, in UTF-8 bytes. */
export interface Bound {
  readonly key: Buffer
  readonly inclusive: boolean
}

/** What a Query reads: one partition and a range of its sort keys. */
export interface KeyRange {
  readonly partition: string
  readonly from?: Bound
  readonly to?: Bound
}

/**
 * Reads the KeyConditionExpression of a Query on the given key attributes.
 * @throws ServiceException ValidationException
 */
export function parseKeyRange(request: Shape, keys: { readonly hash: string; readonly range: string }): KeyRange {
  const placeholders = new Placeholders(request)
  const expression = parseExpression(getString(request, 'KeyConditionExpression'), placeholders)
  placeholders.assertAllUsed()
  const parts = conjuncts(expression)
  const hash = parts.find((part) => part.kind === 'compare' && part.comparator === '=' && named(part.left, keys.hash))
  if (hash?.kind !== 'compare' || parts.length > 2) throw unsupported()
  const partition = keyText(hash.right)
  const rest = parts.find((part) => part !== hash)
  return rest === undefined ? { partition } : { partition, ...rangeOf(rest, keys.range) }
}

function conjuncts(expression: Expression): readonly Expression[] {
  return expression.kind === 'and' ? [...conjuncts(expression.left), ...conjuncts(expression.right)] : [expression]
}

function rangeOf(part: Expression, name: string): Omit<KeyRange, 'partition'> {
  if (part.kind === 'between' && named(part.operand, name)) {
    assertBounds(part.low, part.high)
    return { from: { key: keyBytes(part.low), inclusive: true }, to: { key: keyBytes(part.high), inclusive: true } }
  }
  if (part.kind === 'beginsWith' && named(part.operand, name)) {
    const key = keyBytes(part.prefix)
    return { from: { key, inclusive: true }, to: { key: afterPrefix(key), inclusive: false } }
  }
  if (part.kind === 'compare' && named(part.left, name)) return comparedTo(part.comparator, part.right)
  throw unsupported()
}

function comparedTo(comparator: Comparator, operand: Operand): Omit<KeyRange, 'partition'> {
  if (comparator === '<>') throw invalid('Invalid KeyConditionExpression: Unsupported operator on KeyCondition')
  const bound: Bound = { key: keyBytes(operand), inclusive: comparator.endsWith('=') }
  if (comparator === '=') return { from: bound, to: bound }
  return comparator.startsWith('>') ? { from: bound } : { to: bound }
}

function keyBytes(operand: Operand): Buffer {
  return Buffer.from(keyText(operand))
}

function keyText(operand: Operand): string {
  if (operand.kind !== 'value' || operand.value.type !== 'S') {
    throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type')
  }
  if (operand.value.value === '') throw invalid('One or more parameter values are not valid. An empty string value')
  return operand.value.value
}

function named(operand: Operand, name: string): boolean {
  return operand.kind === 'name' && operand.name === name
}

/** UTF-8 has no byte 0xff, so the last byte of a prefix can always be raised by one. */
function afterPrefix(prefix: Buffer): Buffer {
  const after = Buffer.from(prefix)
  const last = after.length - 1
  after.writeUInt8(after.readUInt8(last) + 1, last)
  return after
}

function unsupported() {
  return invalid('Query key condition not supported')
}

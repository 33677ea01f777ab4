import { invalid } from '../serviceException.ts'
import { findString, type Shape } from '../shape.ts'
import { type Comparator, type Expression, type Operand, parseExpression } from './expression.ts'
import { Placeholders } from './placeholders.ts'
import { type AttributeValue, equal, type Item, order } from './values.ts'

/** A condition on the item that is there now; an absent item has no attributes. */
export type Condition = (item: Item | undefined) => boolean

const nothing: Item = new Map()

/**
 * The ConditionExpression of a write with its placeholders, or undefined when it has none.
 * @throws ServiceException ValidationException
 */
export function parseCondition(request: Shape): Condition | undefined {
  const placeholders = new Placeholders(request)
  const text = findString(request, 'ConditionExpression')
  const expression = text === undefined ? undefined : parseExpression(text, placeholders)
  placeholders.assertAllUsed()
  if (expression === undefined) return undefined
  assertTyped(expression)
  return (item = nothing) => holds(expression, item)
}

function holds(expression: Expression, item: Item): boolean {
  switch (expression.kind) {
    case 'and':
      return holds(expression.left, item) && holds(expression.right, item)
    case 'or':
      return holds(expression.left, item) || holds(expression.right, item)
    case 'not':
      return !holds(expression.inner, item)
    case 'exists':
      return item.has(expression.name) === expression.wanted
    case 'between':
      return (
        compares('>=', resolve(expression.operand, item), resolve(expression.low, item)) &&
        compares('<=', resolve(expression.operand, item), resolve(expression.high, item))
      )
    case 'beginsWith':
      return beginsWith(resolve(expression.operand, item), resolve(expression.prefix, item))
    case 'compare':
      return compares(expression.comparator, resolve(expression.left, item), resolve(expression.right, item))
  }
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
  return operand.kind === 'value' ? operand.value : item.get(operand.name)
}

/** A missing attribute differs from every value, and no order holds with it. */
function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return comparator === '<>'
  if (comparator === '=') return equal(left, right)
  if (comparator === '<>') return !equal(left, right)
  const difference = order(left, right)
  if (difference === undefined) return false
  if (comparator === '<') return difference < 0
  if (comparator === '<=') return difference <= 0
  return comparator === '>' ? difference > 0 : difference >= 0
}

function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value === undefined || prefix === undefined || value.type !== prefix.type) return false
  if (value.type === 'S' && prefix.type === 'S') return value.value.startsWith(prefix.value)
  if (value.type !== 'B' || prefix.type !== 'B') return false
  const start = Buffer.from(prefix.value, 'base64')
  return Buffer.from(value.value, 'base64').subarray(0, start.length).equals(start)
}

/** DynamoDB refuses, before it looks at any item, literal operands that an operator cannot order. */
function assertTyped(expression: Expression): void {
  if (expression.kind === 'and' || expression.kind === 'or') {
    assertTyped(expression.left)
    assertTyped(expression.right)
  } else if (expression.kind === 'not') {
    assertTyped(expression.inner)
  } else if (expression.kind === 'between') {
    assertLiterals([expression.operand, expression.low, expression.high], ['S', 'N', 'B'])
    assertBounds(expression.low, expression.high)
  } else if (expression.kind === 'beginsWith') {
    assertLiterals([expression.operand, expression.prefix], ['S', 'B'])
  } else if (expression.kind === 'compare' && !['=', '<>'].includes(expression.comparator)) {
    assertLiterals([expression.left, expression.right], ['S', 'N', 'B'])
  }
}

function assertLiterals(operands: readonly Operand[], types: readonly string[]): void {
  for (const operand of operands) {
    if (operand.kind === 'value' && !types.includes(operand.value.type)) {
      throw invalid('Invalid expression: Incorrect operand type for operator or function')
    }
  }
}

/** Both bounds of BETWEEN, where they are literals, must be of one type and in order. */
export function assertBounds(low: Operand, high: Operand): void {
  if (low.kind !== 'value' || high.kind !== 'value') return
  if ((order(low.value, high.value) ?? 1) > 0) {
    throw invalid(
      'Invalid expression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
    )
  }
}

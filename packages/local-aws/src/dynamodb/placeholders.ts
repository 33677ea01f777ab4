import { invalid } from '../serviceException.ts'
import { findShape, getShape, getString, type Shape } from '../shape.ts'
import { isReserved } from './reservedWords.ts'
import { type AttributeValue, parseValue } from './values.ts'

/** What `#name` and `:value` stand for in the one expression of a request part. */
export class Placeholders {
  readonly #names: Shape | undefined
  readonly #values: Shape | undefined
  readonly #unused: Set<string>

  constructor(request: Shape) {
    this.#names = findShape(request, 'ExpressionAttributeNames')
    this.#values = findShape(request, 'ExpressionAttributeValues')
    for (const given of [this.#names, this.#values]) {
      if (given !== undefined && Object.keys(given).length === 0) {
        throw invalid('ExpressionAttributeNames and ExpressionAttributeValues must not be empty')
      }
    }
    this.#unused = new Set([...Object.keys(this.#names ?? {}), ...Object.keys(this.#values ?? {})])
  }

  /** The attribute name that a token of an expression means. @throws ServiceException ValidationException */
  name(token: string): string {
    if (!token.startsWith('#')) {
      if (isReserved(token)) throw invalid('Invalid expression: Attribute name is a reserved keyword')
      return token
    }
    this.#unused.delete(token)
    if (this.#names === undefined || !Object.hasOwn(this.#names, token)) {
      throw invalid('Invalid expression: An expression attribute name used in the document path is not defined')
    }
    return getString(this.#names, token)
  }

  /** The value that a token of an expression means. @throws ServiceException ValidationException */
  value(token: string): AttributeValue {
    this.#unused.delete(token)
    if (this.#values === undefined || !Object.hasOwn(this.#values, token)) {
      throw invalid('Invalid expression: An expression attribute value used in expression is not defined')
    }
    return parseValue(getShape(this.#values, token))
  }

  /** @throws ServiceException ValidationException when something was given that no expression used */
  assertAllUsed(): void {
    if (this.#unused.size > 0) throw invalid('Value provided in ExpressionAttribute map unused in expressions')
  }
}

import { invalid } from '../serviceException.ts'
import type { Placeholders } from './placeholders.ts'
import type { AttributeValue } from './values.ts'

const comparators = ['=', '<>', '<', '<=', '>', '>='] as const
const functions = ['attribute_exists', 'attribute_not_exists', 'begins_with'] as const

/** How two operands are compared. */
export type Comparator = (typeof comparators)[number]

/** A top-level attribute or a value. */
export type Operand =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'value'; readonly value: AttributeValue }

/** A parsed condition or key condition. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly inner: Expression }
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'exists'; readonly name: string; readonly wanted: boolean }
  | { readonly kind: 'beginsWith'; readonly operand: Operand; readonly prefix: Operand }

const token = /\s*(?:(<>|<=|>=|[=<>(),])|([#:][A-Za-z0-9_]+)|([A-Za-z_][A-Za-z0-9_]*))/y
const maxBytes = 4096
// DynamoDB: at most 300 operators or functions in one expression.
const maxOperators = 300

/**
 * Parses the part of DynamoDB's condition grammar that the local endpoint supports: comparisons, BETWEEN,
 * attribute_exists, attribute_not_exists, begins_with, NOT, AND, OR, parentheses, top-level attributes.
 * @throws ServiceException ValidationException
 */
export function parseExpression(text: string, placeholders: Placeholders): Expression {
  if (text.trim() === '') throw invalid('Invalid expression: The expression can not be empty')
  if (Buffer.byteLength(text) > maxBytes) throw invalid('Invalid expression: Expression size has exceeded 4096 bytes')
  return new Parser(tokensOf(text), placeholders).parse()
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  const source = text.trimEnd()
  token.lastIndex = 0
  while (token.lastIndex < source.length) {
    const found = token.exec(source)
    if (found === null) throw syntaxError()
    tokens.push(found[1] ?? found[2] ?? found[3] ?? '')
  }
  return tokens
}

function syntaxError() {
  return invalid('Invalid expression: Syntax error')
}

class Parser {
  readonly #tokens: readonly string[]
  readonly #placeholders: Placeholders
  #at = 0
  #operators = 0

  constructor(tokens: readonly string[], placeholders: Placeholders) {
    this.#tokens = tokens
    this.#placeholders = placeholders
  }

  parse(): Expression {
    const expression = this.#or()
    if (this.#at < this.#tokens.length) throw syntaxError()
    return expression
  }

  #or(): Expression {
    let left = this.#and()
    while (this.#keyword('OR')) left = { kind: 'or', left, right: this.#and() }
    return left
  }

  #and(): Expression {
    let left = this.#not()
    while (this.#keyword('AND')) left = { kind: 'and', left, right: this.#not() }
    return left
  }

  #not(): Expression {
    return this.#keyword('NOT') ? { kind: 'not', inner: this.#not() } : this.#primary()
  }

  #primary(): Expression {
    if (this.#take('(')) {
      this.#count()
      if (this.#tokens[this.#at] === '(' && this.#closesBefore(this.#at)) {
        throw invalid('Invalid expression: The expression has redundant parentheses')
      }
      const inner = this.#or()
      this.#expect(')')
      return inner
    }
    const name = functions.find((it) => it === this.#tokens[this.#at] && this.#tokens[this.#at + 1] === '(')
    return name === undefined ? this.#comparison() : this.#call(name)
  }

  #call(name: (typeof functions)[number]): Expression {
    this.#at += 2
    this.#count()
    const operand = this.#operand()
    if (name === 'begins_with') {
      this.#expect(',')
      const prefix = this.#operand()
      this.#expect(')')
      return { kind: 'beginsWith', operand, prefix }
    }
    this.#expect(')')
    if (operand.kind !== 'name') throw invalid('Invalid expression: Operator or function requires a document path')
    return { kind: 'exists', name: operand.name, wanted: name === 'attribute_exists' }
  }

  #comparison(): Expression {
    const left = this.#operand()
    if (this.#keyword('BETWEEN')) {
      const low = this.#operand()
      if (!this.#keyword('AND')) throw syntaxError()
      return { kind: 'between', operand: left, low, high: this.#operand() }
    }
    const comparator = comparators.find((it) => this.#take(it))
    if (comparator === undefined) throw syntaxError()
    this.#count()
    return { kind: 'compare', comparator, left, right: this.#operand() }
  }

  #operand(): Operand {
    const text = this.#tokens[this.#at]
    if (text === undefined || !/^[#:A-Za-z_]/.test(text)) throw syntaxError()
    this.#at += 1
    if (text.startsWith(':')) return { kind: 'value', value: this.#placeholders.value(text) }
    return { kind: 'name', name: this.#placeholders.name(text) }
  }

  /** Whether the parenthesis at `open` closes right before another closing one. */
  #closesBefore(open: number): boolean {
    let depth = 0
    for (let at = open; at < this.#tokens.length; at += 1) {
      if (this.#tokens[at] === '(') depth += 1
      if (this.#tokens[at] === ')') depth -= 1
      if (depth === 0) return this.#tokens[at + 1] === ')'
    }
    return false
  }

  #keyword(word: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== word) return false
    this.#at += 1
    this.#count()
    return true
  }

  #take(text: string): boolean {
    if (this.#tokens[this.#at] !== text) return false
    this.#at += 1
    return true
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw syntaxError()
  }

  #count(): void {
    this.#operators += 1
    if (this.#operators > maxOperators) {
      throw invalid('Invalid expression: The expression contains too many operators')
    }
  }
}

import type { ASTNode, GraphQLError } from 'graphql'

/** Collects what is wrong with a schema as `file:LINE coordinate: what is missing`. */
export class Problems {
  readonly #found: { file: string; line: number; text: string }[] = []

  /** Notes that `what` is wrong at `node`. */
  say(node: ASTNode | null | undefined, coordinate: string, what: string): void {
    const { file, line } = placeOf(node)
    this.#found.push({ file, line, text: `${coordinate}: ${what}` })
  }

  /** Notes an error of the GraphQL library, which knows its own place. */
  sayError(error: GraphQLError): void {
    const source = error.source?.name ?? placeOf(error.nodes?.[0]).file
    const line = error.locations?.[0]?.line ?? placeOf(error.nodes?.[0]).line
    this.#found.push({ file: source, line, text: error.message })
  }

  /** Whether nothing is wrong so far. */
  get none(): boolean {
    return this.#found.length === 0
  }

  /** Every problem once, by file and line. */
  sorted(): string[] {
    const order = this.#found.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.text, b.text))
    return [...new Set(order.map(({ file, line, text }) => `${file}:${line} ${text}`))]
  }
}

/** By code units, so that no locale changes generated files. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Of a definition the file and the line of its name: its description may begin well above. */
export function placeOf(node: ASTNode | null | undefined): { file: string; line: number } {
  const loc = node && 'name' in node && node.name ? node.name.loc : node?.loc
  if (!loc) return { file: 'schema', line: 0 }
  return { file: loc.source.name, line: loc.startToken.line }
}

import { type ASTNode, type DocumentNode, type GraphQLSchema, getDirectiveValues, Kind, visit } from 'graphql'
import type { Problems } from './problems.ts'

/** `buildASTSchema` takes any value, misspelt enum values too: every use of every directive is coerced here. */
export function checkDirectiveValues(document: DocumentNode, schema: GraphQLSchema, problems: Problems): void {
  visit(document, {
    Directive: (node, _key, _parent, _path, ancestors) => {
      const definition = schema.getDirective(node.name.value)
      if (!definition) return
      try {
        getDirectiveValues(definition, { directives: [node] })
      } catch (error) {
        problems.say(node, coordinateOf(ancestors), error instanceof Error ? error.message : 'has a bad directive')
      }
    },
  })
}

/** `Type.field(argument:)` of the definition under which a directive stands. */
function coordinateOf(ancestors: readonly (ASTNode | readonly ASTNode[])[]): string {
  let coordinate = ''
  for (const node of ancestors) {
    if (!('kind' in node) || !('name' in node) || !node.name || node.kind === Kind.DIRECTIVE) continue
    const argument = node.kind === Kind.INPUT_VALUE_DEFINITION && coordinate.includes('.')
    if (argument) coordinate += `(${node.name.value}:)`
    else coordinate += coordinate === '' ? node.name.value : `.${node.name.value}`
  }
  return coordinate
}

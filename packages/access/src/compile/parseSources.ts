import {
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  Kind,
  type NamedTypeNode,
  parse,
  Source,
  visit,
} from 'graphql'
import { validateSDL } from 'graphql/validation/validate.js'
import type { Problems } from './problems.ts'

/** The merged SDL with its generated connections: connection type -> record type. */
export interface ParsedSources {
  readonly document: DocumentNode
  readonly connections: ReadonlyMap<string, string>
}

const CONNECTION = /^([A-Z]\w*)Connection$/

/** Parses and merges the sources and adds `XConnection` and `XEdge` for every record X that a field lists so. */
export function parseSources(sources: readonly { name: string; text: string }[], problems: Problems): ParsedSources {
  const definitions: DefinitionNode[] = []
  for (const { name, text } of sources) {
    try {
      definitions.push(...parse(new Source(text, name)).definitions)
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      problems.sayError(error)
    }
  }
  const written: DocumentNode = { kind: Kind.DOCUMENT, definitions }
  const connections = usedConnections(written, problems)
  const document = { ...written, definitions: [...definitions, ...[...connections.values()].flatMap(connectionOf)] }
  if (problems.none) for (const error of validateSDL(document)) problems.sayError(error)
  return { document, connections }
}

function usedConnections(document: DocumentNode, problems: Problems): Map<string, string> {
  const records = new Set<string>()
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue
    if (node.directives?.some((directive) => directive.name.value === 'record')) records.add(node.name.value)
    if (/(Connection|Edge)$/.test(node.name.value))
      problems.say(node, node.name.value, 'is generated: do not define it')
  }
  const used = new Map<string, string>()
  const note = (node: NamedTypeNode) => {
    const record = CONNECTION.exec(node.name.value)?.[1]
    if (record === undefined || used.has(node.name.value)) return
    if (records.has(record)) used.set(node.name.value, record)
    else problems.say(node, node.name.value, `${record} is not a @record`)
  }
  visit(document, { NamedType: note })
  return used
}

function connectionOf(record: string): readonly DefinitionNode[] {
  const text = `
    "A page of ${record}."
    type ${record}Connection @value { edges: [${record}Edge!]! nodes: [${record}!]! pageInfo: PageInfo! }
    "One ${record} of a page, and the place after it."
    type ${record}Edge @value { cursor: Cursor! node: ${record}! }`
  return parse(new Source(text, 'generated connections')).definitions
}

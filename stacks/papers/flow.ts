import type { Graph, Resource } from '../rules/graph.ts'

interface Statement {
  readonly Effect: string
  readonly Action?: string | readonly string[]
  readonly Resource?: string | readonly string[]
}
type Edge = `${string} ${'-->' | '-.->'} ${string}`

/** The data flow of a stage as a Mermaid diagram: whatever a role may do is an arrow, so none is missing. */
export function flowPaper({ resources }: Graph): string {
  const of = (type: string) => resources.filter((one) => one.type === type)
  const functions = of('aws:lambda/function:Function')
  const prefix = `${String(functions[0]?.inputs.name).replace(/-[^-]+$/, '')}-`
  const short = (name: unknown) => String(name).replace(prefix, '')
  const places = new Map<string, string>()
  for (const { inputs } of of('aws:dynamodb/table:Table'))
    places.set(`table/${inputs.name}`, `${short(inputs.name)}Table`)
  for (const { name, inputs } of of('aws:s3/bucket:Bucket')) places.set(`:::${inputs.bucket}`, name)
  // Every function has its environment and its failures under the logs key, which tells nothing.
  for (const { name } of of('aws:kms/key:Key')) if (name !== 'LogsKey') places.set(`key/${name}`, name)

  const edges = new Set<Edge>()
  for (const fn of functions) {
    const name = String(fn.inputs.name)
    for (const statement of [name, `${name}-tenant`].flatMap((role) => statementsOf(of('aws:iam/role:Role'), role)))
      for (const edge of edgesOf(statement, { from: short(name), places })) edges.add(edge)
  }
  return [
    '```mermaid',
    'flowchart LR',
    '  people([clients]) -->|TLS, token| edge[CloudFront, WAF] -->|origin secret| gateway[HTTP API] --> graphql',
    '  people -->|password, second factor| pool[Cognito] --> preToken',
    '  auditTable -. stream .-> disclosures',
    '  auditTable -. stream .-> overwrites',
    ...functions.map(({ inputs }) => `  ${short(inputs.name)}{{${short(inputs.name)}}}`),
    ...[...places.values()].map((place) => `  ${place}[(${place})]`),
    ...[...edges].sort().map((edge) => `  ${edge}`),
    '```',
    '',
  ].join('\n')
}

function statementsOf(roles: readonly Resource[], name: string): readonly Statement[] {
  return roles
    .filter(({ inputs }) => inputs.name === name)
    .flatMap(({ inputs }) => (inputs.inlinePolicies ?? []) as { policy: string }[])
    .flatMap(({ policy }): Statement[] => JSON.parse(policy).Statement)
    .filter(({ Effect }) => Effect === 'Allow')
}

/** Reading is a dashed arrow towards the function, writing one towards the place. */
function edgesOf(
  { Action = [], Resource = [] }: Statement,
  { from, places }: { readonly from: string; readonly places: ReadonlyMap<string, string> },
): readonly Edge[] {
  const actions = [Action].flat().map((action) => String(action).replace(/^\w+:/, ''))
  const found = [Resource].flat().flatMap((arn) =>
    [...places].filter(([end]) =>
      String(arn)
        .replace(/\/(\w+\/)?\*$/, '')
        .endsWith(end),
    ),
  )
  const reads = actions.some((action) => /^(Get|BatchGet|Query|Scan|Decrypt|List)/.test(action))
  const writes = actions.some((action) => /^(Put|Delete|GenerateDataKey|Sign)/.test(action))
  return found.flatMap(([, place]): Edge[] => [
    ...(reads ? ([`${place} -.-> ${from}`] as const) : []),
    ...(writes ? ([`${from} --> ${place}`] as const) : []),
  ])
}

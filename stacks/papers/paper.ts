import type { Graph } from '../rules/graph.ts'
import { costPaper } from './costs.ts'
import { flowPaper } from './flow.ts'
import { inventoryPaper } from './inventory.ts'

/** docs/infrastructure.md, from what the deployed stages would consist of. */
export function infrastructurePaper(graphs: Readonly<Record<string, Graph>> & { readonly production: Graph }): string {
  return [
    '<!-- Generated from stacks/ by `npm run generate:infra`; do not edit. -->',
    '',
    '# The infrastructure',
    '',
    'What a stage consists of, evaluated over the components that deploy it. Nothing here was measured on AWS.',
    '',
    '## Where data flows',
    '',
    'Each arrow is a right of a role: solid to write, dashed to read. There is no other way to data in the stage.',
    '',
    flowPaper(graphs.production),
    '## What there is in production',
    '',
    inventoryPaper(graphs.production),
    '## What it costs',
    '',
    'List prices of us-east-1 in November 2026 without free tiers (stacks/papers/prices.ts), times what is counted.',
    '',
    costPaper(graphs),
  ].join('\n')
}

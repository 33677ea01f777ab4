import { all, type Graph, type Resource } from '../rules/graph.ts'
import { TYPE } from '../rules/types.ts'

/** What @pulumi/policy 1.21 tells of a resource: before it is made its inputs, afterwards what AWS says of it. */
export interface PolicyResource {
  readonly type: string
  readonly name: string
  /** `urn:pulumi:STAGE::APP::TYPE::NAME` */
  readonly urn: string
  readonly props: Resource['inputs']
  readonly opts: { readonly protect: boolean; readonly ignoreChanges: readonly string[]; readonly parent?: string }
}

/** The graph of what Pulumi tells. Of the app it tells its name and stage; region and tags are those of its tables. */
export function graphFrom(told: readonly PolicyResource[]): Graph {
  const [stage = '', name = ''] = (told[0]?.urn ?? '').replace('urn:pulumi:', '').split('::')
  const resources = told.map(resourceFrom)
  const app = { name, stage, removal: '', protect: false, region: '', tags: {} }
  const [table] = all({ app, resources, functions: [] }, TYPE.table)
  const region = `${table?.inputs.arn ?? ''}`.split(':')[3] ?? ''
  return { app: { ...app, region, tags: table?.inputs.tagsAll ?? {} }, resources, functions: [] }
}

function resourceFrom({ type, name, props, opts }: PolicyResource): Resource {
  return {
    type,
    name,
    inputs: props,
    parent: opts.parent?.split('::').at(-1) ?? '',
    protect: opts.protect,
    ignoreChanges: opts.ignoreChanges,
    // Of these it tells nothing.
    retainOnDelete: false,
    secrets: [],
  }
}

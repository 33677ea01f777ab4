import { type Kind, kindOf as kindOfName } from '../stage.ts'

/** A resource as it would be registered: inputs as they are where AWS would have given no answer of its own. */
export interface Resource {
  /** `aws:dynamodb/table:Table` */
  readonly type: string
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: as deep and as wide as AWS's own
  readonly inputs: Record<string, any>
  readonly parent: string
  readonly protect: boolean
  readonly retainOnDelete: boolean
  readonly ignoreChanges: readonly string[]
  /** Paths of inputs that are secret. */
  readonly secrets: readonly string[]
}

/** All that a stage would have. */
export interface Graph {
  readonly app: {
    readonly name: string
    readonly stage: string
    readonly removal: string
    readonly protect: boolean
    readonly region: string
    /** Tags of whatever takes tags. */
    readonly tags: Readonly<Record<string, string>>
  }
  readonly resources: readonly Resource[]
  /** Functions as they would be bundled. */
  readonly functions: readonly { readonly functionID: string; readonly handler: string }[]
}

/** What kind of stage it is. */
export function kindOf({ app }: Graph): Kind {
  return kindOfName(app.stage)
}

/** What its tables, functions, roles and keys are called before the dash. */
export function prefixOf({ app }: Graph): string {
  return `${app.name}-${app.stage}`
}

/** All resources of a type. */
export function all(graph: Graph, type: string): readonly Resource[] {
  return graph.resources.filter((one) => one.type === type)
}

/** What AWS calls it; SST's own name where it is AWS that names it. */
export function called({ name, inputs }: Resource): string {
  return String(inputs.name ?? inputs.bucket ?? name)
}

/** Whether a value, an ARN, an id or a name, means this resource: by its own ARN or id where it has one already. */
export function means(value: unknown, resource: Resource): boolean {
  if (typeof value !== 'string' || value === '') return false
  const { arn, id } = resource.inputs
  if (value === arn || value === id) return true
  const name = called(resource)
  return value === name || value === `${resource.name}-id` || value.endsWith(`/${name}`) || value.endsWith(`:${name}`)
}

/** The one that a value means. */
export function meant(graph: Graph, type: string, value: unknown): Resource | undefined {
  return all(graph, type).find((one) => means(value, one))
}

/** A table's, a function's or a role's name without the stage's. */
export function shortName(resource: Resource, graph: Graph): string {
  return called(resource).replace(`${prefixOf(graph)}-`, '')
}

/** Of all resources of a type those whose input `at` means this resource. */
export function companions(graph: Graph, type: string, at: string, resource: Resource): readonly Resource[] {
  return all(graph, type).filter((one) => means(one.inputs[at], resource))
}

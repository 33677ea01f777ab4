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
  readonly app: { readonly name: string; readonly stage: string; readonly removal: string; readonly protect: boolean }
  readonly resources: readonly Resource[]
  /** Functions as they would be bundled. */
  readonly functions: readonly { readonly functionID: string; readonly handler: string }[]
}

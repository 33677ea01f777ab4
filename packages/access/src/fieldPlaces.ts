import { type ResponsePath, responsePathAsArray } from 'graphql'
import { AccessError } from './errors.ts'
import type { FieldMap, Plan, PlanNode } from './plan.ts'
import type { ReplyPath } from './replyPath.ts'

/** A field of the reply, as the executor names it, and its node in the plan. */
interface FieldPlace {
  readonly path: ResponsePath
  readonly keys: ReplyPath
  readonly node: PlanNode
}

/** Finds the fields of one request's reply in its plan. */
export class FieldPlaces {
  readonly #plan: Plan
  #last: FieldPlace | undefined

  constructor(plan: Plan) {
    this.#plan = plan
  }

  /** A list is one place for all of its records: the executor gives them one path. @throws AccessError ERR_ACCESS_PATH */
  at(path: ResponsePath): FieldPlace {
    if (this.#last?.path === path) return this.#last
    const keys = responsePathAsArray(path)
    const place = { path, keys, node: this.#nodeAt(keys) }
    this.#last = place
    return place
  }

  #nodeAt(path: ReplyPath): PlanNode {
    let fields: FieldMap | undefined = this.#plan.roots
    let node: PlanNode | undefined
    for (const key of path) {
      if (typeof key === 'number') continue
      node = fields?.[key]
      // Without interfaces and unions a place has one concrete type.
      fields = node ? Object.values(node.types)[0] : undefined
    }
    if (!node) throw new AccessError('ERR_ACCESS_PATH')
    return node
  }
}

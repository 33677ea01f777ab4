import { type ResponsePath, responsePathAsArray } from 'graphql'

/** A place in the reply: response keys and list indices from the root. */
export type ReplyPath = readonly (string | number)[]

/** The place at `suffix` under the field at `path`. */
export function replyPath(path: ResponsePath, suffix: ReplyPath): ReplyPath {
  return [...responsePathAsArray(path), ...suffix]
}

/** One place of the reply, what is noted at it, and the places below. */
export interface ReplyBranch<T> {
  readonly notes: T[]
  readonly under: Map<string | number, ReplyBranch<T>>
}

/** A place without anything noted. */
export function newBranch<T>(): ReplyBranch<T> {
  return { notes: [], under: new Map() }
}

/** Notes something at a place. */
export function noteAt<T>(root: ReplyBranch<T>, path: ReplyPath, note: T): void {
  let branch = root
  for (const key of path) {
    const next = branch.under.get(key) ?? newBranch<T>()
    branch.under.set(key, next)
    branch = next
  }
  branch.notes.push(note)
}

import { loosened } from './loosened.ts'
import type { Policy } from './policy.ts'
import { grantedBy, type Right } from './rights.ts'

/** What became of a right: there now, gone, or another (mask, class or way). */
export interface RightChange extends Right {
  readonly change: '+' | '-' | '~'
  /** Whether somebody may now do more than before. */
  readonly wider: boolean
  /** Of `+` and `-`: whether the other schema grants it too, to the whole house. */
  readonly covered: boolean
  /** Of `~`, the right as it was. */
  readonly before: Right | null
  /** Of `~`, where not the right but its terms are others: what is looser, in words. */
  readonly looser: string | null
}

/** What differs between the rights of two schemas, sorted as they are, and what comes of rights that are the same. */
export function diffRights(base: Policy, head: Policy): readonly RightChange[] {
  const [was, is] = [base, head].map((policy) => new Map(grantedBy(policy).map((right) => [keyOf(right), right])))
  const loose = loosened(base, head)
  const keys = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])
  // What has changed is sorted, and not all that has not.
  const changes: (readonly [string, RightChange])[] = []
  for (const key of keys) for (const change of changesOf(key)) changes.push([key, change])
  return changes.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, change]) => change)

  function changesOf(key: string): readonly RightChange[] {
    const [before, after] = [was?.get(key), is?.get(key)]
    if (before === undefined)
      return after === undefined ? [] : [{ change: '+', ...after, ...oneSided(after, was), ...PLAIN }]
    if (after === undefined) return [{ change: '-', ...before, ...oneSided(before, is), ...PLAIN, wider: false }]
    const changed = { change: '~', ...after, covered: false, before } as const
    const terms = after.action === 'FILTER' ? [] : (loose.get(after.coordinate) ?? [])
    const looser = terms.map((words) => ({ ...changed, wider: true, looser: words }))
    if (before.mask === after.mask && before.class === after.class && before.path === after.path) return looser
    return [{ ...changed, wider: isWider(before, after), looser: null }, ...looser]
  }
}

function oneSided(right: Right, other: ReadonlyMap<string, Right> | undefined) {
  const covered = isCovered(right, other)
  return { covered, wider: !covered }
}

const PLAIN = { before: null, looser: null }

/**
 * A mask that is gone or another shows what was not seen before; so does a first way to what was out of reach. Of another
 * class it may be seen where a consent closed the one that it was of.
 */
function isWider(before: Right, after: Right): boolean {
  if (before.class !== after.class) return true
  return before.mask !== after.mask ? before.mask !== null : before.path === null && after.path !== null
}

/** Whoever has another tie than TENANT has that, too (an emergency has a purpose of its own): what TENANT allows is not new, nor lost. */
function isCovered(right: Right, other: ReadonlyMap<string, Right> | undefined): boolean {
  const house = other?.get(keyOf({ ...right, relation: 'TENANT' }))
  // Not the way: whatever opens one is a right of its own.
  return house !== undefined && (house.mask === null || house.mask === right.mask)
}

/** Who may do what to which: a field that is read whole and in part is two rights only if both were granted. */
function keyOf({ coordinate, action, role, relation, purpose, path }: Right): string {
  return [coordinate, action, role, relation, purpose, action === 'FILTER' ? path : ''].join(' ')
}

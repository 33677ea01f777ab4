import type { Right } from './rights.ts'

/** What became of a right: there now, gone, or another (mask, class or way). */
export interface RightChange extends Right {
  readonly change: '+' | '-' | '~'
  /** Whether somebody may now do more than before. */
  readonly wider: boolean
  /** Of `+` and `-`: whether the other schema grants it too, to the whole house. */
  readonly covered: boolean
  /** Of `~`, the right as it was. */
  readonly before: Right | null
}

/** What differs between the rights of two schemas, sorted as they are. */
export function diffRights(base: readonly Right[], head: readonly Right[]): readonly RightChange[] {
  const [was, is] = [base, head].map((all) => new Map(all.map((right) => [keyOf(right), right])))
  const keys = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].sort()
  return keys.flatMap((key): RightChange[] => {
    const [before, after] = [was?.get(key), is?.get(key)]
    if (before === undefined)
      return after === undefined ? [] : [{ change: '+', ...after, ...oneSided(after, was), before: null }]
    if (after === undefined) return [{ change: '-', ...before, ...oneSided(before, is), wider: false, before: null }]
    if (before.mask === after.mask && before.class === after.class && before.path === after.path) return []
    const wider = isWider(before, after)
    return [{ change: '~', ...after, wider, covered: false, before }]
  })
}

function oneSided(right: Right, other: ReadonlyMap<string, Right> | undefined) {
  const covered = isCovered(right, other)
  return { covered, wider: !covered }
}

/** A mask that is gone or another shows what was not seen before; so does a first way to what was out of reach. */
function isWider(before: Right, after: Right): boolean {
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

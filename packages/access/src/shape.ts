import type { Selection } from './guard.ts'
import { MASKS, type Mask } from './mask.ts'
import type { FieldMap, PlanNode } from './plan.ts'

/** What becomes of a field; `edge` is a connection that may be followed. */
export type Outcome = 'copied' | 'edge' | 'masked' | 'denied'

/** What one selection of a record type comes to under some relation bits. */
export interface Shape {
  /** What becomes of each selected response key. */
  readonly keys: ReadonlyMap<string, Outcome>
  /** Those that are not denied, and what the audit is told of each: the field's name, masked with a trailing `~`; sorted by it. */
  readonly shown: readonly { readonly key: string; readonly told: string }[]
  /** What the audit is told where all of them have a value: each name once, sorted. */
  readonly told: readonly string[]
  /** Every field before its value is put in: an edge that may be followed true, the others null. */
  readonly blank: Readonly<Record<string, boolean | null>>
  /** Field names, each once, by outcome. */
  readonly copied: readonly string[]
  readonly masked: readonly { readonly name: string; readonly mask: Mask }[]
  /** Sorted. */
  readonly denied: readonly string[]
  /** The classes whose parts hold what is copied or masked. */
  readonly classes: ReadonlySet<string>
}

/** Nothing is selected: only that the record exists is shown. */
export const NO_SHAPE: Shape = {
  keys: new Map(),
  shown: [],
  told: [],
  blank: {},
  copied: [],
  masked: [],
  denied: [],
  classes: new Set(),
}

/** Decides a selection once for all records with the same bits and classes. */
export function shapeOf(options: {
  fields: FieldMap
  bits: number
  /** Whether a class is left to the caller. */
  reaches: (name: string) => boolean
  selection: Selection
}): Shape {
  const { fields, bits, reaches, selection } = options
  const keys = new Map<string, Outcome>()
  const shown: { key: string; told: string }[] = []
  const byName = new Map<string, { outcome: Outcome; node: PlanNode }>()
  const classes = new Set<string>()
  for (const node of Object.values(fields)) {
    if (!selection.holds(node.when)) continue
    const outcome = node.rule?.class && !reaches(node.rule.class) ? 'denied' : outcomeOf(node, bits)
    keys.set(node.key, outcome)
    if (outcome !== 'denied') shown.push({ key: node.key, told: outcome === 'masked' ? `${node.name}~` : node.name })
    byName.set(node.name, { outcome, node })
    if ((outcome === 'copied' || outcome === 'masked') && node.rule?.class) classes.add(node.rule.class)
  }
  const names = (wanted: Outcome) => [...byName].flatMap(([name, { outcome }]) => (outcome === wanted ? [name] : []))
  const masked = [...byName].flatMap(([name, { outcome, node }]) => {
    const mask = outcome === 'masked' ? maskOf(node) : undefined
    return mask ? [{ name, mask }] : []
  })
  // Sorted once here, so that no record's names are sorted for the audit.
  shown.sort((a, b) => (a.told < b.told ? -1 : 1))
  const told = [...new Set(shown.map((of) => of.told))]
  const blank = Object.fromEntries([...byName].map(([name, { outcome }]) => [name, outcome === 'edge' ? true : null]))
  return { keys, shown, told, blank, copied: names('copied'), masked, denied: names('denied').sort(), classes }
}

function outcomeOf(node: PlanNode, bits: number): Outcome {
  const { rule } = node
  if (!rule) return 'denied'
  if ((rule.full & bits) !== 0) return node.type.kind === 'connection' ? 'edge' : 'copied'
  return (rule.masked & bits) !== 0 && maskOf(node) ? 'masked' : 'denied'
}

function maskOf({ rule }: PlanNode): Mask | undefined {
  return MASKS.get(rule?.mask ?? '')
}

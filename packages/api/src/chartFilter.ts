import type { Position, Stored } from '@wardgraph/records'
import type { Args } from './registry.ts'
import type { Scope } from './scope.ts'

interface Entry {
  readonly item: Stored
  readonly position: Position
}

/** What a chart is filtered by beside its order. */
export interface ChartFilter {
  /** Whether a record that exists for the caller, who reads what it is filtered by, is one of those asked for. */
  readonly passes: (entry: Entry) => boolean
  /** The last record looked at, once that were `MOST`. */
  readonly end: () => Entry | undefined
}

/**
 * So many records are opened for one page: what seldom matches in a long chart takes several pages, of which some may be
 * empty. Those that do not exist for the caller are not counted, or the pages would tell of them.
 */
const MOST = 1_000

/** What an order is kept of: these arguments are no filter. */
const ORDERED = new Set(['code', 'from', 'to'])

/** The filter that a chart's arguments come to: each that carries a field asks for this value of it. */
export function chartFilter(scope: Scope, of: { readonly coordinate: string; readonly args: Args }): ChartFilter {
  const { inputs } = scope.services.policy
  const wanted = Object.entries(of.args).flatMap(([name, value]) => {
    const carried = ORDERED.has(name) ? undefined : inputs[`${of.coordinate}(${name}:)`]
    return carried === undefined || value === null ? [] : [{ carried, field: carried.split('.')[1] ?? '', value }]
  })
  if (wanted.length === 0) return { passes: () => true, end: () => undefined }
  let looked = 0
  let end: Entry | undefined
  return {
    passes(entry) {
      looked += 1
      if (looked >= MOST) end = entry
      const { type, id, patient } = entry.item
      const permit = scope.handover.controlPermit(
        { type, id, patient },
        wanted.map(({ carried }) => carried),
      )
      const content = scope.reader.open(permit, entry.item)
      return wanted.every(({ field, value }) => says(content[field], value))
    },
    end: () => end,
  }
}

/** Whether an element, or one of a list, is this code, has it among its codings, or refers to this record. */
function says(element: unknown, value: unknown): boolean {
  if (Array.isArray(element)) return element.some((one) => says(one, value))
  if (typeof element !== 'object' || element === null) return element === value
  const { code, coding, reference } = element as Record<string, unknown>
  return code === value || reference === value || says(coding, value)
}

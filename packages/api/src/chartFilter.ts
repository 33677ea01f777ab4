import { type Place, type Position, RECORD_ID, type Stored } from '@wardgraph/records'
import type { ResponsePath } from 'graphql'
import { inForce } from './inForce.ts'
import type { Args } from './registry.ts'
import type { Scope } from './scope.ts'
import { exists, lookInto } from './show.ts'

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

/**
 * The filter that a chart's arguments come to, undefined for none: each that carries a field asks for this value of it. A record that does not
 * exist for the caller is referred to by none.
 */
export async function chartFilter(
  scope: Scope,
  of: { readonly coordinate: string; readonly patient: string; readonly args: Args; readonly path: ResponsePath },
): Promise<ChartFilter | undefined> {
  const { inputs, records } = scope.services.policy
  const wanted = Object.entries(of.args).flatMap(([name, value]) => {
    const carried = ORDERED.has(name) ? undefined : inputs[`${of.coordinate}(${name}:)`]
    return carried === undefined || value === null ? [] : [{ carried, field: carried.split('.')[1] ?? '', value }]
  })
  if (wanted.length === 0) return undefined
  const targets = wanted.map(({ carried, field, value }) => {
    const type = records[carried.split('.')[0] ?? '']?.fields[field]?.type
    return type?.kind === 'record'
      ? isThere(scope, { type: type.name, id: String(value), patient: of.patient }, of.path)
      : true
  })
  const areThere = (await Promise.all(targets)).every(Boolean)
  let looked = 0
  let end: Entry | undefined
  return {
    passes(entry) {
      looked += 1
      if (looked >= MOST) end = entry
      const content = lookInto(
        scope,
        entry.item,
        wanted.map(({ carried }) => carried),
      )
      return areThere && wanted.every(({ field, value }) => says(content[field], value))
    },
    end: () => end,
  }
}

async function isThere(scope: Scope, place: Place, path: ResponsePath): Promise<boolean> {
  const found = RECORD_ID.test(place.id) ? await scope.reader.find(place) : undefined
  const then = found && (await inForce(scope, found, { path, filters: [] }))
  return then !== undefined && exists(scope, then, [])
}

/** Whether an element, or one of a list, is this code, has it among its codings, or refers to this record. */
function says(element: unknown, value: unknown): boolean {
  if (Array.isArray(element)) return element.some((one) => says(one, value))
  if (typeof element !== 'object' || element === null) return element === value
  const { code, coding, reference } = element as Record<string, unknown>
  return code === value || reference === value || says(coding, value)
}

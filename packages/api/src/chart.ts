import { handleOf } from '@wardgraph/access'
import { spanOf } from '@wardgraph/fhir'
import type { Between, Page, Position, Stored } from '@wardgraph/records'
import { type GraphQLResolveInfo, getArgumentValues, isObjectType } from 'graphql'
import { chartFilter } from './chartFilter.ts'
import { connection, pageSize, positionAfter } from './connection.ts'
import { ReplyError } from './errors.ts'
import { allInForce, isAsOf } from './inForce.ts'
import { fillPage, firstFetch, firstOf, SPARE } from './page.ts'
import { type Args, edge, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { exists } from './show.ts'

/** An edge from a patient to its records of one type, the latest first. */
export function chart(coordinate: string, type: string): Registered {
  return edge(coordinate, async ({ scope, parent, args, carried, info }) => {
    const { patient } = handleOf(parent).permit
    if (patient === null) return null
    const of = { coordinate, type, patient, args }
    const slice = { first: pageSize(args), after: positionAfter(scope, { coordinate, parent: patient, args }) }
    const filter = await chartFilter(scope, { ...of, path: info.path })
    const page = await fillPage(slice, {
      spare: SPARE.records,
      fetch: (next) => chartPage(scope, { ...of, ...next }),
      keep: async (items, wanted) => {
        const some = filter === undefined ? wanted : items.length
        const then = isAsOf(scope, info.path)
          ? await allInForce(scope, items, { path: info.path, filters: carried, wanted: some })
          : items
        const passes = (one: (typeof then)[number]) =>
          exists(scope, one.item, carried) && (filter === undefined || filter.passes(one))
        return firstOf(then, wanted, passes, filter?.end)
      },
      ...(filter && { end: filter.end }),
    })
    return connection(scope, page, { of: { coordinate, parent: patient, args }, filters: carried })
  })
}

interface ChartPage {
  readonly coordinate: string
  readonly type: string
  readonly patient: string
  readonly args: Args
  readonly first: number
  readonly after: Position | undefined
}

/** Fetches one page of a chart, once however often it is asked for. */
function chartPage(scope: Scope, of: ChartPage): Promise<Page<Stored>> {
  const { coordinate, type, patient, args, first, after } = of
  const code = typeof args.code === 'string' ? args.code : undefined
  const between = betweenOf(args)
  const name = JSON.stringify([coordinate, patient, code, between, first, after])
  const asked = scope.pages.get(name)
  if (asked !== undefined) return asked
  const fetched = scope.reader.list({ type, patient, code, between, first, after })
  scope.pages.set(name, fetched)
  return fetched
}

/** The time that `from` and `to` bound, both as a whole. @throws ReplyError BAD_USER_INPUT */
function betweenOf({ from, to }: Args): Between | undefined {
  const [start, end] = [momentsOf('from', from)?.start, momentsOf('to', to)?.end]
  return start === undefined && end === undefined ? undefined : { from: start, to: end }
}

function momentsOf(name: string, text: unknown) {
  if (text === null || text === undefined) return undefined
  const span = spanOf(String(text))
  if (span === undefined) throw new ReplyError('BAD_USER_INPUT', { detail: `${name}: expected a FHIR dateTime.` })
  return span
}

/**
 * Asks for the charts under one patient together with the patient itself. Fetching may precede deciding, opening may
 * not; and a patient who is not there costs as many requests as one who is.
 */
export function prefetchCharts(scope: Scope, patient: string, info: GraphQLResolveInfo): void {
  const type = info.schema.getType('Patient')
  if (!isObjectType(type)) return
  for (const node of Object.values(scope.handover.nodesAt(info.path).Patient ?? {})) {
    const field = type.getFields()[node.name]
    const [ast] = node.field
    const always = node.when.alternatives.some(({ conditions, outer }) => conditions.length === 0 && outer === null)
    const target = node.type.name.replace(/Connection$/, '')
    // A chart's edge leads to records of this patient; others lead elsewhere.
    const charted = node.type.kind === 'connection' && scope.services.policy.records[target]?.patient !== 'id'
    if (!charted || field === undefined || ast === undefined || !always || node.rule?.full === 0) continue
    try {
      const args = getArgumentValues(field, ast, info.variableValues)
      const of = { coordinate: node.coordinate, parent: patient, args }
      const slice = { first: firstFetch(pageSize(args), SPARE.records), after: positionAfter(scope, of) }
      chartPage(scope, { coordinate: node.coordinate, type: target, patient, args, ...slice }).catch(() => {})
    } catch {
      // Whatever is wrong with the arguments, the edge says it itself when it is resolved.
    }
  }
}

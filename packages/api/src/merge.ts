import { handleOf } from '@wardgraph/access'
import { type Link, linkActions, linkKey, linkOf, RECORD_ID } from '@wardgraph/records'
import type { MergePatientsInput, MergeState } from '@wardgraph/schema/types'
import { connection, pageSize, positionAfter } from './connection.ts'
import { allInForce } from './inForce.ts'
import { govern, refuse } from './mutation.ts'
import { fillPage, SPARE } from './page.ts'
import { existing } from './patientList.ts'
import { badInput } from './people.ts'
import { type Call, edge, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { headOf } from './show.ts'
import { NOTHING } from './staging.ts'

/** Charts of one person, linked by two and never moved. */
export const merge: readonly Registered[] = [
  entry('Mutation.mergePatients', (call) => link(call, { linked: true })),
  entry('Mutation.unmergePatients', (call) => link(call, { linked: false })),
  edge('Patient.linked', async ({ scope, parent, args, carried, info }) => {
    const { patient } = handleOf(parent).permit
    if (patient === null) return null
    const of = { coordinate: 'Patient.linked', parent: patient, args }
    const slice = { first: pageSize(args), after: positionAfter(scope, of) }
    const page = await fillPage(slice, {
      spare: SPARE.patients,
      fetch: (next) => linked(scope, patient, next),
      async keep(items, wanted) {
        return allInForce(scope, await existing(scope, items, carried), { path: info.path, filters: carried, wanted })
      },
    })
    return connection(scope, page, { of, filters: carried })
  }),
]

async function linked(
  { keys, table }: Scope,
  patient: string,
  { first, after }: { readonly first: number; readonly after: readonly string[] | undefined },
) {
  const { pk } = linkKey(keys.tenant, { patient, other: '' })
  const range = { table: 'directory' as const, pk, prefix: 'L#', limit: first + 1, ...(after ? { after } : {}) }
  const rows = await table.query(range)
  const items = rows.slice(0, first).map((row) => ({ link: linkOf(keys, row), position: [String(row.sk)] }))
  return {
    items: items.flatMap(({ link, position }) => (link.holds ? [{ item: link.other, position }] : [])),
    more: rows.length > first,
    next: items.at(-1)?.position,
  }
}

function link(call: Call, { linked }: { readonly linked: boolean }) {
  const { patient, into, idempotencyKey } = call.args.input as MergePatientsInput // coerced by the schema
  if (patient === into) throw badInput('A chart is not linked with itself.')
  let state: MergeState = 'PROPOSED'
  return govern(call, {
    patient,
    idempotencyKey,
    of: 'STORED',
    async effect({ scope }, { done }) {
      const { keys, caller } = scope
      if (!RECORD_ID.test(into)) return refuse(call)
      const [other, row] = await Promise.all([
        scope.reader.find(headOf(into)),
        scope.load(linkKey(keys.tenant, { patient, other: into })),
      ])
      if (other === undefined) return refuse(call)
      scope.reader.verify(other)
      const known: Link = row ? linkOf(keys, row) : { patient, other: into, holds: false, wanted: null, w: 0 }
      if (done) {
        state = stateOf(known)
        return NOTHING
      }
      if (known.holds === linked) throw badInput(linked ? 'They are linked already.' : 'They are not linked.')
      const { wanted } = known
      // Two persons under two roles: whoever asked first is not asked again.
      const second = wanted?.linked === linked && wanted.person !== caller.subject && wanted.role !== caller.role
      const next: Link = second
        ? { ...known, holds: linked, wanted: null, w: known.w + 1 }
        : { ...known, wanted: { linked, person: caller.subject, role: caller.role }, w: known.w + 1 }
      state = stateOf(next)
      return {
        actions: linkActions(keys, next),
        changed: [
          [patient, 'Link', into, ['state'], next.w],
          [into, 'Link', patient, ['state'], next.w],
        ],
        concerns: [{ kind: 'MERGE', patient }],
        relied: [{ table: 'records', row: other.row }],
      }
    },
    answer: () => ({ state }),
  })
}

function stateOf({ holds, wanted }: Link): MergeState {
  if (wanted !== null) return 'PROPOSED'
  return holds ? 'LINKED' : 'UNLINKED'
}

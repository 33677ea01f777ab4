import { handleOf } from '@wardgraph/access'
import type { Stored } from '@wardgraph/records'
import type { Reference } from '@wardgraph/schema/types'
import { inForce } from './inForce.ts'
import { type EdgeCall, edge, type Registered } from './registry.ts'
import { exists, relate, show } from './show.ts'

/** An edge that follows the reference, or the list of references, which the record holds. */
export function reference(coordinate: string): Registered {
  return edge(coordinate, async (call) => {
    const { info, held, scope } = call
    const type = info.returnType.toString().replace(/[[\]!]/g, '')
    const fields = scope.handover.nodesAt(info.path)[type] ?? {}
    if (!Array.isArray(held)) {
      const found = await find(call, type, held as Reference) // what the schema's reference fields hold
      return found === undefined ? null : show(scope, found, { path: info.path, suffix: [], fields })
    }
    const found = await Promise.all(held.map((one: Reference) => find(call, type, one)))
    const kept = found.filter((one) => one !== undefined && exists(scope, one, []))
    return kept.map((one, i) => one && show(scope, one, { path: info.path, suffix: [i], fields }))
  })
}

async function find(
  { scope, parent, info }: EdgeCall,
  type: string,
  { reference: id }: Reference,
): Promise<Stored | undefined> {
  // Records that belong to a patient refer to that patient's records only.
  const patient = scope.services.policy.records[type]?.patient === null ? null : handleOf(parent).permit.patient
  const place = { type, id, patient: type === 'Patient' ? null : patient }
  const [found] = await Promise.all([scope.reader.find(place), relate(scope, place)])
  return found && inForce(scope, found, { path: info.path, filters: [] })
}

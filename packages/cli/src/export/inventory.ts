import { storedRows } from '@wardgraph/api'
import type { Place, Stored } from '@wardgraph/records'
import type { Row, TenantKeys } from '@wardgraph/vault'
import type { Job } from './job.ts'

/** Rows that are looked at, and records that are taken out, together: DynamoDB reads as many keys at once. */
export const AT_ONCE = 100

/**
 * What records there are, by type and id: nothing of what they hold, so that it fits into memory. Files come of it in the
 * order of the ids, and references know by it whether they lead anywhere.
 */
export class Inventory {
  readonly #byType = new Map<string, Map<string, (string | null)[]>>()

  /** Looks at every row of the tenant once; what a destroyed key has sealed is not there. @throws VaultError, TableError */
  static async of(job: Job): Promise<Inventory> {
    const inventory = new Inventory()
    const rows: Row[] = []
    let { keys } = await job.turn()
    for await (const row of job.scan('records')) {
      if (!isCurrent(keys.tenant, row)) continue
      rows.push(row)
      if (rows.length < AT_ONCE) continue
      inventory.#add(await stored(job, { keys, rows: rows.splice(0) }))
      keys = (await job.turn()).keys
    }
    inventory.#add(await stored(job, { keys, rows }))
    return inventory
  }

  #add(found: readonly Stored[]): void {
    for (const { type, id, patient } of found) {
      const ids = this.#byType.get(type) ?? new Map<string, (string | null)[]>()
      this.#byType.set(type, ids)
      // One that its source gave to another patient stands in both charts.
      ids.set(id, [...(ids.get(id) ?? []), patient])
    }
  }

  /** Sorted. */
  types(): readonly string[] {
    return [...this.#byType.keys()].sort()
  }

  /** How many ids of a type stand in more than one chart. */
  moved(type: string): number {
    return [...(this.#byType.get(type)?.values() ?? [])].filter(({ length }) => length > 1).length
  }

  has(type: string, id: string): boolean {
    return this.#byType.get(type)?.has(id) === true
  }

  /** The records of a type in the order of their ids, some at a time. */
  *places(type: string): Generator<readonly Place[], void, void> {
    const ids = this.#byType.get(type) ?? new Map<string, (string | null)[]>()
    const sorted = [...ids.keys()].sort()
    for (let at = 0; at < sorted.length; at += AT_ONCE)
      yield sorted.slice(at, at + AT_ONCE).flatMap((id) => {
        const patients = (ids.get(id) ?? []).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
        return patients.map((patient) => ({ type, id, patient }))
      })
  }
}

/** A record as it is now, and no old version of one. */
function isCurrent(tenant: string, { pk, sk }: Row): boolean {
  return String(pk).startsWith(`${tenant}#`) && !String(sk).startsWith('H#')
}

/** These rows with what opens them, in their order, but for what a destroyed key has sealed. @throws VaultError, TableError */
async function stored(
  job: Job,
  of: { readonly keys: TenantKeys; readonly rows: readonly Row[] },
): Promise<readonly Stored[]> {
  const found = await storedRows(job.services, of)
  return found.flatMap((open) => open() ?? [])
}

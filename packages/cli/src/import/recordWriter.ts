import { changeBy, rowSize, Writer } from '@wardgraph/records'
import type { CareTeams } from './careTeams.ts'
import type { PatientConsent } from './consents.ts'
import { type Job, untilSettled } from './job.ts'
import type { Tally } from './report.ts'
import { Rows } from './rows.ts'
import { MAX_ACTIONS, type Pending, type Staged, type Staging, stage, unresolvedOf, wantedKeys } from './stage.ts'
import { holdUniques } from './uniques.ts'
import type { Unit } from './unit.ts'

/** Bytes of a transaction; DynamoDB takes 4 MB, the audit records among them. */
const MAX_BYTES = 3_000_000

/** Writes units that touch different rows, as many to a transaction as it takes. */
export class RecordWriter {
  readonly #job: Job
  readonly #tally: Tally
  readonly #careTeams: CareTeams
  readonly #consents = new Map<string, PatientConsent>()

  constructor(of: { readonly job: Job; readonly tally: Tally; readonly careTeams: CareTeams }) {
    this.#job = of.job
    this.#tally = of.tally
    this.#careTeams = of.careTeams
  }

  /** What the stored consents permit and deny. */
  consents(): readonly PatientConsent[] {
    return [...this.#consents.values()]
  }

  /** Writes these units, and counts what became of each. @throws ImportError, TableError, VaultError, DocumentsError */
  write(units: readonly Unit[]): Promise<void> {
    return untilSettled(units, (left) => this.#attempt(left))
  }

  /** One reading, and a transaction for as many as fit in it; brings back those that somebody else changed meanwhile. */
  async #attempt(units: readonly Unit[]): Promise<readonly Unit[]> {
    const { services, caller } = this.#job
    const keys = await this.#job.keys()
    const { policy } = services
    const now = services.now()
    const writer = new Writer({ keys, policy, change: changeBy(caller, now) })
    const staging: Staging = { policy, caller, keys, writer }
    const wanted = units.flatMap((unit) => wantedKeys(unit, staging))
    const of = { ...staging, rows: await Rows.read(services.table, wanted) }
    const all = await Promise.all(units.map((unit) => stage(unit, of)))
    const held = await holdUniques(all.filter(isPending), { ...staging, table: services.table, now })
    const staged = [...all.filter((one) => !isPending(one)), ...held.staged]
    for (const one of staged) if (!isPending(one)) this.#settle(one, of)
    const again = [...held.again]
    for (const pack of packs(staged.filter(isPending))) {
      const actions = pack.flatMap((one) => one.actions)
      // First, so that no row names one that is not there; what then is named by none is swept.
      for (const { document } of pack)
        if (document !== undefined) await this.#job.documents.put(document.name, document.bytes)
      if (await this.#job.write({ keys, actions, changed: pack.flatMap(({ changed }) => changed) })) {
        for (const staged of pack) this.#settle(staged, of)
      } else again.push(...pack.map(({ unit }) => unit))
    }
    return again
  }

  #settle(staged: Staged, of: Staging & { readonly rows: Rows }): void {
    const { unit } = staged
    const counted = { type: unit.type, at: unit.source.at }
    if (staged.outcome === 'rejected') {
      this.#tally.reject(counted, staged.code)
      return
    }
    this.#tally.accept(counted, staged.outcome)
    if (unit.untyped) this.#tally.untyped(counted)
    this.#tally.unresolved(unresolvedOf(unit, of))
    if (staged.patient === null) return
    this.#careTeams.add(staged.patient, unit.candidates)
    const current = staged.outcome !== 'unchanged' || staged.current
    if (unit.rules !== null && current)
      this.#consents.set(unit.id, {
        patient: staged.patient,
        id: unit.id,
        rules: unit.rules,
        isNew: staged.outcome !== 'unchanged',
      })
  }
}

function isPending(staged: Staged): staged is Pending {
  return staged.outcome === 'created' || staged.outcome === 'updated'
}

/** Cuts the staged units into transactions, in their order. */
function packs(pending: readonly Pending[]): readonly (readonly Pending[])[] {
  const packs: Pending[][] = []
  let [actions, bytes] = [MAX_ACTIONS, 0]
  for (const one of pending) {
    const size = one.actions.reduce((sum, action) => sum + (action.do === 'put' ? rowSize(action.row) : 0), 0)
    if (actions + one.actions.length > MAX_ACTIONS || bytes + size > MAX_BYTES) {
      packs.push([])
      ;[actions, bytes] = [0, 0]
    }
    packs.at(-1)?.push(one)
    actions += one.actions.length
    bytes += size
  }
  return packs
}

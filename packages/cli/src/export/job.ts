import type { Caller } from '@wardgraph/access'
import { type Documents, journal, type Services } from '@wardgraph/api'
import type { Disclosure } from '@wardgraph/audit'
import { listTenants, openTenant, type TableName } from '@wardgraph/records'
import type { Row, TenantKeys } from '@wardgraph/vault'
import { CliError, EXIT } from '../command.ts'
import { jobCaller } from '../jobMember.ts'

/** How long one audit record may take, in ms. */
const PATIENCE = 60_000

/** What an export works with. */
export interface Exporting {
  readonly services: Services
  readonly documents: Documents
  readonly tenantName: string
  /** Every row of a table, of whichever tenant, in no order. */
  readonly scan: (table: TableName) => AsyncIterable<Row>
}

/** One turn of an export: the tenant's keys and as whom, both asked for anew, because nobody holds either for long. */
export interface Turn {
  readonly keys: TenantKeys
  readonly caller: Caller
}

/** An export of one tenant at work. */
export class Job {
  readonly services: Services
  readonly documents: Documents
  readonly scan: Exporting['scan']
  readonly tenantName: string
  readonly #tenant: string

  private constructor(of: Exporting, tenant: string) {
    this.services = of.services
    this.documents = of.documents
    this.scan = of.scan
    this.tenantName = of.tenantName
    this.#tenant = tenant
  }

  /** @throws CliError UNKNOWN_TENANT; TableError, VaultError */
  static async of(exporting: Exporting): Promise<Job> {
    const tenants = await listTenants(exporting.services)
    const found = tenants.find(({ name }) => name === exporting.tenantName)
    if (found === undefined) throw new CliError('UNKNOWN_TENANT', 'there is no such tenant.')
    return new Job(exporting, found.tenant)
  }

  /** @throws CliError FORBIDDEN where the membership has ended, also meanwhile; TableError, VaultError */
  async turn(): Promise<Turn> {
    const keys = await openTenant(this.services, this.#tenant)
    const caller = await jobCaller(this.services, { keys, tenantName: this.tenantName })
    if (caller !== undefined) return { keys, caller }
    throw forbidden("the membership of the tenant's job has ended.")
  }

  /**
   * Puts on record what is about to leave; unless that is done nothing of it may be written. INTEGRITY: what the export
   * came upon, and ends with. @throws CliError AUDIT_UNAVAILABLE
   */
  async record(
    { keys, caller }: Turn,
    of: { readonly outcome?: 'OK' | 'INTEGRITY'; readonly disclosed: readonly Disclosure[]; readonly opened: number },
  ): Promise<void> {
    const { services } = this
    const now = services.now()
    const patients = new Set(of.disclosed.flatMap(([patient]) => (patient === null ? [] : [patient])))
    const written = await journal(services, {
      keys,
      actions: [],
      deadline: now + PATIENCE,
      entry: {
        time: new Date(now).toISOString(),
        code: services.code,
        origin: 'access',
        request: crypto.randomUUID(),
        caller: {
          person: caller.subject,
          membership: caller.membership,
          role: caller.role,
          purpose: caller.purposeOfUse,
        },
        session: null,
        operation: { kind: 'query', roots: ['access.export'], document: null },
        outcome: of.outcome ?? 'OK',
        status: null,
        disclosed: of.disclosed,
        changed: [],
        denied: [],
        ties: [...patients].map((patient) => [patient, 'TENANT', null]),
        opened: of.opened,
      },
    })
    if (written.outcome === 'COMMITTED') return
    const sentence = 'the audit record could not be written, so nothing of what it names is; try again.'
    const cause = written.outcome === 'UNAVAILABLE' ? written.cause : undefined
    throw new CliError('AUDIT_UNAVAILABLE', sentence, { exit: EXIT.unavailable, cause })
  }
}

/** The tenant's job may not do this. */
export function forbidden(sentence: string): CliError {
  return new CliError('FORBIDDEN', sentence, { exit: EXIT.no })
}

import { type Caller, live, mayReview } from '@wardgraph/access'
import { journal, liveMemberships, type Services } from '@wardgraph/api'
import type { AuditEntry } from '@wardgraph/audit'
import { type Member, openTenant } from '@wardgraph/records'
import { type TenantKeys, VaultError } from '@wardgraph/vault'
import { CliError, EXIT } from '../command.ts'
import { membersOf } from '../users.ts'

/** How long the audit record may take, in ms. */
const PATIENCE = 10_000

/** What a command reports of itself, where it is more than nothing. */
type Report = Partial<Pick<AuditEntry, 'outcome' | 'disclosed' | 'changed' | 'denied' | 'ties' | 'opened'>>

/** Whoever asks who may read what, and which command asks. */
export interface Asked {
  readonly username: string
  /** The tenant's name; needed where the user reviews in several. */
  readonly tenant?: string | undefined
  readonly root: 'access.who' | 'access.review' | 'access.signOff' | 'access.disclosures'
}

/** What is refused to whom a command does not admit: a field of a type. */
const REFUSED: Readonly<Record<Asked['root'], readonly [string, string]>> = {
  'access.who': ['Patient', 'access'],
  'access.review': ['AccessReview', 'lines'],
  'access.signOff': ['AccessReview', 'signedOff'],
  'access.disclosures': ['Patient', 'disclosures'],
}

/** A reviewer at work in a tenant, at one moment: nothing that was found may be shown before `record` is done. */
export class Officer {
  readonly services: Services
  readonly keys: TenantKeys
  readonly caller: Caller
  readonly now: number
  readonly #member: Member
  readonly #root: Asked['root']

  constructor(
    of: Pick<Officer, 'services' | 'keys' | 'caller' | 'now'> & { readonly member: Member } & Pick<Asked, 'root'>,
  ) {
    this.services = of.services
    this.keys = of.keys
    this.caller = of.caller
    this.now = of.now
    this.#member = of.member
    this.#root = of.root
  }

  /**
   * Writes the audit record of the command, as long as the membership holds: unless it is written nothing may be shown.
   * @throws CliError AUDIT_UNAVAILABLE, FORBIDDEN
   */
  async record(report: Report): Promise<void> {
    const [member, root] = [this.#member, this.#root]
    const until = member.end ?? Number.POSITIVE_INFINITY
    const { purposeOfUse: purpose } = this.caller
    if ((await write(this, { member, purpose, root, report, until })) === 'LATE')
      await forbid(this.services, { member, root, now: member.end ?? this.now })
  }

  /** What `work` finds; damage that it comes upon is on record before it is thrown. @throws as `work`, CliError AUDIT_UNAVAILABLE */
  async find<Found>(work: (officer: Officer) => Promise<Found>): Promise<Found> {
    try {
      return await work(this)
    } catch (error) {
      if (error instanceof VaultError && error.code === 'ERR_VAULT_INTEGRITY')
        await this.record({ outcome: 'INTEGRITY' })
      throw error
    }
  }

  /** As `record`, of what ends in this error. @throws the error, CliError AUDIT_UNAVAILABLE */
  async refuse(error: CliError, report: Report): Promise<never> {
    await this.record(report)
    throw error
  }
}

/**
 * The one live membership of this user that the schema lets review; a refusal is on record.
 * @throws CliError UNKNOWN_USER, FORBIDDEN, SEVERAL_MEMBERSHIPS, AUDIT_UNAVAILABLE
 */
export async function admit(services: Services, { username, tenant, root }: Asked): Promise<Officer> {
  const now = services.now()
  const members = (await membersOf(services, username)).filter(
    (one) => tenant === undefined || one.tenantName === tenant,
  )
  const [member] = [...members.filter((one) => live(one, now)), ...members]
  if (member === undefined)
    throw new CliError('UNKNOWN_USER', 'there is no such user; `npx wardgraph users` lists them.')
  const tenants = [...new Set(members.map((one) => one.tenant))]
  const found = (
    await Promise.all(tenants.map((one) => reviewersIn(services, { person: member.person, tenant: one, now })))
  ).flat()
  const [first, ...others] = found
  if (first === undefined) return forbid(services, { member, root, now })
  if (others.length > 0)
    throw new CliError('SEVERAL_MEMBERSHIPS', 'this user reviews in several tenants: say which with --tenant.')
  return new Officer({ services, ...first, now, root })
}

/** As whom a person reviews in a tenant. */
async function reviewersIn(
  { policy, table, vault }: Services,
  { tenant, person, now }: Pick<Member, 'tenant' | 'person'> & Pick<Officer, 'now'>,
) {
  const keys = await openTenant({ table, vault }, tenant)
  const rows = await table.query({ table: 'directory', pk: `${tenant}#U#${person}`, prefix: 'A#' })
  return liveMemberships({ policy, keys, rows, now }).flatMap(({ member, callers }) => {
    const caller = callers.find((one) => mayReview({ policy, caller: one }))
    return caller === undefined ? [] : [{ keys, member, caller }]
  })
}

async function forbid(
  services: Services,
  of: Pick<Asked, 'root'> & Pick<Officer, 'now'> & { readonly member: Member },
): Promise<never> {
  const { member, root, now } = of
  const keys = await openTenant(services, member.tenant)
  const [purpose = ''] = services.policy.roles[member.role]
  const [type, field] = REFUSED[root]
  const report: Report = { outcome: 'FORBIDDEN', denied: [[null, type, null, [field]]] }
  await write({ services, keys, now }, { member, purpose, root, report, until: Number.POSITIVE_INFINITY })
  throw new CliError('FORBIDDEN', 'this user has no membership now that may review access.', { exit: EXIT.no })
}

/** LATE: the membership has ended meanwhile, and nothing was written. @throws CliError AUDIT_UNAVAILABLE */
async function write(
  { services, keys, now }: Pick<Officer, 'services' | 'keys' | 'now'>,
  of: Pick<Asked, 'root'> & {
    readonly member: Member
    readonly purpose: string
    readonly report: Report
    readonly until: number
  },
): Promise<'COMMITTED' | 'LATE'> {
  const { person, membership, role } = of.member
  const written = await journal(services, {
    keys,
    actions: [],
    deadline: services.now() + PATIENCE,
    until: of.until,
    entry: {
      time: new Date(now).toISOString(),
      code: services.code,
      origin: 'access',
      request: crypto.randomUUID(),
      caller: { person, membership, role, purpose: of.purpose },
      session: null,
      operation: { kind: 'query', roots: [of.root], document: null },
      outcome: 'OK',
      status: null,
      disclosed: [],
      changed: [],
      denied: [],
      ties: [],
      opened: 0,
      ...of.report,
    },
  })
  if (written.outcome === 'COMMITTED' || written.outcome === 'LATE') return written.outcome
  const cause = written.outcome === 'UNAVAILABLE' ? written.cause : undefined
  throw new CliError('AUDIT_UNAVAILABLE', 'the audit record could not be written, so nothing is shown; try again.', {
    exit: EXIT.unavailable,
    cause,
  })
}

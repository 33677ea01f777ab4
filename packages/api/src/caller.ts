import { type Caller, live, type Period, type Policy, type TenantRules } from '@wardgraph/access'
import {
  factOf,
  findTenant,
  keyRow,
  type Member,
  memberOf,
  openKey,
  recordKey,
  type Seeker,
  type Shift,
  type Stored,
  settingsKey,
  settingsOf,
  shiftOf,
  subjectOf,
} from '@wardgraph/records'
import { type Row, type TenantKeys, VaultError } from '@wardgraph/vault'
import { ReplyError } from './errors.ts'
import type { Holder } from './holder.ts'
import type { Services } from './services.ts'

/** Who is asking, with the keys and rules of the tenant, its shifts and the name of the session. */
export interface SignedIn {
  readonly caller: Caller
  readonly keys: TenantKeys
  readonly rules: TenantRules
  readonly shifts: readonly Shift[]
  /** The caller as its records describe it, still closed: whose name and address a control compares with a patient's. */
  readonly likeness: readonly Stored[]
  readonly session: string
  /** When (s) the person last showed who it is. */
  readonly authTime: number
  /** When (ms) the membership ends; infinite if it does not. */
  readonly memberUntil: number
  /** Whether the purpose of use that was stated is one of the role's; if not, the request is to be refused. */
  readonly purposeGranted: boolean
}

/** How long a person's rows are remembered; a membership that was taken away works no longer than this. */
const KEPT = 30_000
const MAX_KEPT = 10_000

/** What the directory says of one person in one tenant. */
interface Known {
  readonly likeness: readonly Stored[]
  readonly members: readonly Member[]
  readonly shifts: readonly Shift[]
  /** Whom the person stands for, and when. */
  readonly proxied: readonly (Period & { readonly patient: string })[]
  readonly rules: TenantRules
}

/** Turns the holder of a token into the caller of a request, remembering what the directory says of a person for 30 s. */
export function createCallers({ policy, table, vault, now }: Services) {
  const kept = new Map<string, { readonly known: Known; readonly until: number }>()

  async function find(keys: TenantKeys, person: string): Promise<Known> {
    const name = nameOf({ tenant: keys.tenant, person })
    const found = kept.get(name)
    if (found !== undefined && found.until > now()) return found.known
    kept.delete(name)
    const rows = await table.query({ table: 'directory', pk: `${keys.tenant}#U#${person}`, prefix: 'A#' })
    const listed = read(keys, rows)
    const known = { ...listed, ...(await describe(keys, listed.members)) }
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(name, { known, until: now() + KEPT })
    return known
  }

  /** The tenant's rules, and the records that describe the person, in one request. */
  async function describe(keys: TenantKeys, members: readonly Member[]): Promise<Pick<Known, 'rules' | 'likeness'>> {
    const places = members.flatMap(({ patient, practitioner }) => [
      ...(patient === null ? [] : [{ type: 'Patient', id: patient, patient: null }]),
      ...(practitioner === null ? [] : [{ type: 'Practitioner', id: practitioner, patient: null }]),
    ])
    const { tenant } = keys
    const [rules, ...rows] = await table.get([
      settingsKey(tenant),
      ...places.flatMap((place) => [recordKey(policy, tenant, place), keyRow(tenant, subjectOf(place))]),
    ])
    const likeness = places.flatMap((place, i) => {
      const [row, key] = [rows[2 * i], rows[2 * i + 1]]
      if (row === undefined) return []
      // Without it no control could tell whom the person resembles.
      if (key === undefined) throw new VaultError('ERR_VAULT_KEYS_MISSING')
      const opened = openKey(keys, { subject: subjectOf(place), row: key })
      return opened === undefined ? [] : [{ ...place, row, key: opened }]
    })
    return { rules: settingsOf(keys, rules), likeness }
  }

  async function signedIn(
    keys: TenantKeys,
    of: Pick<SignedIn, 'session' | 'authTime'> & {
      readonly person: string
      readonly membership: string
      /** The purpose of use that was stated. */
      readonly stated: string | undefined
    },
  ): Promise<SignedIn> {
    const { person, membership, stated, session, authTime } = of
    const known = await find(keys, person)
    const member = known.members.find((one) => one.membership === membership)
    if (member === undefined || !live(member, now())) throw new ReplyError('UNAUTHENTICATED')
    const { purpose, granted } = purposeOf(policy, member, stated)
    return {
      caller: callerOf(member, { known, purpose, now: now() }),
      purposeGranted: granted,
      keys,
      rules: known.rules,
      shifts: shiftsOf(member, known, now()),
      likeness: member.role === 'PATIENT' ? [] : known.likeness,
      session,
      authTime,
      memberUntil: member.end ?? Number.POSITIVE_INFINITY,
    }
  }

  return {
    /** The caller, with the holder's tenant in force. @throws ReplyError UNAUTHENTICATED, FORBIDDEN; TableError, VaultError */
    async signIn({ tenant, token, ...holder }: Holder): Promise<SignedIn> {
      const keys = await findTenant({ table, vault }, tenant)
      // A signed token for a tenant that never was is as good as none.
      if (keys === undefined) throw new ReplyError('UNAUTHENTICATED')
      return signedIn(keys, { ...holder, session: keys.sessionHash(token) })
    },
    /** Somebody under a membership of its own, as if it had signed in just now: for whoever is told what that one may see. @throws ReplyError UNAUTHENTICATED */
    hatOf(
      keys: TenantKeys,
      of: { readonly person: string; readonly membership: string; readonly stated: string | undefined },
    ): Promise<SignedIn> {
      return signedIn(keys, { ...of, session: keys.sessionHash(of.membership), authTime: now() / 1000 })
    },
    /** Forgets what was remembered of somebody: it was changed here. */
    forget(of: { readonly tenant: string; readonly person: string }): void {
      kept.delete(nameOf(of))
    },
  }
}

/** A membership that holds: as whom one acts under it, once for each purpose that it may state. */
export interface LiveMembership {
  readonly member: Member
  readonly callers: readonly Caller[]
  readonly seeker: Seeker
}

/** As whom a caller looks for what ties it to a patient. */
export function seekerOf(caller: Caller, shifts: readonly Shift[]): Seeker {
  const { subject: person, actor, membership, role } = caller
  return { person, actor, membership, asPatient: role === 'PATIENT', shifts }
}

/** The memberships of one person that hold now, from its rows `A#` of the directory. @throws VaultError */
export function liveMemberships(of: {
  readonly policy: Policy
  readonly keys: TenantKeys
  readonly rows: readonly Row[]
  readonly now: number
}): readonly LiveMembership[] {
  const { policy, keys, rows, now } = of
  const known = read(keys, rows)
  return known.members.flatMap((member) => {
    const callers = purposesOf(policy, member).map((purpose) => callerOf(member, { known, purpose, now }))
    const [caller] = callers
    if (caller === undefined || !live(member, now)) return []
    return [{ member, callers, seeker: seekerOf(caller, shiftsOf(member, known, now)) }]
  })
}

function nameOf({ tenant, person }: { readonly tenant: string; readonly person: string }): string {
  return `${tenant} ${person}`
}

/** A person's memberships, shifts, and the patients that are this person or whom it stands for. @throws VaultError */
function read(keys: TenantKeys, rows: readonly Row[]): Omit<Known, 'rules' | 'likeness'> {
  const of = (letter: string) => rows.filter(({ sk }) => String(sk).startsWith(`A#${letter}#`))
  const members = of('m').map((row) => memberOf(keys, row))
  const proxied = of('f').map((row) => {
    const { start, end } = factOf(keys, row)
    return { patient: String(row.sk).split('#')[2] ?? '', start, end }
  })
  return { members, shifts: of('s').map((row) => shiftOf(keys, row)), proxied }
}

/** The patients that a person is, under whichever membership, or stands for now. */
function kinOf({ members, proxied }: Pick<Known, 'members' | 'proxied'>, now: number): ReadonlySet<string> {
  const own = members.flatMap(({ role, patient }) => (role === 'PATIENT' && patient !== null ? [patient] : []))
  return new Set([...own, ...proxied.filter((one) => live(one, now)).map(({ patient }) => patient)])
}

/** A patient's hat has no shifts: what ties are the hat's own. */
function shiftsOf({ role }: Member, { shifts }: Pick<Known, 'shifts'>, now: number): readonly Shift[] {
  return role === 'PATIENT' ? [] : shifts.filter(({ end }) => end > now)
}

/** A person under one of its memberships. */
function callerOf(
  member: Member,
  of: {
    readonly known: Pick<Known, 'members' | 'proxied'>
    readonly purpose: Caller['purposeOfUse']
    readonly now: number
  },
): Caller {
  const { person, username, membership, role, tenant, tenantName, patient, practitioner } = member
  const { known, purpose, now } = of
  return {
    subject: person,
    username,
    membership,
    role,
    tenant,
    tenantName,
    patient,
    practitioner,
    actor: practitioner ?? person,
    selves: new Set(known.members.flatMap((one) => [one.person, one.practitioner ?? one.person])),
    kin: kinOf(known, now),
    purposeOfUse: purpose,
  }
}

/** The purposes that a membership may state, its own first; a job's is fixed. */
function purposesOf(policy: Policy, { role, purpose: fixed }: Member): readonly Caller['purposeOfUse'][] {
  return policy.roles[role].filter((one) => fixed === null || one === fixed)
}

/** The stated purpose if the role has it, else the role's own. */
function purposeOf(policy: Policy, member: Member, stated: string | undefined) {
  const [own, ...others] = purposesOf(policy, member)
  if (own === undefined) throw new ReplyError('FORBIDDEN')
  const purpose = [own, ...others].find((one) => one === (stated ?? own))
  return { purpose: purpose ?? own, granted: purpose !== undefined }
}

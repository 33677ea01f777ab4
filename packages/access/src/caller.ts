import type { Purpose, Role } from '@wardgraph/schema/types'

/** Who calls, as which membership, for what purpose. */
export interface Caller {
  /** Person id, shared by all memberships of the person. */
  readonly subject: string
  readonly username: string
  readonly membership: string
  readonly role: Role
  /** Tenant id. */
  readonly tenant: string
  readonly tenantName: string
  readonly purposeOfUse: Purpose
  readonly patient: string | null
  readonly practitioner: string | null
  /** The id that relation rows name: the practitioner a staff member is, or the person. */
  readonly actor: string
  /** What relation rows and consents call this person, under whichever membership. */
  readonly selves: ReadonlySet<string>
  /** Patients who are this person itself, or whom it stands for, under whichever membership. */
  readonly kin: ReadonlySet<string>
}

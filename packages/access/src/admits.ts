import type { Caller } from './caller.ts'
import { needsOf } from './needs.ts'
import type { Policy } from './policy.ts'

/** The audiences that code asks for by name: whom one admits is a right of its own, whatever else the schema uses it for. */
export const ASKED_BY_NAME = ['CLINICAL_STAFF', 'REVIEWERS', 'TEAM_EDITORS'] as const

/** Whom it is about, and the relation bits under which the caller stands to the patient. */
interface Standing {
  readonly policy: Policy
  readonly caller: Caller
  readonly bits: number
}

/** Whether an audience admits the caller: what ties people to patients is no field of a record. */
export function admits(of: Standing & { readonly audience: (typeof ASKED_BY_NAME)[number] }): boolean {
  return isAdmitted(of, of.audience)
}

/** Whether a call such as `Mutation.joinCareTeam` admits the caller. */
export function admitsCall(of: Standing & { readonly call: string }): boolean {
  return isAdmitted(of, of.policy.roots[of.call]?.to ?? '')
}

function isAdmitted({ policy, caller, bits }: Standing, audience: string): boolean {
  return (needsOf({ policy, audience, role: caller.role, purpose: caller.purposeOfUse }).full & bits) !== 0
}

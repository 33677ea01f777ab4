import { type Explained, live, mayFilterAtAll, mayReview } from '@wardgraph/access'
import { createCallers } from './caller.ts'
import { explainRules, explainRun, toldBy } from './explain.ts'
import { readVariables } from './httpRequest.ts'
import { badInput, membershipsOf } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import { Scope } from './scope.ts'

/** Why somebody sees, or does not see: for those who run the house, never with a value. */
export const explainAccess: readonly Registered[] = [entry('Query.explainAccess', explain)]

/** One row as a client gets it. */
export type ExplainedRow = Pick<Explained, 'path' | 'coordinate' | 'line'> & {
  readonly allow: boolean
  readonly reason: string
}

/** A row as it is printed: MASKED is allowed, in part. */
export function rowOf({ path, coordinate, outcome, reason, line }: Explained): ExplainedRow {
  const allow = outcome === 'ALLOWED' || outcome === 'MASKED'
  return { path, coordinate, allow, reason: `${outcome}: ${reason}`, line }
}

async function explain({ scope, args, info: { schema } }: Call): Promise<readonly ExplainedRow[]> {
  // Alone: what it explains may cost as much as a request, and so it is all that this one costs.
  if (scope.explains || scope.operation?.roots.length !== 1) throw badInput('One explanation at a time.')
  scope.explains = true
  const { caller, services } = scope
  const { policy } = services
  const { role, purposeOfUse: purpose } = caller
  const mayKnowWho = mayReview({ policy, caller })
  const mayRead = (coordinate: string) => mayFilterAtAll({ policy, coordinate, role, purpose })
  const request = {
    query: String(args.operation),
    operationName: undefined,
    variables: readVariables(typeof args.variables === 'string' ? args.variables : '{}'),
  }
  const theirs = await scopeOf(scope, args, { mayKnowWho })
  const about = { patient: null, type: 'Membership', id: theirs.caller.membership, fields: ['explained'] }
  scope.told = { disclosed: [about], denied: [], opened: 0 }
  // Who may not know which patients there are is told what the rules say, whoever the patient is.
  if (!mayKnowWho) return explainRules(theirs, { schema, request }).map(rowOf)
  const namesConsent = mayRead('Patient.consents')
  const run = await explainRun(theirs, { schema, request, namesConsent }).catch((error: unknown) => ({ error }))
  // What is found, or fails, by a value would tell the value to who may not search by it.
  if (theirs.planned && ![...theirs.carried].every(mayRead)) return theirs.handover.outline().map(rowOf)
  if (theirs.planned) {
    const { disclosed, denied, opened } = toldBy(theirs)
    scope.told = { disclosed: [about, ...disclosed], denied, opened }
  }
  if ('error' in run) throw run.error
  return run.map(rowOf)
}

/** The scope in which somebody else's request would run now. @throws ReplyError BAD_USER_INPUT */
async function scopeOf(
  scope: Scope,
  args: Call['args'],
  { mayKnowWho }: { readonly mayKnowWho: boolean },
): Promise<Scope> {
  const { keys, services, now, deadline, request } = scope
  const all = await membershipsOf(scope, String(args.username))
  const hats = all.filter(
    // That somebody is a patient here is for those who may know which patients there are.
    (one) =>
      live(one, now) && (args.role === undefined || one.role === args.role) && (mayKnowWho || one.role !== 'PATIENT'),
  )
  const [hat, ...others] = hats
  if (hat === undefined) throw badInput('username: there is nobody of this name and role now.')
  if (others.length > 0) throw badInput('role: this user has several; say which is meant.')
  const stated = typeof args.purpose === 'string' ? args.purpose : undefined
  const { purposeGranted, ...signedIn } = await createCallers(services).hatOf(keys, { ...hat, stated })
  if (!purposeGranted) throw badInput('purpose: is not one of this role.')
  return new Scope({ services, request, now, deadline, ...signedIn })
}

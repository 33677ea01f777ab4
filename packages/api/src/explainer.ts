import type { Explained } from '@wardgraph/access'
import { createCallers } from './caller.ts'
import { codeOf, outcomeOf, ReplyError } from './errors.ts'
import { explainRun, toldBy } from './explain.ts'
import { type Holder, holderOf } from './holder.ts'
import type { GraphqlRequest } from './httpRequest.ts'
import { journal } from './journal.ts'
import { executableSchema } from './schema.ts'
import { Scope } from './scope.ts'
import type { Services } from './services.ts'

/** Explaining may take as long as a request, in ms. */
const PATIENCE = 10_000

interface Asked {
  readonly token: string
  readonly purpose: string | undefined
  readonly request: GraphqlRequest
}

/**
 * Explains operations to whoever signs in, as its own would be decided; the audit record of it is committed before
 * anything is returned, and names every record that the explanation tells of.
 */
export function createExplainer(services: Services) {
  const schema = executableSchema()
  const callers = createCallers(services)

  /** @throws ReplyError */
  return async function explain({ token, purpose, request }: Asked): Promise<readonly Explained[]> {
    const now = services.now()
    const holder = await holderOf(services, { authorization: `Bearer ${token}`, 'x-purpose-of-use': purpose })
    return services.within(holder.tenant, () => explainTo(holder, { now, request }))
  }

  async function explainTo(
    holder: Holder,
    of: { readonly now: number; readonly request: GraphqlRequest },
  ): Promise<readonly Explained[]> {
    const { now, request } = of
    const { purposeGranted, ...signedIn } = await callers.signIn(holder)
    if (!purposeGranted) throw new ReplyError('BAD_USER_INPUT', { detail: 'The purpose is not one of this role.' })
    const at = { request: crypto.randomUUID(), now, deadline: now + PATIENCE }
    const scope = new Scope({ services, ...at, ...signedIn })
    const explained = explainRun(scope, { schema, request, namesConsent: true })
    const run = await explained.catch((error: unknown) => ({ error }))
    // Before there is a plan nothing was asked of the store; after it, that it failed tells something.
    if ('error' in run && !scope.planned) throw run.error
    const { subject: person, membership, role, purposeOfUse: purpose } = scope.caller
    const { disclosed, denied, opened } = toldBy(scope)
    const written = await journal(services, {
      keys: scope.keys,
      actions: [],
      deadline: at.deadline,
      entry: {
        time: new Date(now).toISOString(),
        code: services.code,
        origin: 'access',
        request: at.request,
        caller: { person, membership, role, purpose },
        session: scope.session,
        operation: { kind: 'query', roots: ['access.explain'], document: scope.operation?.document ?? null },
        outcome: 'error' in run ? outcomeOf(codeOf(run.error), run.error) : 'OK',
        status: null,
        disclosed: disclosed.map(({ patient, type, id, fields }) => [patient, type, id, fields]),
        changed: [],
        denied: denied.map(({ patient, type, id, fields }) => [patient, type, id, fields]),
        ties: [],
        opened,
      },
    })
    if (written.outcome !== 'COMMITTED') throw new ReplyError('AUDIT_UNAVAILABLE')
    if ('error' in run) throw run.error
    return run
  }
}

import { NotModelled } from './errors.ts'
import { elements, texts } from './json.ts'
import type { Request } from './request.ts'

/**
 * Whom a Principal element means. A role that is named keeps its boundary and session policies; to name everyone is to name
 * its session, which they do not bound; an account leaves it to the identity policies of its roles; `never` are users and
 * federated principals, which no request of this evaluator comes from (reference_policies_evaluation-logic).
 */
export type Who =
  | { readonly is: 'anyone' }
  | { readonly is: 'account'; readonly account: string }
  | { readonly is: 'role'; readonly arn: string }
  | { readonly is: 'service'; readonly service: string }
  | { readonly is: 'never' }

/** @throws NotModelled on kinds of principals that may be a role by another name: its sessions, its unique id, canonical users. */
export function readPrincipals(json: unknown): readonly Who[] {
  if (json === '*') return [{ is: 'anyone' }]
  return Object.entries(elements(json)).flatMap(([kind, names]) => texts(names, kind).map((name) => read(kind, name)))
}

function read(kind: string, name: string): Who {
  if (kind === 'Service' && /^[a-z0-9.-]+\.amazonaws\.com$/.test(name)) return { is: 'service', service: name }
  if (kind === 'Federated') return { is: 'never' }
  if (kind !== 'AWS') throw new NotModelled(`${kind}: no such kind of principal`)
  if (name === '*') return { is: 'anyone' }
  const account = /^(?:arn:[a-z-]+:iam::)?(\d{12})(?:$|:root$)/.exec(name)?.[1]
  if (account !== undefined) return { is: 'account', account }
  const entity = /^arn:[a-z-]+:iam::[a-z0-9]+:(role|user)\/[\w+=,.@/ -]+$/.exec(name)?.[1]
  if (entity === 'user') return { is: 'never' }
  if (entity === 'role') return { is: 'role', arn: name }
  throw new NotModelled(`${name}: no principal`)
}

/** Whether the one who asks is meant. */
export function isMeant(who: Who, { principal }: Request): boolean {
  switch (who.is) {
    case 'anyone':
      return true
    case 'account':
      return principal.type === 'AWS' && who.account === principal.account
    case 'role':
      return principal.type === 'AWS' && who.arn === principal.arn
    case 'service':
      return principal.type === 'Service' && who.service === principal.service
    case 'never':
      return false
  }
}

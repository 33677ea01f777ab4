import type { Decision, Policies } from './may.ts'
import { may } from './may.ts'
import { readPolicy } from './policy.ts'
import type { Request, RolePrincipal } from './request.ts'

export const ACCOUNT = '123456789012'
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/examplerole`
export const role = (tags: Readonly<Record<string, string>> = {}): RolePrincipal => ({
  type: 'AWS',
  arn: ROLE,
  account: ACCOUNT,
  tags,
})

/** A statement's elements in short: they are JSON's as they are. */
export type Elements = Readonly<Record<string, unknown>>

const document = (statements: readonly Elements[]) => ({ Version: '2012-10-17', Statement: statements })
export const identity = (...statements: Elements[]) => readPolicy(document(statements), 'identity')
export const resource = (...statements: Elements[]) => readPolicy(document(statements), 'resource')
export const trust = (...statements: Elements[]) => readPolicy(document(statements), 'trust')

/** A policy variable: `${body}`. */
export const variable = (body: string): string => `$\{${body}}`

/** A request of the example role in which every key that is not given is known to be absent. */
export const request = (asked: Partial<Request>): Request => ({
  principal: role(),
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::examplebucket/key',
  context: {},
  absent: ['*'],
  ...asked,
})

/** The answer in one line: `allow identity #0`, `explicit deny boundary NoScan`, `no allow in session`. */
export function answer(policies: Partial<Policies>, asked: Partial<Request>): string {
  return inWords(may({ identity: [], ...policies }, request(asked)))
}

function inWords(decision: Decision): string {
  if (decision.allow) return `allow ${decision.by}`
  return decision.because === 'no allow' ? `no allow in ${decision.in}` : `explicit deny ${decision.by}`
}

/** Whether a statement of an identity applies to a request. */
export const applies = (statement: Elements, asked: Partial<Request>): boolean =>
  may({ identity: [identity({ Effect: 'Allow', Action: '*', Resource: '*', ...statement })] }, request(asked)).allow

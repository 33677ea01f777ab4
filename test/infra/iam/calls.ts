import { type Asked, asRequest, type Names, named, type RecordedCall } from './call.ts'
import { dynamodbRequests } from './dynamodbCalls.ts'
import { NotModelled } from './errors.ts'
import { kmsRequests } from './kmsCalls.ts'
import type { Request, RolePrincipal } from './request.ts'
import { s3Requests } from './s3Calls.ts'
import { stsRequests } from './stsCalls.ts'

const TRANSLATIONS: Readonly<
  Record<RecordedCall['service'], (operation: string, input: RecordedCall['input'], names: Names) => Asked[]>
> = { dynamodb: dynamodbRequests, kms: kmsRequests, s3: s3Requests, sts: stsRequests }

/**
 * The requests that AWS would put to IAM for a call: the call succeeds when all of them are allowed.
 *
 * @throws NotModelled on an operation, a name or a caller that it does not know.
 */
export function requestsOf({ service, operation, input, principal }: RecordedCall, names: Names): Request[] {
  if (principal === null) throw new NotModelled(`${service} ${operation}: called by nobody`)
  const arn = named(names.roles, principal.role)
  const role: RolePrincipal = { type: 'AWS', arn, account: arn.split(':')[4] ?? '', tags: principal.tags }
  return TRANSLATIONS[service](operation, input, names).map((asked) => asRequest(asked, role))
}

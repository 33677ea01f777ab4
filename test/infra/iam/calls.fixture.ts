import type { Names, RecordedCall } from './call.ts'
import { requestsOf } from './calls.ts'
import { may, type Policies } from './may.ts'
import { ACCOUNT, ROLE } from './policy.fixture.ts'

export const TABLE = `arn:aws:dynamodb:us-west-2:${ACCOUNT}:table/prod-records`
export const DIRECTORY = `arn:aws:dynamodb:us-west-2:${ACCOUNT}:table/prod-directory`
export const STREAM = `${TABLE}/stream/2015-05-11T21:21:33.291`
export const KEY = `arn:aws:kms:us-west-2:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
export const LOGS_KEY = `arn:aws:kms:us-west-2:${ACCOUNT}:key/0987dcba-09fe-87dc-65ba-ab0987654321`
export const TARGET = `arn:aws:iam::${ACCOUNT}:role/prod-tenant`
export const LOGS = 'arn:aws:s3:::prod-logs'

/** Names as a machine has them, and what they are in the account. */
export const names: Names = {
  region: 'us-west-2',
  roles: { api: ROLE, tenant: TARGET },
  tables: { records: TABLE, directory: DIRECTORY },
  streams: { 'arn:local:stream': STREAM },
  keys: { 'alias/envelope': KEY, envelope: KEY, logs: LOGS_KEY },
  buckets: {
    logs: { arn: LOGS, key: LOGS_KEY, bucketKey: false },
    shared: { arn: 'arn:aws:s3:::prod-shared', key: LOGS_KEY, bucketKey: true },
    plain: { arn: 'arn:aws:s3:::prod-plain', key: null, bucketKey: false },
  },
}

type Service = RecordedCall['service']

/** The requests of a call by the role `api`, whose session is tagged. */
export const asks = (service: Service, operation: string, input: RecordedCall['input'], tags = {}) =>
  requestsOf({ service, operation, input, principal: { role: 'api', tags } }, names)

/** What a call asks for, in short: `dynamodb:GetItem RESOURCE`. */
export const asked = (service: Service, operation: string, input: RecordedCall['input']) =>
  asks(service, operation, input).map(({ action, resource }) => `${action} ${resource}`)

/** Whether the role `api` may make a call as a session with these tags. */
export const mayCall =
  (policies: Policies, tags = {}) =>
  (service: Service, operation: string, input: RecordedCall['input']): boolean =>
    asks(service, operation, input, tags).every((request) => may(policies, request).allow)

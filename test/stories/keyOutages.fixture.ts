import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import { createLanes } from '@wardgraph/audit'
import { dumpTables, type Key, tableNames } from '@wardgraph/records'
import { type Asked, awsWard } from '../api/faults.fixture.ts'

const ENVELOPE = 'alias/test-envelope'
/** What a test writes, and what must be found nowhere in clear. */
export const CANARY = 'canary 7f3a'
export const NOTED = { status: 200, body: { data: { recordObservation: { observation: { version: 1 } } } } }
const SENTENCES = {
  UNAVAILABLE: 'A service that this request needs does not answer.',
  AUDIT_UNAVAILABLE:
    'The audit record could not be written, so nothing is shown; try again, a mutation with the same idempotencyKey.',
} as const

/** A reply that is nothing but this code. */
export const refused = (code: keyof typeof SENTENCES) => ({
  status: 503,
  body: { errors: [{ message: SENTENCES[code], extensions: { code } }] },
})
export const said = ({ status, body }: Asked) => ({ status, body })
export const family = ({ body }: Asked) => body.data?.patient.name[0].family

/** How the key service is out, as the log names it, and how often one opening asks it. */
export const OUTAGES = [
  ['throttle', 'ThrottlingException', 3],
  ['drop', 'TimeoutError', 3],
  ['lose', 'TimeoutError', 3],
  ['refuse', 'AccessDeniedException', 1],
  ['disabled', 'DisabledException', 1],
  ['pending-deletion', 'KMSInvalidStateException', 1],
] as const

/** The ward of `awsWard` with a key service that can be out, and environments on a clock to turn. */
export async function outageWard() {
  const made = await awsWard()
  const { aws, ada, services } = made
  const { table } = services
  const kms = new KMSClient({})
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: ENVELOPE }))
  const of = { KeyId: KeyMetadata?.KeyId }
  const clock = { now: Date.now() }
  const now = () => clock.now
  const dump = () => dumpTables({ client: new DynamoDBClient({}), names: tableNames('test') })

  /** Puts the key service out; what it gives ends that. */
  async function out(how: (typeof OUTAGES)[number][0]): Promise<() => Promise<unknown>> {
    const enable = () => kms.send(new EnableKeyCommand(of))
    if (how === 'disabled') {
      await kms.send(new DisableKeyCommand(of))
      return enable
    }
    if (how === 'pending-deletion') {
      await kms.send(new ScheduleKeyDeletionCommand({ ...of, PendingWindowInDays: 7 }))
      return async () => {
        await kms.send(new CancelKeyDeletionCommand(of))
        await enable()
      }
    }
    aws.faults.add({ service: 'kms', kind: how })
    return async () => aws.faults.clear()
  }

  /** Takes rows of the keys table away; what it gives puts them back. */
  async function without(keys: readonly Key[]): Promise<() => Promise<void>> {
    const rows = (await table.get(keys)).flatMap((row) => (row === undefined ? [] : [row]))
    if (rows.length < keys.length) throw new Error('there is no such row')
    const token = () => ({ token: crypto.randomUUID() })
    await table.transact(
      keys.map((key) => ({ do: 'remove', key })),
      token(),
    )
    return () =>
      table.transact(
        rows.map((row) => ({ do: 'put', table: 'keys', row })),
        token(),
      )
  }
  return {
    ...made,
    out,
    without,
    pass(ms: number) {
      clock.now += ms
    },
    /** A cold environment whose keys grow old by the clock. */
    clocked() {
      return made.environment((services) => ({ ...services, lanes: createLanes({ now }), now }), { now })
    },
    chart: { query: `{ patient(id: "${ada}") { name { family } observations { nodes { id } } } }` },
    /** A write into the chart. */
    note: (idempotencyKey: string) => ({
      query:
        'mutation ($input: RecordObservationInput!) { recordObservation(input: $input) { observation { version } } }',
      variables: { input: { patient: ada, idempotencyKey, code: { text: 'Pain' }, valueString: CANARY } },
    }),
    /** Every row but those of the trail and its registry of chains, as they lie there. */
    async stored() {
      return (await dump()).filter(({ table, item }) => table !== 'audit' && !JSON.stringify(item.pk).includes('#H#'))
    },
    /** Whether any attribute of any table, its bytes included, holds the text. */
    async holds(text: string): Promise<boolean> {
      const values = (await dump()).flatMap(({ item }) => Object.values(item) as { readonly B?: string }[])
      const plain = ({ B, ...value }: { readonly B?: string }) =>
        B === undefined ? JSON.stringify(value) : Buffer.from(B, 'base64').toString('latin1')
      return values.some((value) => plain(value).includes(text))
    },
    async recordOf(environment: ReturnType<typeof made.environment>, { request }: Asked) {
      return (await environment.records(table)).find((record) => record.request === request)
    },
    /** How often KMS was asked to open a key since the calls were cleared. */
    openings: () => aws.calls.list().filter(({ operation }) => operation === 'Decrypt').length,
  }
}

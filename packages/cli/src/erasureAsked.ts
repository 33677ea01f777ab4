import { createHandler, type GraphqlHandler } from '@wardgraph/api'
import { CliError, EXIT } from './command.ts'
import type { Instance } from './instance.ts'
import { tokenFor } from './token.ts'

/** What an erasure is about, and who says so. */
interface Asking {
  readonly mutation: 'erasePatient' | 'cancelErasure' | 'holdPatient' | 'releasePatient'
  readonly patient: string
  readonly reason: string | undefined
  readonly username: string
  readonly tenant: string | undefined
}

/** How an erasure stands; `due`: from when on it may happen. */
export interface Said {
  readonly state: string
  readonly due: string | null
}

const PATIENCE = 10_000

/** Says it as this user, by the mutation that anybody would send. @throws CliError */
export async function asked(
  instance: Instance,
  { mutation, patient, reason, username, tenant }: Asking,
): Promise<Said> {
  const token = await tokenFor(instance, { username, role: undefined, tenant, ttl: 60 })
  const type = mutation === 'erasePatient' ? 'ErasePatientInput' : 'ErasureInput'
  const query = `mutation Erasure($input: ${type}!) { said: ${mutation}(input: $input) { state due } }`
  const input = { patient, idempotencyKey: crypto.randomUUID(), ...(mutation === 'erasePatient' ? { reason } : {}) }
  const { body = '' } = await createHandler(instance.services)(
    {
      version: '2.0',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      requestContext: { http: { method: 'POST', path: '/graphql' } },
      body: JSON.stringify({ query, variables: { input } }),
      isBase64Encoded: false,
    } as unknown as Parameters<GraphqlHandler>[0], // the parts of API Gateway's event that the handler reads
    { getRemainingTimeInMillis: () => PATIENCE },
  )
  const { data, errors }: { data?: { said: Said | null }; errors?: readonly Refusal[] } = JSON.parse(body)
  const said = data?.said
  if (said !== null && said !== undefined) return said
  throw refusalOf(errors?.[0])
}

interface Refusal {
  readonly message: string
  readonly extensions: { readonly code: string }
}

function refusalOf(refusal: Refusal | undefined): CliError {
  const code = refusal?.extensions.code
  const sentence = refusal?.message ?? 'something went wrong.'
  if (code === 'FORBIDDEN' || code === 'CONFLICT') return new CliError('FORBIDDEN', sentence, { exit: EXIT.no })
  if (code === 'BAD_USER_INPUT') return new CliError('BAD_USER_INPUT', sentence, { exit: EXIT.no })
  return new CliError('UNAVAILABLE', sentence, { exit: EXIT.unavailable })
}
